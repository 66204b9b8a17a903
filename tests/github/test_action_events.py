"""The action on pull requests as they come: a base that moves, forks, queues, pushes, policies that change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from composite import Ran
from merge_refs import PullRequest
from repository import Git
from runner import commands

from tests.github.conftest import review_report
from tests.github.fake import Changed, FakeGitHub

POLICY = '[rules.no-pprof]\nkind = "deny"\nto = ["net/http/pprof"]\n'
BASE = {"go.mod": "module example.com/m\n\ngo 1.26\n", "gomodlint.toml": POLICY, "old/old.go": "package old\n"}
BREACH = 'package a\n\nimport _ "net/http/pprof"\n'


@pytest.fixture
def pull(git: Git, tmp_path: Path) -> PullRequest:
    return PullRequest(git, tmp_path / "runner")


def errors(ran: Ran) -> list[tuple[str, str]]:
    found = [command.properties for command in commands(ran.log) if command.name == "error"]
    return [(one["file"], one["line"]) for one in found]


@pytest.mark.parametrize("depth", [1, 2, 0])
def test_the_base_moved_on_in_the_same_file(
    pull: PullRequest, github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: int
) -> None:
    """The annotation is on the line of the merge, which is what is checked out; the comment on that of the head."""
    lines = [f"var x{number} int\n" for number in range(20)]
    before = "package a\n\n" + "".join(lines)
    after = before.replace("package a\n", 'package a\n\nimport _ "net/http/pprof"\n')
    moved = "// Package a.\n//\n// It moved on.\n" + before
    pull.make(BASE | {"a/a.go": before}, {"a/a.go": after}, {"a/a.go": moved})
    ran = pull.run(pull.checkout(tmp_path / "clone", depth))
    assert errors(ran) == [("a/a.go", "6")]
    github.files = {"a/a.go": Changed(after, before)}
    assert review_report(ran, pull, github, monkeypatch) == 1
    assert [(one["path"], one["line"]) for one in github.review_comments] == [("a/a.go", 3)]


def test_a_fork(pull: PullRequest, tmp_path: Path) -> None:
    """Its commits are in refs/pull alone, and its token can only read: nothing that the check does needs more."""
    pull.make(BASE, {"a/a.go": BREACH}, {}, draft=True)
    pull.git("branch", "-D", "feature")
    event = json.loads(pull.event.read_text())
    event["pull_request"]["head"]["repo"] = {"fork": True, "full_name": "mallory/m"}
    pull.event.write_text(json.dumps(event))
    ran = pull.run(pull.checkout(tmp_path / "clone", 2))
    assert (ran.status, errors(ran)) == (1, [("a/a.go", "3")])
    assert "`a/a.go:3`" in ran.summary


def test_a_merge_queue(pull: PullRequest, tmp_path: Path) -> None:
    """Two changes that are clean alone: the second one of the queue hears of it."""
    reach = '[rules.no-pprof]\nkind = "deny"\ntransitive = true\nfrom = ["$main"]\nto = ["net/http/pprof"]\n'
    base = BASE | {"gomodlint.toml": reach, "main.go": "package main\n"}
    pull.make(base, {"main.go": 'package main\n\nimport _ "example.com/m/old"\n'}, {"old/old.go": BREACH})
    pull.event.write_text(
        json.dumps({"merge_group": {"base_sha": pull.base, "head_sha": pull.git("rev-parse", "HEAD")}})
    )
    ran = pull.run(pull.checkout(tmp_path / "clone", 0), "merge_group")
    assert (ran.status, errors(ran)) == (1, [("main.go", "3")])
    assert "new against" in ran.summary


def test_a_push_is_compared_with_what_was_there_before(pull: PullRequest, tmp_path: Path) -> None:
    """Also when history was rewritten: no branch leads to the commit from before, but the server still has it."""
    pull.make(BASE | {"k/k.go": BREACH}, {"a/a.go": BREACH}, {})
    git = pull.git
    git("checkout", "-q", "--orphan", "lost")
    before = git.commit({}, "rewritten")
    git("checkout", "-q", "merge")
    git("branch", "-D", "lost")
    for depth in (1, 0):
        workspace = pull.checkout(tmp_path / f"clone{depth}", depth)
        pull.event.write_text(json.dumps({"before": pull.base}))
        assert errors(pull.run(workspace, "push")) == [("a/a.go", "3")]
        pull.event.write_text(json.dumps({"before": before}))
        ran = pull.run(workspace, "push")
        assert (ran.status, errors(ran)) == (0, []), ran.log
        assert Git.at(workspace)("rev-parse", "--is-shallow-repository") == ("true" if depth else "false")
    pull.event.write_text(json.dumps({"before": "0" * 40}))
    assert errors(pull.run(workspace, "push")) == [("a/a.go", "3"), ("k/k.go", "3")]


def test_a_policy_that_the_pull_request_loosens_still_decides(pull: PullRequest, tmp_path: Path) -> None:
    change = {"a/a.go": BREACH, "gomodlint.toml": POLICY.replace('"deny"', '"deny"\nseverity = "off"')}
    pull.make(BASE | {"k/k.go": BREACH}, change, {})
    ran = pull.run(pull.checkout(tmp_path / "clone", 2))
    said = [(command.name, command.properties.get("file")) for command in commands(ran.log)]
    assert ("warning", "a/a.go") in said
    assert "(excused)" in ran.summary
    assert "(base's)" in ran.summary


def test_a_first_policy_reports_what_the_pull_request_brings_and_says_that_it_is_new(
    pull: PullRequest, tmp_path: Path
) -> None:
    base = {name: text for name, text in BASE.items() if name != "gomodlint.toml"} | {"k/k.go": BREACH}
    pull.make(base, {"gomodlint.toml": POLICY, "a/a.go": BREACH}, {})
    ran = pull.run(pull.checkout(tmp_path / "clone", 2))
    assert (ran.status, errors(ran)) == (1, [("a/a.go", "3")])
    assert "base has no policy: this one, which is new, decides" in ran.summary
    assert "1 known" in ran.summary


def test_a_finding_where_the_pull_request_changed_nothing_is_told_below_it(
    pull: PullRequest, github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a base what is old is told too: a file that is not in the diff can have no comment."""
    pull.make(BASE | {"k/k.go": BREACH}, {"a/a.go": BREACH}, {})
    ran = pull.run(pull.checkout(tmp_path / "clone", 2), base="none")
    assert errors(ran) == [("a/a.go", "3"), ("k/k.go", "3")]
    github.files = {"a/a.go": Changed(BREACH)}
    review_report(ran, pull, github, monkeypatch)
    assert [(one["path"], one["line"]) for one in github.review_comments] == [("a/a.go", 3)]
    [summary] = [one["body"] for one in github.issue_comments]
    assert "| `k/k.go:3` |" in summary
    assert "a/a.go" not in summary


def test_a_python_that_is_too_old_is_not_used(pull: PullRequest, tmp_path: Path) -> None:
    pull.make(BASE, {"a/a.go": BREACH}, {})
    old = tmp_path / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    from composite import run_action
    from merge_refs import ROOT

    workspace = pull.checkout(tmp_path / "clone", 2)
    ran = run_action(ROOT / "action.yml", workspace, pull.event, "pull_request", {}, python=str(old))
    assert ran.used["actions/setup-python"] == {"python-version": "3.13", "update-environment": False}
    assert "actions/setup-python" not in pull.run(workspace).used


def test_a_summary_that_cannot_be_written_changes_no_status(pull: PullRequest, tmp_path: Path) -> None:
    from composite import run_action
    from merge_refs import ROOT

    pull.make(BASE, {"a/a.go": BREACH}, {})
    workspace = pull.checkout(tmp_path / "clone", 2)
    more = {"GITHUB_STEP_SUMMARY": str(tmp_path)}
    ran = run_action(ROOT / "action.yml", workspace, pull.event, "pull_request", {}, more)
    assert (ran.status, errors(ran)) == (1, [("a/a.go", "3")])
    assert "cannot write" in ran.log
