"""What fails while a review is written: single comments, deletions, files that are not told, limits without end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gomodlint.github import client
from gomodlint.github.changes import say_changes
from gomodlint.github.client import Client
from gomodlint.github.target import Target
from tests.github.conftest import FINDING, GO, Reviewer, finding
from tests.github.fake import BOT, Changed, FakeGitHub, Fault

OTHER = "b" * 40
LIMIT = Fault("POST", "/reviews", 403, {"message": "API rate limit exceeded"})


def test_a_limit_is_waited_for_until_the_time_that_github_names(
    github: FakeGitHub, say: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.time, "time", lambda: 1_000.0)
    github.faults = [replace(LIMIT, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1050"})]
    assert say(FINDING).posted == 1
    assert sorted(say.waits)[-2:] == [1.0, 50.0]
    github.faults = [replace(LIMIT, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "950"})]
    assert say(finding(2)).posted == 1
    assert max(say.waits[-4:]) == 1.0, "a time that is over is a second, not less than none"


def test_a_limit_that_is_said_again_and_again_loses_nothing(github: FakeGitHub, say: Reviewer) -> None:
    github.faults = [replace(LIMIT, headers={"retry-after": "1"}, times=99)]
    said = say(FINDING)
    assert said.untold == (FINDING,)
    assert "rate limit does not end" in said.note
    assert len([one for one in github.writes if one[1].endswith("/reviews")]) == 6


@pytest.mark.parametrize("done", [True, False])
def test_a_comment_alone_is_posted_once_or_said_below(github: FakeGitHub, say: Reviewer, *, done: bool) -> None:
    """A failure of the server does not say whether the comment is there: it is looked for."""
    github.files["a/a.go"] = Changed(GO, shown=False)
    github.faults = [Fault("POST", "/pulls/7/comments", 502, done=done)]
    assert say(FINDING).posted == int(done)
    assert len(github.review_comments) == int(done)
    [summary] = github.issue_comments
    assert ("`example.com/m/a imports net/http/pprof`" in summary["body"]) == (not done)


def test_a_comment_that_cannot_be_deleted_stops_nothing(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING, finding(2))
    github.faults = [Fault("DELETE", "/pulls/comments/", 404, {"message": "Not Found"})]
    said = say()
    assert said.untold == ()
    assert len(github.review_comments) == 1, "the other one was"
    assert "nothing new" in github.issue_comments[0]["body"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", "/contents/", 403, {"message": "Resource not accessible by integration"}),
        Fault("GET", "/contents/", 200, {"encoding": "none", "content": ""}, described=False),
    ],
    ids=["refused", "larger than a megabyte"],
)
def test_a_file_that_is_not_told_is_commented_where_the_finding_is(
    github: FakeGitHub, say: Reviewer, fault: Fault
) -> None:
    github.faults = [replace(fault)]
    assert say(FINDING).posted == 1
    assert [one["line"] for one in github.review_comments] == [5]
    assert "suggestion" not in github.review_comments[0]["body"]


def test_a_branch_whose_pull_request_is_at_another_commit(github: FakeGitHub, say: Reviewer) -> None:
    def move(_verb: str, _path: str) -> None:
        github.head = OTHER

    target = Target(0, github.head, BOT, branch=github.branch)
    github.before = move
    said = say.look_up(FINDING)
    assert (said.untold, github.writes) == ((FINDING,), [])
    assert said.note == f"no open pull request of {target.branch} is at {target.head[:12]}"
    asked = Client("o/r", "secret", github.url, sleep=say.waits.append)
    assert say_changes("a page", asked, target) == f"changes: {said.note}"
    assert say_changes("a page", asked, target._replace(head=OTHER)) == "changes: posted"
