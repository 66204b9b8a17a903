"""`gomodlint diff`, as a user asks it; real `go list` of both commits says the same of every program."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main

START = {
    "go.mod": "module example.com/m\n\ngo 1.27\n\nrequire example.org/v v1.0.0\n",
    "vendor/modules.txt": "# example.org/v v1.0.0\n## explicit; go 1.20\nexample.org/v/y\n",
    "vendor/example.org/v/y/y.go": "package y\n",
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/lib"\n\nfunc main() {}\n',
    "cmd/b/main.go": 'package main\n\nimport _ "example.com/m/lib"\n\nfunc main() {}\n',
    "cmd/c/main.go": "package main\n\nfunc main() {}\n",
    "lib/lib.go": 'package lib\n\nimport _ "example.com/m/old"\nimport _ "example.org/v/y"\n',
    "old/old.go": "package old\n",
    "fresh/fresh.go": 'package fresh\n\nimport _ "container/ring"\n',
}
AFTER = {
    "lib/lib.go": 'package lib\n\nimport _ "example.org/v/y"\n',
    "lib/lib_windows.go": 'package lib\n\nimport _ "example.com/m/fresh"\n',
}


def ask(capfd: pytest.CaptureFixture[str], directory: Path, *arguments: str) -> tuple[int, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)
        status = main(["diff", *arguments])
    said = capfd.readouterr()
    return status, said.out + said.err


def test_what_came_and_went(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit(dict(START))
    git.commit(AFTER)
    status, said = ask(capfd, git.directory, "HEAD~1", "HEAD")
    assert status == 0
    assert said == (
        "example.com/m/cmd/a, example.com/m/cmd/b: 4 packages before, 5 after\n"
        "  + example.com/m/fresh  (example.com/m)  if windows\n"
        "  - example.com/m/old  (example.com/m)\n"
        "  and 1 of std\n"
        "\n"
        "imports:\n"
        "  + example.com/m/lib > example.com/m/fresh  lib/lib_windows.go:3  if windows\n"
        "  - example.com/m/lib > example.com/m/old  lib/lib.go:3\n"
    )
    assert "  + container/ring  if windows\n" in ask(capfd, git.directory, "HEAD~1", "--std")[1]


def test_modules_and_their_versions(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit(dict(START))
    moved = {path: START[path].replace("v1.0.0", "v1.1.0") for path in ("go.mod", "vendor/modules.txt")}
    git.commit(moved)
    assert "modules:\n  ~ example.org/v v1.0.0 -> v1.1.0\n" in ask(capfd, git.directory, "HEAD~1")[1]
    page = ask(capfd, git.directory, "HEAD~1", "--format", "markdown")[1]
    assert "| `example.org/v` | `v1.0.0` | `v1.1.0` |" in page


def test_a_module_that_is_replaced_by_a_directory(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit(dict(START))
    git.commit(
        {
            "go.mod": START["go.mod"] + "\nreplace example.org/v => ./fork\n",
            "fork/go.mod": "module example.org/v\n\ngo 1.27\n",
            "fork/y/y.go": "package y\n",
            "vendor/modules.txt": START["vendor/modules.txt"].replace("v1.0.0", "v1.0.0 => ./fork")
            + "# example.org/v => ./fork\n",
        }
    )
    said = ask(capfd, git.directory, "HEAD~1")[1]
    assert "  ~ example.org/v v1.0.0 -> " in said
    assert "./fork" in said
    assert "=>" not in said


@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_nothing_is_printed_when_nothing_changed(git: Git, kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit(dict(START))
    git.commit({"lib/more.go": "package lib\n"})
    assert ask(capfd, git.directory, "HEAD~1", "--format", kind) == (0, "")


def test_a_library_is_one_program(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit({path: text for path, text in START.items() if not path.startswith("cmd/")})
    git.commit({"lib/lib_windows.go": 'package lib\n\nimport _ "os/exec"\n'})
    said = ask(capfd, git.directory, "HEAD~1", "--std")[1]
    assert said.startswith("the module: ")
    assert "  + context  if windows\n" in said


def test_a_new_main_is_said(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit(dict(START))
    git.commit({"cmd/d/main.go": START["cmd/a/main.go"]})
    assert ask(capfd, git.directory, "HEAD~1")[1].startswith("example.com/m/cmd/d: 0 packages before, ")


def test_a_base_that_does_not_exist(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit(dict(START))
    status, said = ask(capfd, git.directory, "nothing")
    assert status == 2
    assert "nothing" in said


def test_go_list_of_both_commits_says_the_same(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit(dict(START))
    before = {port: reached(git.directory, port) for port in ("linux", "windows")}
    git.commit(AFTER)
    after = {port: reached(git.directory, port) for port in ("linux", "windows")}
    found = json.loads(ask(capfd, git.directory, "HEAD~1", "--format", "json")[1])
    program = next(one for one in found["programs"] if "example.com/m/cmd/a" in one["names"])
    for port in ("linux", "windows"):
        said = {(c["sign"], c["path"]) for c in program["changes"] if c["condition"] in {"", port}}
        assert said == {("+", path) for path in after[port] - before[port]} | {
            ("-", path) for path in before[port] - after[port]
        }


def reached(directory: Path, port: str) -> set[str]:
    env = {**os.environ, "GOOS": port, "GOARCH": "amd64", "CGO_ENABLED": "0"}
    command = ["go", "list", "-deps", "./cmd/a"]
    return set(
        subprocess.run(command, cwd=directory, env=env, check=True, capture_output=True, text=True).stdout.split()
    )


def test_a_file_that_cannot_be_read_is_never_silent(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    """What it imports would seem not to be there: no page of changes, and questions say that they do not have it."""
    git.commit(dict(START))
    git.commit({"cmd/c/main.go": 'package main\n\nimport _ "os/exec"\nimport _ "a b"\n\nfunc main() {}\n'})
    status, said = ask(capfd, git.directory, "HEAD~1", "HEAD")
    assert status == 2
    assert "cmd/c/main.go:4:8: invalid import path: a b" in said
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(git.directory)
        assert main(["why", "./cmd/c", "os/exec"]) == 1
    assert "not in this answer: cmd/c/main.go:4:8: invalid import path" in capfd.readouterr().err
