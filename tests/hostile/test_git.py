"""git repositories with any configuration, and damaged ones."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from repository import Git

from gomodlint.git import process
from gomodlint.git.repository import Repository
from tests.hostile.bounded import MODULE, POLICY, Runner, write


def test_nothing_that_git_is_configured_with_is_run(run: Runner, git: Git, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\necho run >> {canary}\ncat\n")
    trap.chmod(0o755)
    git.commit({**MODULE, "gomodlint.toml": POLICY})
    included = tmp_path / "included"
    included.write_text(f"[core]\n\tfsmonitor = {trap}\n\tpager = {trap}\n\tsshCommand = {trap}\n")
    settings = {
        "core.hooksPath": str(tmp_path / "hooks"), "core.fsmonitor": str(trap), "core.pager": str(trap),
        "pager.diff": str(trap),
        "filter.evil.clean": str(trap), "filter.evil.smudge": str(trap), "filter.evil.process": str(trap),
        "diff.evil.textconv": str(trap), "diff.evil.command": str(trap), "diff.external": str(trap),
        "core.editor": str(trap), "credential.helper": str(trap), "core.alternateRefsCommand": str(trap),
        "includeIf.gitdir:/.path": str(included), "include.path": str(included), "merge.evil.driver": str(trap),
        "uploadpack.packObjectsHook": str(trap), "gpg.program": str(trap), "alias.ls-files": f"!{trap}",
        "alias.rev-parse": f"!{trap}", "core.gitProxy": str(trap), "trace2.normalTarget": str(canary),
    }  # fmt: skip
    for name in ("post-index-change", "fsmonitor-watchman", "pre-commit", "reference-transaction", "post-checkout"):
        write(tmp_path, {f"hooks/{name}": trap.read_text()})
        (tmp_path / "hooks" / name).chmod(0o755)
        write(git.directory, {f".git/hooks/{name}": trap.read_text()})
        (git.directory / ".git" / "hooks" / name).chmod(0o755)
    git.write(
        {"b.go": 'package m\n\nimport . "os"\n', ".gitattributes": "* filter=evil diff=evil merge=evil text eol=crlf\n"}
    )
    git("add", "-A")
    for name, value in settings.items():
        git("config", name, value)
    canary.unlink(missing_ok=True)
    (git.directory / ".git" / "objects" / "info" / "alternates").write_text("/nowhere\n/dev/zero\n")
    for arguments in (["--staged"], ["--base", "HEAD"], ["--tracked"], []):
        said = run(git.directory, *arguments)
        assert said.status == 1, said
        assert "b.go:3:8" in said.out
    assert not canary.exists(), canary.read_text()


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: (d / ".git" / "index").write_bytes(b"DIRC nonsense"),
        lambda d: (d / ".git" / "HEAD").write_text("nonsense\n"),
        lambda d: (d / ".git" / "config").write_text("[nonsense\n"),
        lambda d: subprocess.run(["rm", "-rf", str(d / ".git" / "objects")], check=True),
    ],
    ids=["index", "head", "config", "objects"],
)
def test_a_damaged_repository(run: Runner, git: Git, damage: object) -> None:
    assert callable(damage)
    git.commit({**MODULE, "gomodlint.toml": POLICY})
    git.write({"b.go": "package m\n"})
    git("add", "-A")
    damage(git.directory)
    for arguments in (["--staged"], ["--base", "HEAD"]):
        said = run(git.directory, *arguments)
        assert said.status == 2, said
        assert "no verdict" in said.err


def test_what_a_partial_clone_lacks_is_not_fetched(run: Runner, git: Git, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    git.commit({**MODULE, "gomodlint.toml": POLICY})
    git.write({"b.go": 'package m\n\nimport . "os"\n'})
    git("add", "-A")
    blob = git("rev-parse", ":b.go").strip()
    (git.directory / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for name, value in {
        "extensions.partialClone": "origin", "remote.origin.promisor": "true", "protocol.ext.allow": "always",
        "protocol.allow": "always", "remote.origin.url": f"ext::sh -c touch% {canary}",
        "remote.origin.uploadpack": f"touch {canary}",
    }.items():  # fmt: skip
        git("config", name, value)
    said = run(git.directory, "--staged")
    assert said.status == 2
    assert "git has no content for blob" in said.err
    assert "partial clone" in said.err
    assert not canary.exists()


def test_a_git_file_that_points_elsewhere(run: Runner, git: Git, tmp_path: Path) -> None:
    git.commit({**MODULE, "gomodlint.toml": POLICY})
    git.write({"b.go": 'package m\n\nimport . "os"\n'})
    git("add", "-A")
    elsewhere = tmp_path / "elsewhere"
    (git.directory / ".git").rename(elsewhere)
    canary = tmp_path / "canary"
    write(elsewhere, {"hooks/post-index-change": f"#!/bin/sh\ntouch {canary}\n"})
    (elsewhere / "hooks" / "post-index-change").chmod(0o755)
    (git.directory / ".git").write_text(f"gitdir: {elsewhere}\n")
    said = run(git.directory, "--staged")
    assert said.status == 1, said
    assert "b.go:3:8" in said.out
    (git.directory / ".git").write_text("gitdir: /nowhere\n")
    assert run(git.directory, "--staged").status == 2
    assert run(git.directory).status == 1, "a check of the disk does not ask git"
    assert not canary.exists()


@pytest.mark.parametrize(
    "name",
    [
        "HEAD",
        "config",
        "index",
        "info/exclude",
        "info/attributes",
        "objects/info/alternates",
        "refs/heads/main",
        "shallow",
    ],
)
@pytest.mark.parametrize("kind", ["fifo", "device"])
def test_git_is_not_left_waiting_for_its_own_files(run: Runner, git: Git, name: str, kind: str) -> None:
    git.commit({"b.go": "package m\n"})
    git("branch", "-M", "main")
    place = git.directory / ".git" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    if kind == "fifo":
        os.mkfifo(place)
    else:
        place.symlink_to("/dev/zero")
    for arguments in (["--base", "HEAD~1"], ["--staged"], ["--tracked"], ["diff", "HEAD~1"]):
        said = run(git.directory, *arguments)
        assert said.status == 2, said
        assert f".git/{name}: neither a file nor a directory: git would wait for it" in said.err


def test_git_is_not_left_waiting_in_another_work_tree(run: Runner, git: Git, tmp_path: Path) -> None:
    git.commit({**MODULE, "gomodlint.toml": POLICY})
    git("worktree", "add", "-q", str(tmp_path / "other"))
    assert run(tmp_path / "other", "--base", "HEAD").status == 0
    (git.directory / ".git" / "info" / "exclude").unlink(missing_ok=True)
    (git.directory / ".git" / "info").mkdir(exist_ok=True)
    os.mkfifo(git.directory / ".git" / "info" / "exclude")
    said = run(tmp_path / "other", "--base", "HEAD")
    assert said.status == 2, said
    assert "info/exclude: neither a file nor a directory" in said.err


def test_a_blob_of_any_size_is_not_read_to_its_end(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    git.write({"large.go": "package large\n" + "/" * 3_000_000, "small.go": "package small\n"})
    large, small = (git("hash-object", "-w", name).strip() for name in ("large.go", "small.go"))
    monkeypatch.setattr(process, "SKIPPED", 1_000_000)
    blobs = Repository(str(git.directory), os.environ).blobs()
    try:
        first = blobs._process
        assert blobs.read(small, "small.go", 100) == b"package small\n"
        assert blobs._process is first
        assert blobs.read(large, "large.go", 14) == b"package large\n"
        assert first.poll() is not None
        assert blobs.read(large, "large.go", 3_000_000)[:14] == b"package large\n"
        assert blobs.read(small, "small.go", 100) == b"package small\n"
    finally:
        blobs.close()
