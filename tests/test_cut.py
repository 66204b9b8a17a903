"""`gomodlint cut`, as a user asks it; what it names is removed and real `go list` is asked."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.27\n",
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/one"\nimport _ "example.com/m/two"\n\nfunc main() {}\n',
    "one/one.go": 'package one\n\nimport _ "example.com/m/door"\n',
    "two/two.go": 'package two\n\nimport _ "example.com/m/door"\n',
    "two/two_windows.go": 'package two\n\nimport _ "net/http/pprof"\n',
    "door/door.go": 'package door\n\nimport _ "net/http/pprof"\n',
    "door/more.go": 'package door\n\nimport _ "net/http/pprof"\n',
    "closed/closed_linux.go": 'package closed\n\nimport _ "example.com/m/lock"\n',
    "closed/closed.go": "package closed\n",
    "lock/lock_windows.go": 'package lock\n\nimport _ "net/http/pprof"\n',
    "lock/lock.go": "package lock\n",
    "tested/t.go": "package tested\n",
    "tested/t_test.go": 'package tested\n\nimport _ "example.com/m/door"\n',
}


@pytest.fixture(autouse=True)
def _in_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Git(tmp_path).write(FILES)
    monkeypatch.chdir(tmp_path)


def ask(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["cut", *arguments])
    said = capfd.readouterr()
    return status, said.out + said.err


def test_the_cut_that_loses_least_comes_first(capfd: pytest.CaptureFixture[str]) -> None:
    status, said = ask(capfd, "./one", "net/http/pprof")
    assert status == 0
    assert said.startswith("./one no longer reaches net/http/pprof without 1 import (no fewer will do):\n")
    best, other = said.split("as small:")
    assert "example.com/m/door > net/http/pprof\n      door/door.go:3\n      door/more.go:3\n" in best
    assert "example.com/m/one > example.com/m/door" in other


def test_files_are_counted_when_asked(capfd: pytest.CaptureFixture[str]) -> None:
    said = ask(capfd, "./one", "net/http/pprof", "--through-files")[1]
    assert "without 1 file (no fewer will do)" in said
    assert "one/one.go:3" in said
    assert "door/door.go" not in said.split("as small:")[0]


def test_when_and_tests(capfd: pytest.CaptureFixture[str]) -> None:
    assert "without 2 imports" in ask(capfd, "./cmd/a", "net/http/pprof")[1]
    assert "without 1 import" in ask(capfd, "./cmd/a", "net/http/pprof", "--when", "linux")[1]
    assert ask(capfd, "./tested", "net/http/pprof")[0] == 1
    status, said = ask(capfd, "./tested", "net/http/pprof", "--tests")
    assert status == 0
    assert "tested/t_test.go:3" in said or "door/door.go:3" in said


def test_no_chain_no_cut(capfd: pytest.CaptureFixture[str]) -> None:
    status, said = ask(capfd, "./closed", "net/http/pprof")
    assert (status, said) == (1, "./closed does not reach net/http/pprof: looked at 8 ports\n")
    assert json.loads(ask(capfd, "./closed", "net/http/pprof", "--format", "json")[1])["cut"] is None


@pytest.mark.parametrize("unit", [(), ("--through-files",)])
def test_go_list_agrees_when_the_imports_are_gone(
    unit: tuple[str, ...], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(ask(capfd, "./cmd/a", "net/http/pprof", "--format", "json", *unit)[1])["cut"]
    assert found["exact"]
    ports = ["linux", "windows", "darwin"]
    before = {port: reached(tmp_path, port) for port in ports}
    assert all("net/http/pprof" in packages for packages in before.values())
    for one in found["imports"]:
        for site in one["sites"]:
            path = tmp_path / site["file"]
            lines = path.read_text().splitlines()
            lines[site["line"] - 1] = ""
            path.write_text("\n".join(lines) + "\n")
    after = {port: reached(tmp_path, port) for port in ports}
    assert not any("net/http/pprof" in packages for packages in after.values())
    everywhere = set().union(*before.values()) - set().union(*after.values())
    assert everywhere == set(found["leaves"])


def reached(directory: Path, port: str) -> set[str]:
    env = {**os.environ, "GOOS": port, "GOARCH": "amd64", "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod"}
    command = ["go", "list", "-deps", "./cmd/a"]
    printed = subprocess.run(command, cwd=directory, env=env, check=True, capture_output=True, text=True).stdout
    # runtime and the like are in every program, imported or not
    implicit = subprocess.run(
        ["go", "list", "-deps", "runtime"], cwd=directory, env=env, check=True, capture_output=True, text=True
    ).stdout
    return set(printed.split()) - set(implicit.split()) - {"example.com/m/cmd/a"}
