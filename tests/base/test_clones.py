"""Clones of every kind: shallow, partial, of another hash, with worktrees, submodules, or no history at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from comparing import START, states, verdict
from repository import Git

from gomodlint.errors import NoVerdict

PPROF = 'package helper\n\nimport _ "net/http/pprof"\n'
EXPECTED = {("no-pprof", "helper/helper.go", "new"), ("no-dots", "old/old.go", "known")}


def clone(git: Git, directory: Path, *options: str) -> Git:
    """A clone over a real transport, at the branch `feature`."""
    git("config", "uploadpack.allowFilter", "true")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    url = git.directory.as_uri()
    command = ["git", "clone", "-q", *options, "--branch", "feature", url, str(directory)]
    subprocess.run(command, check=True, capture_output=True)
    return Git.at(directory)


@pytest.fixture
def feature(git: Git) -> Git:
    """main, which went on, and a branch that breaks a rule; `merge` merges the two, main first."""
    git.commit(dict(START))
    git("checkout", "-q", "-b", "feature")
    git.commit({"helper/helper.go": PPROF})
    git("checkout", "-q", "main")
    git.commit({"helper/more.go": "package helper\n"})
    git("checkout", "-q", "-b", "merge")
    git("merge", "-q", "--no-ff", "-m", "merge", "feature")
    git("checkout", "-q", "main")
    return git


def test_depth_2_of_a_merge_commit_has_its_first_parent(feature: Git, tmp_path: Path) -> None:
    found = clone(feature, tmp_path / "c", "--depth=2", "--no-single-branch")
    found("checkout", "-q", "--detach", "origin/merge")
    assert states(verdict(found, base="HEAD^1")) == EXPECTED


def test_depth_1_says_what_to_fetch_and_takes_what_was_fetched(feature: Git, tmp_path: Path) -> None:
    """A merge commit names its parents also where the clone lacks them."""
    found = clone(feature, tmp_path / "c", "--depth=1", "--no-single-branch")
    found("checkout", "-q", "--detach", "origin/merge")
    first = feature("rev-parse", "merge^1")
    with pytest.raises(NoVerdict, match="this clone is shallow: use fetch-depth: 2"):
        verdict(found, base="HEAD^1")
    with pytest.raises(NoVerdict, match="shallow"):
        verdict(found, base=feature("rev-parse", "main~1"))
    found("fetch", "-q", "--depth=1", "origin", first)
    assert states(verdict(found, base=first)) == EXPECTED


def test_a_shallow_branch_without_a_merge_base_says_so(feature: Git, tmp_path: Path) -> None:
    found = clone(feature, tmp_path / "c", "--depth=1", "--no-single-branch")
    with pytest.raises(NoVerdict, match=r"no merge base.*\n.*fetch-depth: 0"):
        verdict(found, base="origin/main")


def test_unrelated_histories_have_no_merge_base(feature: Git) -> None:
    feature("checkout", "-q", "--orphan", "alone")
    feature.commit(dict(START), "alone")
    with pytest.raises(NoVerdict, match=r"no merge base.*\n.*unrelated"):
        verdict(feature, base="main")


def test_a_branch_without_commits_cannot_be_compared(git: Git) -> None:
    git.write(dict(START))
    git("add", "-A")
    with pytest.raises(NoVerdict, match="git knows no commit"):
        verdict(git, base="main")


def test_a_detached_head_is_a_head(feature: Git) -> None:
    feature("checkout", "-q", "--detach", "feature")
    assert states(verdict(feature, base="main")) == EXPECTED


def test_a_partial_clone_says_what_it_lacks_and_fetches_nothing(feature: Git, tmp_path: Path) -> None:
    found = clone(feature, tmp_path / "c", "--filter=blob:none", "--no-checkout")
    with pytest.raises(NoVerdict, match=r"git has no content for blob.*\n.*partial clone"):
        verdict(found, base="origin/main", head="origin/feature")
    command = [sys.executable, "-m", "gomodlint", "--base", "origin/main", "--head", "origin/feature"]
    done = subprocess.run(command, cwd=found.directory, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "git fetch --refetch" in done.stderr
    missing = subprocess.run(
        ["git", "rev-list", "--all", "--objects", "--missing=print"],
        cwd=found.directory,
        capture_output=True,
        check=True,
    )
    assert b"\n?" in missing.stdout, "still partial"


def test_a_repository_of_sha_256(tmp_path: Path) -> None:
    directory = tmp_path / "sha256"
    directory.mkdir()
    subprocess.run(["git", "init", "-q", "-b", "main", "--object-format=sha256"], cwd=directory, check=True)
    git = Git.at(directory)
    first = git.commit(dict(START))
    assert len(first) == 64
    git.commit({"helper/helper.go": PPROF})
    git("mv", "old", "elsewhere")
    expected = {("no-pprof", "helper/helper.go", "new"), ("no-dots", "elsewhere/old.go", "moved")}
    assert states(verdict(git, base=first)) == expected
    assert states(verdict(git, base=first, head="HEAD")) == EXPECTED
    assert states(verdict(git, staged=True)) == {
        ("no-pprof", "helper/helper.go", "known"),
        ("no-dots", "elsewhere/old.go", "moved"),
    }


def test_a_worktree_of_its_own(feature: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its hooks git says where it is."""
    feature("worktree", "add", "-q", str(tmp_path / "w"), "feature")
    found = Git.at(tmp_path / "w")
    assert states(verdict(found, base="main")) == EXPECTED
    found.write({"old/more.go": 'package old\n\nimport . "io"\n'})
    found("add", "-A")
    monkeypatch.setenv("GIT_DIR", found("rev-parse", "--absolute-git-dir"))
    assert ("no-dots", "old/more.go", "new") in states(verdict(found, staged=True))


