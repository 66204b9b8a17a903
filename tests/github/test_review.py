"""What a pull request says after `gomodlint review`: every finding once, where it belongs, and nothing that is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gomodlint.errors import Problem
from gomodlint.github.marker import STICKY, mark, marked
from tests.github.conftest import FINDING, GO, TREE, Reviewer, finding
from tests.github.fake import Changed, FakeGitHub, Fault
from tests.github.pull_request import COMMENT

OTHER = "b" * 40
ABUSE = {"resource": "PullRequestReview", "code": "abuse", "field": "base"}  # octokit/plugin-throttling.js, issue 775


def bodies(github: FakeGitHub) -> list[str]:
    return [str(one["body"]) for one in github.review_comments]


def summaries(github: FakeGitHub) -> list[str]:
    return [str(one["body"]) for one in github.issue_comments]


def test_a_finding_stands_on_the_line_that_made_it(github: FakeGitHub, say: Reviewer) -> None:
    said = say(FINDING)
    assert (said.posted, said.untold) == (1, ())
    [comment] = github.review_comments
    assert (comment["path"], comment["line"]) == ("a/a.go", 5)
    assert "`example.com/m/a imports net/http/pprof`" in comment["body"]
    assert "`it opens a door`" in comment["body"]
    [posted] = github.reviews
    assert (posted["event"], posted["commit_id"]) == ("COMMENT", github.head)
    assert "1 new finding" in summaries(github)[0]


def test_a_second_run_writes_nothing(github: FakeGitHub, say: Reviewer) -> None:
    elsewhere = finding(2, file="other/other.go")
    say(FINDING, elsewhere)
    before = len(github.writes)
    said = say(FINDING, elsewhere)
    assert len(github.writes) == before
    assert (said.posted, said.kept) == (0, 1)


def test_what_is_known_is_not_said(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING._replace(state="known"), finding(2, state="ignored"), finding(3, state="moved"))
    assert github.writes == []


def test_a_fixed_finding_goes(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING)
    said = say()
    assert said.deleted == 1
    assert github.review_comments == []
    assert "nothing new" in summaries(github)[0]
    assert len(github.issue_comments) == 1


def test_a_fixed_finding_that_somebody_answered_is_marked(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING)
    github.say("why?", "a/a.go", 5, login="reviewer", reply_to=github.review_comments[0]["id"])
    for _ in range(2):
        say()
        assert bodies(github)[0].startswith(f"✅ Fixed in {github.head[:12]}.")
        assert marked(bodies(github)[0]) == FINDING.key[:16]
    assert len([one for one in github.writes if one[0] == "PATCH"]) == 2  # the comment and the summary, once each
    say(FINDING)  # and broken again
    assert "imports net/http/pprof" in bodies(github)[0]
    assert len(github.review_comments) == 2


def test_a_verdict_that_is_not_whole_takes_nothing_back(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING)
    before = len(github.writes)
    said = say(errors=(Problem("cannot read a/b.go"),))
    assert (said.deleted, len(github.review_comments), len(github.writes)) == (0, 1, before)


def test_a_marker_that_somebody_else_wrote_hides_nothing(github: FakeGitHub, say: Reviewer) -> None:
    github.say(f"nothing to see\n\n{mark(FINDING.key)}", "a/a.go", 5, login="mallory")
    assert say(FINDING).posted == 1
    say()
    assert [one["user"]["login"] for one in github.review_comments] == ["mallory"]


def test_a_marker_that_is_quoted_hides_nothing(github: FakeGitHub, say: Reviewer) -> None:
    github.say(f"> {mark(FINDING.key)}\n\nI see.", "a/a.go", 5)
    assert say(FINDING).posted == 1


def test_more_comments_than_a_page_has(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING)
    talk = [github.say(f"word {number}", "a/a.go", 5, login="reviewer") for number in range(250)]
    github.review_comments[:] = [*talk, github.review_comments[0]]
    assert say(FINDING).posted == 0


def test_a_comment_whose_place_is_lost_is_posted_again(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING)
    github.review_comments[0]["line"] = None
    said = say(FINDING)
    assert (said.posted, said.deleted) == (1, 1)
    assert [one["line"] for one in github.review_comments] == [5]


def test_a_finding_whose_line_moves_keeps_its_comment(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING)
    before = len(github.writes)
    github.files["a/a.go"] = Changed(GO.replace("package a\n", "package a\n\n// One line more.\n"))
    said = say(FINDING._replace(line=7))
    assert (said.kept, len(github.writes)) == (1, before)


def test_a_finding_whose_file_is_renamed_moves_with_it(github: FakeGitHub, say: Reviewer) -> None:
    """The key stays; GitHub loses the place of the old comment, since its path is not in the diff any more."""
    say(FINDING)
    github.review_comments[0]["line"] = None
    github.files["b/a.go"] = github.files.pop("a/a.go")
    said = say(FINDING._replace(file="b/a.go"))
    assert (said.posted, said.deleted) == (1, 1)
    assert [(one["path"], one["line"]) for one in github.review_comments] == [("b/a.go", 5)]


def test_a_second_lies_between_two_writes(github: FakeGitHub, say: Reviewer) -> None:
    """And they come one after the other: see the fake."""
    github.files |= {f"z/{number}.go": Changed(GO, shown=False) for number in range(3)}
    say(FINDING, *(finding(number, file=f"z/{number}.go") for number in range(3)))
    assert len(github.writes) == 5
    assert say.waits == [1.0] * 5


def test_a_draft_is_reviewed_too(github: FakeGitHub, say: Reviewer) -> None:
    github.draft = True
    assert say(FINDING).posted == 1


def test_a_line_off_the_diff_goes_to_the_file(github: FakeGitHub, say: Reviewer) -> None:
    lines = "\n".join(f"// {number}" for number in range(40))
    github.files["a/a.go"] = Changed(f"{GO}{lines}\nvar x int\n", f"{GO}{lines}\n")
    say(FINDING)
    [comment] = github.review_comments
    assert comment["subject_type"] == "file"
    assert github.reviews == []
    assert say(FINDING).kept == 1


def test_a_file_that_the_pull_request_does_not_touch_goes_to_the_summary(github: FakeGitHub, say: Reviewer) -> None:
    say(finding(2, file="cmd/main.go", message="cmd reaches pprof"))
    assert github.review_comments == []
    assert f"| [`cmd/main.go:5`]({TREE}/cmd/main.go#L5) | `cmd reaches pprof` | `no-pprof` |" in summaries(github)[0]


@pytest.mark.parametrize("shown", [True, False])
def test_a_file_without_a_patch(github: FakeGitHub, say: Reviewer, *, shown: bool) -> None:
    github.files["a/a.go"] = Changed(GO, shown=shown)
    say(FINDING)
    assert github.review_comments[0]["subject_type"] == ("line" if shown else "file")


def test_lines_of_the_merge_are_mapped_to_the_head(github: FakeGitHub, say: Reviewer) -> None:
    """Base moved on above: in the merge commit that was checked the import stands three lines lower."""
    say(FINDING._replace(line=8))
    assert github.review_comments[0]["line"] == 5


def test_a_file_among_thousands(github: FakeGitHub, say: Reviewer) -> None:
    changed = github.files.pop("a/a.go")
    github.files |= {f"z/{number}.go": Changed("package z\n") for number in range(350)}
    github.files["a/a.go"] = changed
    assert say(FINDING).posted == 1
    github.files = {f"y/{number}.go": changed for number in range(3_001)} | {"a/b.go": changed}
    say(finding(2, file="a/b.go"))
    assert "`a/b.go:5`" in summaries(github)[0]


def test_many_findings_come_in_one_review_and_the_rest_in_the_summary(github: FakeGitHub, say: Reviewer) -> None:
    said = say(*(finding(number) for number in range(60)))
    assert [len(one["comments"]) for one in github.reviews] == [25]
    assert said.posted == 25
    assert summaries(github)[0].count("| [`a/a.go:5`](") == 35


def test_a_summary_of_thousands_keeps_to_the_limit_and_its_mark(github: FakeGitHub, say: Reviewer) -> None:
    findings = [finding(number, file="far/away.go", message="m" * 200) for number in range(2_000)]
    say(*findings)
    say(*findings)
    [text] = summaries(github)
    assert len(text) <= 60_000
    assert marked(text) == STICKY
    assert "the report has the rest" in text


def test_a_body_of_a_megabyte(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING._replace(why="w" * 1_000_000))
    assert marked(bodies(github)[0]) == FINDING.key[:16]


def test_a_closed_pull_request_is_left_alone(github: FakeGitHub, say: Reviewer) -> None:
    github.state = "closed"
    said = say(FINDING)
    assert (github.writes, said.untold) == ([], (FINDING,))
    assert "closed" in said.note


def test_a_pull_request_that_moved_on_is_left_alone(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING)
    before = list(github.writes)
    github.head = OTHER
    said = say()
    assert github.writes == before
    assert OTHER[:12] in said.note


def test_a_pull_request_that_moves_on_while_it_is_read(github: FakeGitHub, say: Reviewer) -> None:
    def move(_verb: str, path: str) -> None:
        if path.endswith("/comments"):
            github.head = OTHER

    github.before = move
    said = say(FINDING)
    assert (github.writes, said.untold) == ([], (FINDING,))


def test_a_read_only_token_loses_nothing(github: FakeGitHub, say: Reviewer) -> None:
    github.read_only = True
    said = say(FINDING, finding(2))
    assert said.untold == (FINDING, finding(2))
    assert "not accessible" in said.note


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("path", ["/reviews", "/pulls/7/comments", "/issues/7/comments"])
def test_a_channel_that_refuses_loses_nothing(github: FakeGitHub, say: Reviewer, path: str, status: int) -> None:
    """Whatever was posted before, all findings are told elsewhere: twice is better than never."""
    github.files["b/b.go"] = Changed(GO, shown=False)
    github.faults = [Fault("POST", path, status, {"message": "Resource not accessible by integration"}, times=99)]
    findings = (FINDING, finding(2, file="b/b.go"), finding(3, file="far.go"))
    assert say(*findings).untold == findings


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_may_not_even_read(github: FakeGitHub, say: Reviewer, status: int) -> None:
    github.faults = [Fault("GET", "comments", status, {"message": "Resource not accessible by integration"})]
    assert say(FINDING).untold == (FINDING,)


def test_github_finds_a_line_off_the_diff_after_all(github: FakeGitHub, say: Reviewer) -> None:
    """The answer does not say which comment was wrong: all are posted alone, each once."""
    words = "Pull request review thread line must be part of the diff"
    one = {"resource": COMMENT, "code": "custom", "field": "pull_request_review_thread.line", "message": words}
    github.faults = [
        Fault("POST", "/reviews", 422, {"message": "Unprocessable Entity", "errors": [words]}),
        Fault("POST", r"/pulls/7/comments", 422, {"message": "Validation Failed", "errors": [one]}),
    ]
    said = say(FINDING, finding(2), finding(3))
    assert said.posted == 3
    assert sorted(one["subject_type"] for one in github.review_comments) == ["file", "line", "line"]
    assert len({marked(text) for text in bodies(github)}) == 3


@pytest.mark.parametrize(
    ("fault", "least"),
    [
        (Fault("POST", "/reviews", 403, {"message": "secondary rate limit"}, {"retry-after": "17"}), 17),
        (Fault("POST", "/reviews", 429, {"message": "slow down"}, {"retry-after": "3"}), 3),
        (Fault("POST", "/reviews", 422, {"message": "x", "errors": [ABUSE]}, described=False), 60),
        (Fault("POST", "/reviews", 429, {"message": "slow"}, {"x-ratelimit-remaining": "0"}, times=2), 120),
    ],
    ids=["retry-after", "429", "abuse", "twice"],
)
def test_rate_limits_are_waited_for(github: FakeGitHub, say: Reviewer, fault: Fault, least: float) -> None:
    github.faults = [replace(fault)]
    assert say(FINDING).posted == 1
    assert max(say.waits) >= least
    assert len(github.review_comments) == 1


def test_a_rate_limit_without_end_loses_nothing(github: FakeGitHub, say: Reviewer) -> None:
    github.faults = [Fault("POST", "/reviews", 429, {"message": "slow"}, {"retry-after": "200"}, times=99)]
    said = say(FINDING)
    assert said.untold == (FINDING,)
    assert sum(say.waits) < 400


def test_a_failure_after_the_work_was_done_posts_nothing_twice(github: FakeGitHub, say: Reviewer) -> None:
    github.faults = [Fault("POST", "/reviews", 502, done=True)]
    said = say(FINDING, finding(2))
    assert said.posted == 2
    assert len(github.review_comments) == 2


def test_a_failure_before_the_work_was_done(github: FakeGitHub, say: Reviewer) -> None:
    github.faults = [Fault("POST", "/reviews", 502), Fault("GET", "/files", 500, times=2)]
    assert say(FINDING).posted == 1
    assert len(github.review_comments) == 1


def test_a_server_that_always_fails_loses_nothing(github: FakeGitHub, say: Reviewer) -> None:
    github.faults = [Fault("POST", "/reviews", 502, times=99)]
    say(FINDING)
    assert "net/http/pprof" in summaries(github)[0]
    github.faults = [Fault("GET", ".", 503, times=999)]
    assert say(FINDING).untold == (FINDING,)


def test_a_blank_import_can_be_taken_away_by_a_click(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING._replace(kind="blank-import"))
    assert "```suggestion\n```" in bodies(github)[0]


@pytest.mark.parametrize(
    "line",
    ['\t_ "net/http/pprof" // keep', '\tp "net/http/pprof"', '\t_ "net/http/pprof"; _ "os"', 'import ("fmt"; _ "os")'],
)
def test_no_suggestion_that_might_not_build(github: FakeGitHub, say: Reviewer, line: str) -> None:
    text = GO.replace('\t_ "net/http/pprof"', line)
    github.files["a/a.go"] = Changed(text, GO)
    say(FINDING._replace(kind="blank-import"))
    assert "suggestion" not in bodies(github)[0]


def test_two_of_ours_for_one_finding_become_one(github: FakeGitHub, say: Reviewer) -> None:
    say(FINDING)
    github.say(bodies(github)[0], "a/a.go", 5)
    assert say(FINDING).deleted == 1
    assert len(github.review_comments) == 1


def test_a_summary_of_another_program_is_left_alone(github: FakeGitHub, say: Reviewer) -> None:
    alien = github.say_below(f"hi\n\n{mark(STICKY)}", login="mallory")["body"]
    say(FINDING)
    assert len(github.issue_comments) == 2
    assert github.issue_comments[0]["body"] == alien
