"""The rig itself: the description is GitHub's, GitHub Enterprise Server's ones hold too, and what is wrong is seen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from node import PACKAGES, Node

from gomodlint.github.marker import mark
from tests.github.conftest import FINDING, GO, Reviewer, finding
from tests.github.cut_description import MADE, USED, cut
from tests.github.description import Description, description
from tests.github.fake import HEAD, Changed, FakeGitHub
from tests.github.pull_request import LIMIT, Refusal

GENERATED = PACKAGES / "@octokit" / "openapi" / "generated"
ONE = {"path": "a/a.go", "line": 5, "side": "RIGHT", "body": "x"}


def test_the_description_is_what_the_package_has(node: Node) -> None:
    assert MADE.read_text(encoding="utf-8") == cut(GENERATED / "api.github.com.json")


@pytest.mark.parametrize("version", ["ghes-3.17", "ghes-3.18", "ghes-3.19", "ghec"])
def test_enterprise_servers_take_every_request(node: Node, version: str) -> None:
    """Every operation that we use, with a description of its own."""
    github = FakeGitHub("/api/v3", Description(cut(GENERATED / f"{version}.json"), "/api/v3"))
    try:
        github.files["a/a.go"] = Changed(GO, GO.replace('\t_ "net/http/pprof"\n', ""))
        github.files["b/b.go"] = Changed(GO, shown=False)
        say = Reviewer(github)
        say(FINDING, finding(2, file="b/b.go"), finding(3, file="far.go"))
        github.say("why?", "a/a.go", 5, login="reviewer", reply_to=github.review_comments[0]["id"])
        say()
        say.look_up(finding(4, file="b/b.go"))
    finally:
        github.close()
    assert github.violations == []
    asked = {(verb, github._holds.operation(verb, f"/repos/o/r{path}")) for verb, path in github.requests}
    assert asked == {(verb.upper(), path) for path, verbs in USED.items() for verb in verbs}


@pytest.fixture
def pull(github: FakeGitHub) -> FakeGitHub:
    lines = [f"// {number}" for number in range(60)]
    changed = [*lines[:10], "// new", *lines[10:50], "// new", *lines[50:]]
    github.files["a/a.go"] = Changed("\n".join(changed), "\n".join(lines))
    return github


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"line": 30}, "must be part of the diff"),
        ({"line": 11, "side": "LEFT"}, "must be part of the diff"),
        ({"line": 11, "start_line": 11}, "must precede the end line"),
        ({"line": 52, "start_line": 11}, "same hunk"),
        ({"line": 11, "body": "x" * (LIMIT + 1)}, "body is too long"),
        ({"line": 11, "body": " "}, "can't be blank"),
        ({"line": 11, "path": "b/b.go"}, "path is missing"),
    ],
)
def test_what_the_description_leaves_out_is_refused(pull: FakeGitHub, change: dict[str, Any], words: str) -> None:
    body = {"event": "COMMENT", "body": "x", "commit_id": HEAD, "comments": [ONE | {"line": 11}, ONE | change]}
    with pytest.raises(Refusal) as refused:
        pull.do("POST", "/pulls/7/reviews", {}, body)
    assert words in str(refused.value.data)
    assert pull.review_comments == [], "one comment off the diff, and nothing is posted"
    with pytest.raises(Refusal):
        pull.do("POST", "/pulls/7/comments", {}, {"commit_id": HEAD, **ONE, **change})


def test_a_review_needs_a_body_and_the_head(pull: FakeGitHub) -> None:
    for change in ({"body": ""}, {"commit_id": "b" * 40}):
        body = {"event": "COMMENT", "body": "x", "commit_id": HEAD, "comments": [ONE | {"line": 11}], **change}
        with pytest.raises(Refusal):
            pull.do("POST", "/pulls/7/reviews", {}, body)


@pytest.mark.parametrize(
    ("body", "query", "complaint"),
    [
        ({"event": "COMMENT", "body": "x", "comments": [ONE | {"subject_type": "file"}]}, {}, "subject_type"),
        ({"event": "COMMENTED", "body": "x"}, {}, "COMMENTED"),
        ({"event": "COMMENT", "body": "x", "comments": [{"body": "x"}]}, {}, "path"),
        ({"event": "COMMENT", "body": "x"}, {"page": "1"}, "no parameter page"),
    ],
)
def test_requests_that_are_not_described_are_seen(body: dict[str, Any], query: dict[str, str], complaint: str) -> None:
    text = json.dumps(body).encode()
    said = description("").complaints("POST", "/repos/o/r/pulls/7/reviews", query, text, 0, None)
    assert complaint in " ".join(said)


def test_replies_that_are_not_described_are_seen() -> None:
    described = description("")
    comment = described.smallest("pull-request-review-comment")
    asked = ("GET", "/repos/o/r/pulls/7/comments", {}, b"", 200)
    assert described.complaints(*asked, [comment, comment | {"line": None}]) == []
    assert described.complaints(*asked, [comment | {"id": "7"}])
    assert described.complaints(*asked, [{key: comment[key] for key in comment if key != "path"}])
    assert described.complaints("GET", "/repos/o/r/pulls/7", {}, b"", 299, {})


def test_a_foreign_marker_is_not_ours_to_change(github: FakeGitHub) -> None:
    theirs = github.say(mark(FINDING.key), "a/a.go", 5, login="mallory")
    for verb, body in (("PATCH", {"body": "x"}), ("DELETE", None)):
        with pytest.raises(Refusal):
            github.do(verb, f"/pulls/comments/{theirs['id']}", {}, body)
