"""`gomodlint why`, as a user asks it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from gomodlint.cli.main import main
from gomodlint.source.limits import ANY, Most

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.org/x v1.0.0\n",
    "vendor/modules.txt": "# example.org/x v1.0.0\n## explicit; go 1.26\nexample.org/x/deep\n",
    "vendor/example.org/x/deep/d.go": 'package deep\n\nimport _ "net/http/pprof"\n',
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/helper"\n\nfunc main() {}\n',
    "helper/helper.go": "package helper\n",
    "helper/linux.go": '//go:build linux && !prod\n\npackage helper\n\nimport _ "example.org/x/deep"\n',
    "helper/direct_windows.go": 'package helper\n\nimport _ "net/http/pprof"\n',
}


@pytest.fixture(autouse=True)
def _in_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["why", *arguments])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_the_shortest_chain_with_places_and_builds(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = ask(capsys, "./cmd/a", "net/http/pprof")
    assert status == 0
    assert "example.com/m/cmd/a reaches net/http/pprof  where !darwin" in said
    assert "helper/direct_windows.go:3  if windows" in said
    assert "GOOS=windows" in said
    assert "--all shows them" in said


def test_all_chains_shortest_first(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = ask(capsys, "--all", "--format", "json", "$main", "net/http/pprof")
    chains = json.loads(said)["why"][0]["chains"]
    assert status == 0
    assert [len(chain["steps"]) for chain in chains] == [2, 3]
    assert chains[1]["condition"] == "linux"


def test_when_and_its_tags(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "./cmd/a", "net/http/pprof", "--when", "linux && prod")[0] == 1
    status, said = ask(capsys, "./cmd/a", "net/http/pprof", "--when", "linux && !prod")
    assert status == 0
    assert "vendor/example.org/x/deep/d.go:3" in said


def test_by_module(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = ask(capsys, "--module", "./...", "example.org/x")
    assert status == 0
    assert "example.com/m/helper reaches example.org/x/deep  where linux" in said
    assert "example.com/m/cmd/a reaches example.org/x/deep" in said


@pytest.mark.parametrize("verb", ["why", "cut"])
def test_everybody_but_the_target_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Who of all reaches one of them: it is no importer then."""
    assert main([verb, "./...", "./helper"]) == 0
    assert "example.com/m/cmd/a" in capsys.readouterr().out
    assert main([verb, "--module", "./...", "example.com/m"]) == 2, "nobody is left who could"
    assert "./... and example.com/m are the same packages" in capsys.readouterr().err
    assert main([verb, "./helper", "./..."]) == 1
    assert "./helper does not reach ./..." in capsys.readouterr().out, "the others, that is"


def test_no_chain(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = ask(capsys, "./cmd/a", "expvar")
    assert (status, said) == (1, "./cmd/a does not reach expvar: looked at 8 ports\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["./nowhere", "expvar"], 'no package matches "./nowhere"'),
        (["./cmd/a", "net/**"], "hint"),
        (["./cmd/a", "$nothing"], "no set $nothing"),
        (["./cmd/a", "expvar", "--when", "a &&"], "unexpected end"),
        (["./cmd/a", "expvar", "--when", "plan9"], "no build that counts"),
        (["--module", "./cmd/a", "example.org/unknown"], "example.org/unknown"),
    ],
)
def test_questions_that_make_no_sense(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    status, said = ask(capsys, *arguments)
    assert status == 2
    assert message in said


def test_go_list_agrees_with_every_witness(capsys: pytest.CaptureFixture[str], go: str) -> None:
    _, said = ask(capsys, "--all", "--format", "json", "./...", "net/http/pprof")
    found = json.loads(said)["why"]
    assert found
    for one in found:
        for chain in one["chains"]:
            witness = chain["witness"]
            environ = {**os.environ, **{name: witness[name] for name in ("GOOS", "GOARCH", "CGO_ENABLED")}}
            command = [go, "list", "-e", "-deps", f"-tags={','.join(witness['tags'])}", one["from"]]
            listed = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
            assert one["to"] in listed.stdout.split("\n"), listed.stderr


def test_what_test_files_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "l.go").write_text("package lib\n")
    (tmp_path / "lib" / "l_test.go").write_text('package lib_test\n\nimport _ "example.com/m/helper"\n')
    (tmp_path / "lib" / "in_linux_test.go").write_text('package lib\n\nimport _ "net/http/pprof"\n')
    assert ask(capsys, "./lib", "net/http/pprof")[0] == 1
    status, said = ask(capsys, "--tests", "--all", "--format", "json", "./lib", "net/http/pprof")
    chains = json.loads(said)["why"][0]["chains"]
    assert status == 0
    assert [[step["file"] for step in chain["steps"]] for chain in chains] == [
        ["lib/in_linux_test.go"],
        ["lib/l_test.go", "helper/direct_windows.go"],
        ["lib/l_test.go", "helper/linux.go", "vendor/example.org/x/deep/d.go"],
    ]
    assert [chain["condition"] for chain in chains] == ["linux", "windows", "linux"]


@pytest.mark.parametrize("policy", ["", "[build]\nports = ['windows/*']\n", "[sets]\nlow = ['./helper']\n"])
def test_a_policy_without_rules_will_do(policy: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("gomodlint.toml").write_text(policy)
    status, said = ask(capsys, "$low" if "low" in policy else "./helper", "net/http/pprof")
    assert status == 0, said
    assert ("GOOS=windows" in said) or not policy.startswith("[build]")
    assert main(["check"]) == 2, "a check would check nothing"
    assert "check nothing" in capsys.readouterr().err


def test_headers_come_from_the_cache(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from gomodlint.source.disk import DiskTree

    monkeypatch.setattr("gomodlint.source.watch.YOUNG", 0)
    monkeypatch.setenv("GOMODLINT_CACHE", str(Path.cwd().parent / "cache"))
    opened = []
    original = DiskTree.read

    def read(self: DiskTree, path: str, limit: int = -1, *, most: Most = ANY) -> bytes:
        if path.endswith(".go"):
            opened.append(path)
        return original(self, path, limit, most=most)

    monkeypatch.setattr(DiskTree, "read", read)
    first = ask(capsys, "$main", "net/http/pprof")
    assert opened
    opened.clear()
    assert ask(capsys, "$main", "net/http/pprof") == first
    assert opened == []
    assert ask(capsys, "$main", "net/http/pprof", "--no-cache") == first
    assert opened


def test_a_place_in_the_module_cache_is_said_as_go_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """MODULE@VERSION/FILE, as with `go build -trimpath`: no path of this machine, no `!` for capitals."""
    file = tmp_path / "modules" / "example.org" / "!near@v1.0.0" / "sub" / "near.go"
    file.parent.mkdir(parents=True)
    file.write_text('package sub\n\nimport _ "expvar"\n')
    main_module = tmp_path / "main"
    main_module.mkdir()
    (main_module / "go.mod").write_text("module example.com/n\n\ngo 1.26\n\nrequire example.org/Near v1.0.0\n")
    (main_module / "n.go").write_text('package n\n\nimport _ "example.org/Near/sub"\n')
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "modules"))
    monkeypatch.chdir(main_module)
    status, said = ask(capsys, ".", "expvar")
    assert status == 0
    assert "example.org/Near@v1.0.0/sub/near.go:3" in said
    assert str(tmp_path) not in said
