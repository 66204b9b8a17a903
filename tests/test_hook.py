"""The pre-commit hook, installed and run by pre-commit itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from repository import Git

ROOT = Path(__file__).parent.parent
POLICY = """\
[rules.no-pprof]
kind = "deny"
transitive = true
optional = true
from = ["$main"]
to = ["net/http/pprof"]
why = "it opens a door"
"""
CLEAN = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": POLICY,
    "main.go": 'package main\n\nimport _ "example.com/m/helper"\n\nfunc main() {}\n',
    "helper/helper.go": "package helper\n",
    "helper/other.go": "package helper\n",
}
BREACH = 'package helper\n\nimport _ "net/http/pprof"\n'


@pytest.fixture(scope="module")
def hook_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as a git repository with one commit, as pre-commit wants it."""
    source = tmp_path_factory.mktemp("hook") / "gomodlint"
    ignored = shutil.ignore_patterns(".git", ".venv", ".uv", "__pycache__", ".*_cache", "node_modules", ".hypothesis")
    shutil.copytree(ROOT, source, ignore=ignored)
    repository = Git(source)
    repository("add", "-A")
    repository("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "-q", "-m", "release")
    return source


@pytest.fixture
def consumer(git: Git, hook_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A clean Go module whose commits run the hook. pre-commit builds the hook's environment once for all tests."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(hook_repository.parent / "cache"))
    revision = Git.at(hook_repository)("rev-parse", "HEAD")
    config = f"repos:\n- repo: {hook_repository}\n  rev: {revision}\n  hooks:\n  - {{id: gomodlint, verbose: true}}\n"
    git.commit(CLEAN | {".pre-commit-config.yaml": config})
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=git.directory, check=True, capture_output=True)
    return git


def commit(git: Git, *options: str) -> subprocess.CompletedProcess[str]:
    """Commit what is staged, with the hook."""
    command = ["git", "commit", "-m", "change", *options]
    return subprocess.run(command, cwd=git.directory, capture_output=True, text=True, check=False)


def said(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout + done.stderr


def test_the_hook_stops_a_breach_and_lets_the_rest_pass(consumer: Git) -> None:
    consumer.write({"helper/helper.go": BREACH})
    consumer("add", "-A")
    stopped = commit(consumer)
    assert stopped.returncode == 1, said(stopped)
    assert "helper/helper.go:3:8: error example.com/m reaches net/http/pprof [no-pprof]" in said(stopped)
    assert "it opens a door" in said(stopped)

    consumer.write({"helper/helper.go": 'package helper\n\nimport _ "os"\n'})
    consumer("add", "-A")
    passed = commit(consumer)
    assert passed.returncode == 0, said(passed)
    assert "looked at 2 packages" in said(passed)


def test_the_hook_looks_at_what_is_staged_and_at_nothing_else(consumer: Git) -> None:
    consumer.write({"helper/other.go": "package helper\n\nvar X int\n"})
    consumer("add", "-A")
    consumer.write({"helper/helper.go": BREACH, "untracked/u.go": 'package main\n\nimport _ "net/http/pprof"\n'})
    passed = commit(consumer)
    assert passed.returncode == 0, said(passed)
    consumer.write({"helper/helper.go": BREACH})
    stopped = commit(consumer, "-a")
    assert stopped.returncode == 1, said(stopped)


def test_the_hook_looks_at_the_index_of_a_commit_of_some_paths(consumer: Git) -> None:
    """`git commit PATH` makes an index of its own: what else is staged stays out."""
    consumer.write({"helper/helper.go": BREACH, "helper/other.go": "package helper\n\nvar X int\n"})
    consumer("add", "helper/helper.go")
    passed = commit(consumer, "helper/other.go")
    assert passed.returncode == 0, said(passed)
    assert "looked at 2 packages" in said(passed)
    stopped = commit(consumer, "helper/helper.go")
    assert stopped.returncode == 1, said(stopped)


def test_the_hook_runs_when_a_commit_only_deletes(consumer: Git) -> None:
    consumer("rm", "-q", "helper/other.go")
    deleted = commit(consumer)
    assert deleted.returncode == 0, said(deleted)
    assert "looked at 2 packages" in said(deleted)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"go.mod": "module example.com/m\n\ngo 1.25\n"}, id="go.mod alone"),
        pytest.param({"gomodlint.toml": POLICY + 'instead = "a debug build"\n'}, id="the policy alone"),
    ],
)
def test_the_hook_runs_without_any_go_file(consumer: Git, files: dict[str, str]) -> None:
    consumer.write(files)
    consumer("add", "-A")
    ran = commit(consumer)
    assert ran.returncode == 0, said(ran)
    assert "no files to check" not in said(ran)
    assert "looked at 2 packages" in said(ran)


def test_the_hook_runs_in_a_worktree(consumer: Git, tmp_path: Path) -> None:
    consumer("worktree", "add", "-q", "-b", "feature", str(tmp_path / "tree"))
    tree = Git.at(tmp_path / "tree")
    tree.write({"helper/helper.go": BREACH})
    tree("add", "-A")
    stopped = commit(tree)
    assert stopped.returncode == 1, said(stopped)
    assert "helper/helper.go:3:8: error" in said(stopped)
    consumer.write({"helper/other.go": "package helper\n\nvar X int\n"})
    consumer("add", "-A")
    passed = commit(consumer)
    assert passed.returncode == 0, said(passed)


def test_thousands_of_files_are_one_run(consumer: Git) -> None:
    """pre-commit splits argument lists above 128 KiB, into runs that each see a part; this hook takes no arguments."""
    names = [f"helper/{'long' * 10}_{number}.go" for number in range(3_000)]
    assert sum(map(len, names)) > 131_072
    consumer.write(dict.fromkeys(names, "package helper\n"))
    consumer("add", "-A")
    passed = commit(consumer)
    assert passed.returncode == 0, said(passed)
    assert said(passed).count("looked at 2 packages of example.com/m, 3003 files") == 1


def test_before_a_push_what_is_pushed_is_looked_at(consumer: Git, tmp_path: Path) -> None:
    """Not what is checked out: here the one is clean while the other is not, both ways."""
    remote = Git(tmp_path / "remote")
    remote("config", "receive.denyCurrentBranch", "ignore")
    consumer("remote", "add", "origin", remote.directory.as_uri())
    consumer("push", "-q", "origin", "main")
    hook = [sys.executable, "-m", "pre_commit", "install", "-t", "pre-push"]
    subprocess.run(hook, cwd=consumer.directory, check=True, capture_output=True)
    consumer("checkout", "-q", "-b", "feature")
    consumer.write({"helper/helper.go": BREACH})
    consumer("add", "-A")
    assert commit(consumer, "--no-verify").returncode == 0
    consumer("checkout", "-q", "main")
    stopped = push(consumer, "feature")
    assert stopped.returncode == 1, said(stopped)
    assert "helper/helper.go:3:8: error example.com/m reaches net/http/pprof" in said(stopped)

    consumer("checkout", "-q", "-b", "good")
    consumer.write({"helper/other.go": "package helper\n\nvar X int\n"})
    consumer("add", "-A")
    assert commit(consumer, "--no-verify").returncode == 0
    consumer("checkout", "-q", "feature")
    passed = push(consumer, "good")
    assert passed.returncode == 0, said(passed)
    assert "looked at 2 packages" in said(passed)


def push(git: Git, branch: str) -> subprocess.CompletedProcess[str]:
    """Push a branch, with the hook."""
    command = ["git", "push", "origin", branch]
    return subprocess.run(command, cwd=git.directory, capture_output=True, text=True, check=False)
