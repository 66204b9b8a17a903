"""`gomodlint review` as a step of a workflow runs it: a checked pull request, an event, a token, a GitHub."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from composite import run_action
from repository import Git
from runner import commands

from gomodlint.cli.main import main
from tests.github.fake import Changed, FakeGitHub

ROOT = Path(__file__).parent.parent.parent
OLD = "package a\n"
NEW = 'package a\n\nimport _ "net/http/pprof"\n'
FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": '[rules.no-pprof]\nkind = "deny"\nto = ["net/http/pprof"]\nwhy = "it opens a door"\n',
    "a/a.go": OLD,
    "b/b.go": 'package b\n\nimport _ "net/http/pprof"\n',
}


@pytest.fixture
def verdict(git: Git, github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The verdict on a pull request that GitHub has, and the environment of a workflow on it."""
    git.commit(FILES, "base")
    github.head = git.commit({"a/a.go": NEW}, "head")
    github.files = {"a/a.go": Changed(NEW, OLD)}
    monkeypatch.chdir(git.directory)
    report = tmp_path / "verdict.json"
    assert main(["check", "--base", "HEAD^", "--format", "json", "--output", str(report)]) == 1
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": github.number, "head": {"sha": github.head}}}))
    for name, value in {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_API_URL": github.url,
        "GITHUB_TOKEN": "secret",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }.items():
        monkeypatch.setenv(name, value)
    return report


def review(verdict: Path, *arguments: str) -> int:
    return main(["review", str(verdict), "--pause", "0", *arguments])


