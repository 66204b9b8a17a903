"""`gomodlint list`: its command line, beside `go list`'s, and the conditions of everything at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from repository import Git

from gomodlint.cli.main import main

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "a/a.go": 'package a\n\nimport _ "example.com/m/b"\n',
    "a/a_windows.go": 'package a\n\nimport _ "os"\n',
    "a/a_test.go": 'package a\n\nimport _ "example.com/m/c"\n',
    "a/loud.go": '//go:build loud && !js\n\npackage a\n\nimport _ "example.com/m/c"\n',
    "b/b_linux.go": "package b\n",
    "c/c.go": "package c\n",
}


@pytest.fixture(autouse=True)
def _in_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Git(tmp_path).write(FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOFLAGS", "")
    monkeypatch.setenv("GOOS", "linux")
    monkeypatch.setenv("GOARCH", "amd64")


def documents(text: str) -> list[dict[str, Any]]:
    decoder, found = json.JSONDecoder(), []
    while text := text.lstrip():
        document, end = decoder.raw_decode(text)
        found.append(document)
        text = text[end:]
    return found


@pytest.mark.parametrize(
    "words",
    [
        ["./..."],
        ["--e", "--tags", "loud", "./a"],
        ["-deps=false", "-json=false", "./..."],
        ["-tags=loud", "-e=true", "--", "./a", "./b"],
        ["-C", "a", "."],
        ["-C=a", "-tags", "x y", "../..."],
        ["-p", "4", "-trimpath", "-ldflags=-s -w", "./a"],
        ["./nosuch"],
        ["example.com/m/nosuch"],
        ["-e", "./nosuch"],
        ["-e=maybe", "./a"],
        ["-nosuch", "./a"],
        ["---e"],
        ["-tags"],
        ["-find", "-deps", "./a"],
        ["-find", "-test", "./a"],
        ["-mod=elsewhere", "./a"],
        ["-race", "-msan", "./a"],
        ["-modfile=nosuch.mod", "./a"],
        ["-modfile=nosuch", "./a"],
    ],
    ids=" ".join,
)
def test_a_command_line_means_what_it_means_to_go(words: list[str], go: str, capfd: pytest.CaptureFixture[str]) -> None:
    theirs = subprocess.run([go, "list", *words], capture_output=True, text=True, check=False)
    status = main(["list", *words])
    ours = capfd.readouterr()
    assert (bool(status), ours.out) == (bool(theirs.returncode), theirs.stdout), ours.err + theirs.stderr
    assert bool(ours.err) == bool(theirs.stderr)
    assert "internal error" not in ours.err


@pytest.mark.parametrize(
    "flag", ["-f={{.Dir}}", "-m", "-export", "-compiled", "-overlay=x", "-json=Stale", "-linkshared"]
)
def test_what_only_go_list_can_say_is_refused(flag: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list", flag, "./a"]) == 2
    printed = capfd.readouterr()
    assert "ask go list" in printed.err
    assert not printed.out


def test_goflags_count(go: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GOFLAGS", "-tags=loud -e '-ldflags=-s -w'")
    assert main(["list", "-json=GoFiles", "./a"]) == 0
    assert documents(capfd.readouterr().out) == [{"GoFiles": ["a.go", "loud.go"]}]
    monkeypatch.setenv("GOFLAGS", "tags=loud")
    theirs = subprocess.run([go, "list", "./a"], capture_output=True, text=True, check=False)
    assert main(["list", "./a"]) == theirs.returncode
    assert theirs.stderr.strip().removeprefix("go: ") in capfd.readouterr().err


def test_conditions_over_every_build(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--conditions", "-json", "./..."]) == 0
    a, b, c = documents(capfd.readouterr().out)
    assert a["GoFiles"] == [
        {"Name": "a.go", "Condition": ""},
        {"Name": "a_windows.go", "Condition": "windows"},
        {"Name": "loud.go", "Condition": "!js && loud"},
    ]
    assert a["Imports"] == [
        {"ImportPath": "example.com/m/b", "Condition": ""},
        {"ImportPath": "example.com/m/c", "Condition": "!js && loud"},
        {"ImportPath": "os", "Condition": "windows"},
    ]
    assert a["TestImports"] == [{"ImportPath": "example.com/m/c", "Condition": ""}]
    assert (b["Condition"], c["Condition"]) == ("linux", "")


def test_conditions_as_text_with_dependencies_first(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--conditions", "-deps", "./a", "./b"]) == 0
    lines = capfd.readouterr().out.splitlines()
    own = [line for line in lines if line.startswith("example.com/")]
    assert own == ["example.com/m/b  when linux", "example.com/m/c", "example.com/m/a"]
    assert lines.index("os") < lines.index("example.com/m/a")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-tags=loud"], "leave out -tags"),
        (["-race"], "leave out -race"),
        (["-json=Dir"], "leave out -json=FIELD"),
        (["./nosuch"], "no package matches ./nosuch"),
        (["-C", "nosuch"], "no such directory"),
    ],
)
def test_conditions_refuse_what_they_cannot_do(words: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--conditions", *words]) == 2
    printed = capfd.readouterr()
    assert said in printed.err
    assert not printed.out


@pytest.mark.parametrize("goflags", ["", "-modfile=other.mod"])
def test_conditions_of_another_module_file(
    goflags: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("other.mod").write_text(Path("go.mod").read_text().replace("example.com/m", "example.net/other"))
    monkeypatch.setenv("GOFLAGS", goflags)
    flags = [] if goflags else ["-modfile=other.mod"]
    assert main(["list", "--conditions", *flags, "-mod=mod", "./b"]) == 0
    assert capfd.readouterr().out.startswith("example.net/other/b")


def test_names_from_the_repository_do_not_act_on_a_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    Path("b/b_linux.go").write_text('package b\n\nimport _ "x.y/\x9b31m"\n')
    assert main(["list", "-e", "-json", "./b"]) == 0
    printed = capfd.readouterr()
    assert "\x9b" not in printed.out + printed.err
    assert "x.y/\x9b31m" in documents(printed.out)[0]["Error"]["Err"]


def test_a_listing_leaves_the_interpreter_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    before = sys.getrecursionlimit()
    main(["list", "-e", "./..."])
    main(["list", "./nosuch"])
    assert capfd.readouterr().out
    assert sys.getrecursionlimit() == before
