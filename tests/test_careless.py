"""Careless command lines: each is answered with what is wrong and what to do next, status 2, and no screen of usage."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gomodlint.cli.main import main

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "cmd/a/a.go": 'package main\n\nimport "example.com/m/b"\n\nfunc main() { b.Use() }\n',
    "b/b.go": 'package b\n\nimport "fmt"\n\nfunc Use() { fmt.Println() }\n',
}

CASES = [
    ("--bsae main", "unrecognized arguments: --bsae", "did you mean --base?"),
    ("--base", "argument --base: expected one argument", "--help"),
    ("--base=", "argument --base: the value is empty", "--help"),
    ("--policy=", "argument --policy: the value is empty", "--help"),
    ("--format xml", "invalid choice: 'xml'", "--help"),
    ("--today tomorrow", "'tomorrow' is no date: write 2027-03-31", "--help"),
    ("--today 2026-13-01", "'2026-13-01' is no date", "--help"),
    ("--policy nowhere.toml", "nowhere.toml: cannot read the policy: no such file", "gomodlint init"),
    ("--policy b", "b: cannot read the policy: is a directory", ""),
    ("--output b", "b: cannot write: is a directory", ""),
    ("--output no/where", "no/where: cannot write: no such file or directory", ""),
    ("--head main", "not a git repository", "go into one"),
    ("--staged", "not a git repository", "leave out"),
    ("cycels", "cycels: no such file, and no package matches", "did you mean gomodlint cycles?"),
    ("./nowhere", "./nowhere: no such file, and no package matches", "packages of example.com/m are looked at"),
    ("why ./cmd/a", "required: TO", "gomodlint why --help"),
    ("why ./cmd/a fmt more", "unrecognized arguments: more", "gomodlint why --help"),
    ("why ./cmd fmt", 'no package matches "./cmd"', 'it has no Go files itself: did you mean "./cmd/..."?'),
    ("why ./cmdd/... fmt", 'no package matches "./cmdd/..."', 'did you mean "./cmd/..."?'),
    ("why ./cmd/a fmt --when prod", '--when: no build constraint mentions the tag "prod"', "leave it out"),
    ("why ./cmd/a fmt --when prdo||linux", '--when: no build constraint mentions the tag "prdo"', "leave it out"),
    ("why ./cmd/a fmtt", 'std has no package "fmtt"', 'did you mean "fmt"?'),
    ("why ./cmd/a ./c", 'no package matches "./c"', ""),
    ("why ./cmd/a fmt --when linux&&", "--when: unexpected end of expression", "linux && !prod"),
    ("cut ./cmd/a nett/http", 'std has no package "nett/http"', ""),
    ("cut $nothing fmt", "the policy has no set $nothing", ""),
    ("cycles --level pkg", "invalid choice: 'pkg'", "gomodlint cycles --help"),
    ("cycles --level set", "the policy has no sets", "[sets]"),
    ("graph --depth -1", "'-1' is no number from 0 on", ""),
    ("graph --depth many", "'many' is no number from 0 on", ""),
    ("graph --focus ./nowhere", "no package is left to draw", "--focus"),
    ("graph -o no/where", "no/where: cannot write", ""),
    ("diff", "required: BASE", "gomodlint diff --help"),
    ("diff main", "not a git repository", "go into one"),
    ("metrics --top -3", "'-3' is no number from 0 on", ""),
    ("metrics --sort size", "invalid choice: 'size'", ""),
    ("lock --check --update", "not allowed with argument --check", ""),
    ("cost nothing", "there is no 'nothing'; there are: show, measure, check, explain", ""),
    ("cost", "gomodlint-cost.json: no figures: no such file", "gomodlint cost measure"),
    ("cost --main ./b", "no figures", "gomodlint cost measure"),
    ("cost measure --runs 0", "a number from 1 on", ""),
    ("cost measure --tags !x", "--tags: '!x' is no build tag", "--tags=prod,debug"),
    ("cost measure --main ./nowhere", "no package matches ./nowhere", "--main takes packages"),
    ("baseline --today soon", "'soon' is no date", ""),
    ("prove all", "unrecognized arguments: all", ""),
    ("explain dot-imports", "no rule and no kind of rule is named 'dot-imports'", "did you mean dot-import?"),
    ("explain no-debug-endpoint", "no rule and no kind of rule", "did you mean no-debug-endpoints?"),
    ("explain a --policy nowhere.toml", "nowhere.toml: cannot read the policy", "gomodlint init"),
    ("merge", "required: VERDICT.json", ""),
    ("merge nowhere.json", "nowhere.json: cannot read: no such file", "no clean job"),
    ("merge go.mod", "go.mod: not JSON", "--format json"),
    ("merge b", "b: cannot read: is a directory", ""),
    ("review", "nothing to say", "--format json"),
    ("review go.mod", "go.mod: not JSON", "--format json"),
    ("review go.mod --pr 0", "a number from 1 on", ""),
    ("review go.mod --pause -1", "'-1' is no number of seconds", ""),
    ("cache empty", "invalid choice: 'empty'", ""),
    ("action now", "takes no arguments", ""),
    ("list --bsae", "flag provided but not defined: -bsae", "gomodlint list -help"),
    ("list -tags", "flag needs an argument: -tags", "gomodlint list -help"),
    ("list --conditions ./nowhere", "no package matches ./nowhere", "./..."),
]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said_by(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    try:
        status = main(list(arguments))
    except SystemExit as ended:
        status = int(ended.code or 0)
    printed = capfd.readouterr()
    assert printed.out == ""
    return int(status), printed.err


@pytest.mark.parametrize(("line", "message", "hint"), CASES, ids=[line for line, _, _ in CASES])
def test_a_careless_command_line(
    module: Path, capfd: pytest.CaptureFixture[str], line: str, message: str, hint: str
) -> None:
    status, said = said_by(capfd, *line.split())
    assert status == 2, said
    assert message.lower() in said.lower()
    assert hint in said
    assert "Traceback" not in said
    assert "internal error" not in said
    assert len(said.splitlines()) <= 5


def test_an_argument_of_nothing(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, said = said_by(capfd, "")
    assert status == 2
    assert "an argument is empty" in said


def test_nothing_is_begun_where_there_is_no_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said = said_by(capfd, "init")
    assert (status, "no go.mod here or below" in said) == (2, True)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "go.mod").write_text(FILES["go.mod"])
    assert main(["init"]) == 0
    assert (tmp_path / "gomodlint.toml").is_file()


LOOKING = ("check", "why ./... fmt", "cut ./... fmt", "cycles", "graph", "metrics", "lock", "baseline", "prove")


@pytest.mark.parametrize("line", LOOKING)
def test_where_there_is_nothing_to_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said = said_by(capfd, *line.split())
    assert (status, "no go.mod in . or below" in said) == (2, True), said
    (tmp_path / "go.mod").write_text(FILES["go.mod"])
    status, said = said_by(capfd, *line.split())
    assert status == 2, said
    assert "no Go packages found" in said
    os.makedirs(tmp_path / "vendor" / "a.b" / "c")
    (tmp_path / "vendor" / "a.b" / "c" / "c.go").write_text("package c\n")
    (tmp_path / "vendor" / "modules.txt").write_text("# a.b/c v1.0.0\n## explicit\na.b/c\n")
    assert said_by(capfd, *line.split()) == (2, said)


@pytest.mark.parametrize("line", ["--base HEAD", "diff HEAD", "diff HEAD HEAD"])
def test_before_the_first_commit(module: Path, capfd: pytest.CaptureFixture[str], line: str) -> None:
    import subprocess

    subprocess.run(["git", "init", "-q"], check=True)
    status, said = said_by(capfd, *line.split())
    assert status == 2
    assert "git knows no commit 'HEAD'" in said
    assert "this repository has no commit yet" in said