def test_submodules_are_left_out_and_said(feature: Git, tmp_path: Path) -> None:
    other = Git(tmp_path / "other")
    other.commit({"go.mod": "module example.com/other\n\ngo 1.26\n", "o.go": 'package o\n\nimport . "os"\n'})
    feature("checkout", "-q", "feature")
    feature("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.directory), "lib/other")
    feature("commit", "-q", "-m", "submodule")
    for asked in ({"base": "main"}, {"base": "main", "head": "HEAD"}, {"staged": True}, {"tracked": True}):
        found = verdict(feature, **asked)
        assert not any(finding.file.startswith("lib/") for finding in found.findings)
        assert [notice.message for notice in found.notices if "submodule" in notice.message] == [
            "1 submodule is not looked into: lib/other"
        ]


def test_lines_that_end_as_on_windows(feature: Git, tmp_path: Path) -> None:
    """On disk they end otherwise than in git: nothing is new because of that, and lines stay the same."""
    found = clone(feature, tmp_path / "c", "-c", "core.autocrlf=true")
    assert b"\r\n" in (tmp_path / "c" / "old" / "old.go").read_bytes()
    assert states(verdict(found, base="origin/main")) == EXPECTED
    (tmp_path / "c" / "helper" / "helper.go").write_bytes(PPROF.replace("\n", "\r\n").encode())
    found_again = verdict(found, base="origin/main")
    assert states(found_again) == EXPECTED
    place = next(f for f in found_again.findings if f.state == "new")
    assert (place.line, place.cause and place.cause.line) == (3, 3)


def test_a_conflict_in_the_index_has_no_verdict(git: Git) -> None:
    git.commit(dict(START))
    git("checkout", "-q", "-b", "feature")
    git.commit({"helper/helper.go": PPROF})
    git("checkout", "-q", "main")
    git.commit({"helper/helper.go": 'package helper\n\nimport _ "os"\n'})
    subprocess.run(["git", "merge", "-q", "feature"], cwd=git.directory, capture_output=True, check=False)
    for asked in ({"base": "feature"}, {"staged": True}):
        with pytest.raises(NoVerdict, match=r"helper/helper\.go: merge conflict"):
            verdict(git, **asked)


def test_symlinks_that_stay_do_not_matter_and_those_that_change_do(git: Git) -> None:
    (git.directory / "link.go").symlink_to("nowhere.go")
    git.commit(dict(START))
    os.utime(git.directory / ".git" / "index", (4_000_000_000, 4_000_000_000))
    git.write({"helper/helper.go": PPROF})
    assert states(verdict(git, base="HEAD")) == EXPECTED
    (git.directory / "link.go").unlink()
    (git.directory / "link.go").symlink_to("elsewhere.go")
    assert states(verdict(git, base="HEAD")) == EXPECTED


def test_before_a_push_the_pushed_commits_are_compared(feature: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """pre-commit says which they are; main is checked out, and something else is staged."""
    feature.write({"old/more.go": 'package old\n\nimport . "io"\n'})
    feature("add", "-A")
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", feature("rev-parse", "main"))
    monkeypatch.setenv("PRE_COMMIT_TO_REF", feature("rev-parse", "feature"))
    command = [sys.executable, "-m", "gomodlint", "check", "--staged"]
    done = subprocess.run(command, cwd=feature.directory, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "helper/helper.go:3:8: error" in done.stdout
    assert "old/more.go" not in done.stdout