def test_a_checked_pull_request(github: FakeGitHub, verdict: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert review(verdict) == 1
    assert [(one["path"], one["line"]) for one in github.review_comments] == [("a/a.go", 3)]
    assert capfd.readouterr().err == "gomodlint: review: 1 posted, 0 kept, 0 edited, 0 deleted\n"
    assert review(verdict) == 1
    assert capfd.readouterr().err == "gomodlint: review: 0 posted, 1 kept, 0 edited, 0 deleted\n"
    assert len(github.reviews) == 1


def test_a_fork_gets_annotations_and_the_same_status(
    github: FakeGitHub, verdict: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    github.read_only = True
    assert review(verdict) == 1
    told = capfd.readouterr()
    [error] = [command for command in commands(told.out) if command.name == "error"]
    assert (error.properties["file"], error.properties["line"]) == ("a/a.go", "3")
    assert "did not take the review" in told.err
    assert "`a/a.go:3`" in (tmp_path / "summary.md").read_text()
    assert review(verdict, "--no-fallback") == 1
    assert capfd.readouterr().out == ""


def test_after_the_run_of_a_fork_the_pull_request_is_looked_up(
    github: FakeGitHub, verdict: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """GitHub names no pull request in a `workflow_run` of a fork, and what the fork's run says of it is no proof."""
    owner, branch = github.branch.split(":")
    run = {"head_sha": github.head, "head_branch": branch, "head_repository": {"owner": {"login": owner}}}
    event = tmp_path / "workflow_run.json"
    monkeypatch.setenv("GITHUB_EVENT_NAME", "workflow_run")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    event.write_text(json.dumps({"workflow_run": {**run, "head_branch": "other"}}))
    assert review(verdict) == 1
    assert github.writes == []
    event.write_text(json.dumps({"workflow_run": run}))
    assert review(verdict) == 1
    assert len(github.review_comments) == 1


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("GITHUB_TOKEN", "", "set GITHUB_TOKEN"),
        ("GITHUB_EVENT_PATH", "", "--pr N --head-sha SHA"),
        ("GITHUB_REPOSITORY", "../..", "--repo OWNER/NAME"),
        ("GITHUB_EVENT_PATH", "missing.json", "GITHUB_EVENT_PATH"),
    ],
)
def test_what_is_missing_is_said(
    verdict: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    variable: str,
    value: str,
    message: str,
) -> None:
    monkeypatch.setenv(variable, value)
    assert review(verdict) == 2
    assert message in capfd.readouterr().err


def test_no_network_changes_no_status(
    verdict: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    assert review(verdict) == 1
    assert [command.name for command in commands(capfd.readouterr().out)][:1] == ["error"]


@pytest.mark.parametrize("github", ["/api/v3"], indirect=True)
def test_the_action_reviews(github: FakeGitHub, verdict: Path, git: Git, tmp_path: Path) -> None:
    """Its step installs PyGithub by hash into an environment of its own, and GitHub gets the review."""
    git("checkout", "-q", "-b", "merge", "HEAD^")
    git("merge", "-q", "--no-ff", "-m", "merge", github.head)
    event = tmp_path / "runner" / "event.json"
    event.parent.mkdir()
    event.write_bytes((tmp_path / "event.json").read_bytes())
    more = {"GITHUB_REPOSITORY": "o/r", "GITHUB_API_URL": github.url}
    inputs = {"review": "true", "token": "secret"}
    ran = run_action(ROOT / "action.yml", git.directory, event, "pull_request", inputs, more)
    assert ran.status == 1
    assert "review: 1 posted" in ran.log
    assert [(one["path"], one["line"]) for one in github.review_comments] == [("a/a.go", 3)]
    assert [command.name for command in commands(ran.log)].count("error") == 1


def changes(tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, *arguments: str) -> str:
    """What `gomodlint review --changes` says that it did with a page."""
    page = tmp_path / "changes.md"
    page.write_text(text)
    capfd.readouterr()
    assert main(["review", "--changes", str(page), "--pause", "0", *arguments]) == 0
    return capfd.readouterr().err


def test_one_comment_says_what_changes_and_only_then(
    github: FakeGitHub, verdict: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert changes(tmp_path, capfd, "") == "gomodlint: changes: none, nothing to say\n"
    assert github.issue_comments == []
    assert main(["diff", "HEAD^", "--format", "markdown"]) == 0
    page = capfd.readouterr().out
    assert "`example.com/m/a > net/http/pprof" in page.replace("+ ", "")
    assert changes(tmp_path, capfd, page) == "gomodlint: changes: posted\n"
    assert changes(tmp_path, capfd, page) == "gomodlint: changes: kept\n"
    assert changes(tmp_path, capfd, page + "\nmore\n") == "gomodlint: changes: edited\n"
    assert changes(tmp_path, capfd, "") == "gomodlint: changes: edited\n"
    assert changes(tmp_path, capfd, "") == "gomodlint: changes: kept\n"
    [comment] = github.issue_comments
    assert comment["body"].startswith("### This change no longer brings anything in")
    assert review(verdict) == 1
    assert len(github.issue_comments) == 2, "the summary of a review is another comment"


def test_changes_are_not_said_where_they_cannot_be(
    github: FakeGitHub, verdict: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    github.say_below("<!-- gomodlint:1:changes -->", login="somebody")
    github.head = "b" * 40
    assert "moved on" in changes(tmp_path, capfd, "x")
    github.head = json.loads((tmp_path / "event.json").read_text())["pull_request"]["head"]["sha"]
    github.read_only = True
    assert "GitHub did not take the comment" in changes(tmp_path, capfd, "x")
    github.read_only = False
    huge = "- a line\n" * 20_000
    assert "posted" in changes(tmp_path, capfd, huge), "another one's comment is left alone, and a long one cut"
    assert len(github.issue_comments[-1]["body"]) < 65_536
    assert main(["review"]) == 2
    assert "nothing to say" in capfd.readouterr().err
    assert main(["review", "--changes", "no/such/file"]) == 2


def test_the_action_says_what_changes(github: FakeGitHub, verdict: Path, git: Git, tmp_path: Path) -> None:
    git("checkout", "-q", "-b", "merge", "HEAD^")
    git("merge", "-q", "--no-ff", "-m", "merge", github.head)
    event = tmp_path / "runner" / "event.json"
    event.parent.mkdir()
    event.write_bytes((tmp_path / "event.json").read_bytes())
    more = {"GITHUB_REPOSITORY": "o/r", "GITHUB_API_URL": github.url}
    inputs = {"diff": "true", "token": "secret"}
    ran = run_action(ROOT / "action.yml", git.directory, event, "pull_request", inputs, more)
    assert ran.status == 1
    assert "changes: posted" in ran.log
    [comment] = github.issue_comments
    assert "net/http/pprof" in comment["body"]
    assert "What this change brings in" in ran.summary
    assert github.review_comments == [], "review was not asked for"


@pytest.mark.parametrize("github", [""], indirect=True)
def test_a_review_that_cannot_be_installed_changes_no_status(
    github: FakeGitHub, verdict: Path, git: Git, tmp_path: Path
) -> None:
    event = tmp_path / "runner" / "event.json"
    event.parent.mkdir()
    event.write_bytes((tmp_path / "event.json").read_bytes())
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    more = {"GITHUB_REPOSITORY": "o/r", "GITHUB_API_URL": github.url, **nowhere}
    inputs = {"review": "true", "token": "secret", "base": "HEAD^"}
    ran = run_action(ROOT / "action.yml", git.directory, event, "pull_request", inputs, more)
    assert ran.status == 1
    assert [command.name for command in commands(ran.log)] == ["error", "warning"]
    assert github.requests == []
