"""`gomodlint cost measure` where there is nothing to measure, or the go command does not do its part."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main

MAIN = "package main\n\nfunc main() {}\n"


def refused(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["cost", "measure", "--allow-run", "--runs=1", *arguments]) == 2
    assert not Path("gomodlint-cost.json").exists()
    return capfd.readouterr().err


@pytest.fixture(autouse=True)
def _module(git: Git, monkeypatch: pytest.MonkeyPatch, go: str) -> None:
    git.write({"go.mod": "module example.com/m\n\ngo 1.21\n"})
    monkeypatch.chdir(git.directory)
    monkeypatch.setenv("PATH", f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}")


def test_no_package_is_built_on_this_machine(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write({"a/a_plan9.go": "package a\n", "b/b.go": "//go:build js\n\npackage b\n"})
    assert ": nothing to measure" in refused(capfd)


def test_a_go_command_that_is_too_old_for_the_module(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write({"go.mod": "module example.com/m\n\ngo 1.999\n", "main.go": MAIN})
    said = refused(capfd)
    assert "go build failed" in said
    assert "requires go >= 1.999" in said, "what Go says of it"


@pytest.mark.skipif(os.name == "nt", reason="a script in place of go")
@pytest.mark.parametrize(
    ("fails", "flags", "said"),
    [("env", [], "go env: no luck"), ("tool", ["--size"], "go tool nm: no luck")],
)
def test_a_go_command_that_does_not_do_its_part(
    git: Git, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, go: str,
    fails: str, flags: list[str], said: str,
) -> None:  # fmt: skip
    git.write({"main.go": MAIN})
    beside = tmp_path / "bin" / "go"
    beside.parent.mkdir()
    beside.write_text(f'#!/bin/sh\n[ "$1" = {fails} ] && {{ echo no luck >&2; exit 2; }}\nexec "{go}" "$@"\n')
    beside.chmod(0o755)
    monkeypatch.setenv("PATH", f"{beside.parent}{os.pathsep}{os.environ['PATH']}")
    assert said in refused(capfd, *flags)
