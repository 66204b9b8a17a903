"""`gomodlint lock`: rules are decided without the modules as with them, and what a program contains is reviewed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from asked import run
from repository import Git

from gomodlint.cli.main import main
from gomodlint.report.formats import FORMATS

RULES = """\
[rules.no-pprof]
kind = "deny"
transitive = true
from = ["$main"]
to = ["net/http/pprof", "example.org/far/..."]

[rules.few]
kind = "budget"
max-packages = 2
"""
OWN = {
    "go.mod": "module example.com/m\n\ngo 1.26\n\n"
    "require (\n\texample.org/Near v1.0.0\n\texample.org/far v0.3.0 // indirect\n)\n",
    "go.sum": "example.org/Near v1.0.0 h1:near=\n"
    "example.org/far v0.3.0 h1:far=\nexample.org/far v0.3.0/go.mod h1:mod=\n",
    "gomodlint.toml": RULES,
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/lib"\n',
    "cmd/b/main.go": 'package main\n\nimport _ "os"\n',
    "lib/lib.go": 'package lib\n\nimport _ "example.org/Near"\n',
    "lib/lib_test.go": 'package lib\n\nimport _ "example.org/far/testing"\n',
}
NEAR = {
    "go.mod": "module example.org/Near\n\ngo 1.26\n\nrequire example.org/far v0.3.0\n",
    "near.go": 'package near\n\nimport _ "strings"\n',
    "near_linux.go": 'package near\n\nimport _ "net/http/pprof"\n',
    "near_windows.go": '//go:build !tiny\n\npackage near\n\nimport _ "example.org/far/deep"\n',
    "c.go": 'package near\n\n// int x;\nimport "C"\nimport _ "example.org/far/c"\n',
    "gen.go": '//go:build ignore\n\npackage main\n\nimport _ "example.org/far/generator"\n',
    "old.go": '// +build linux,386 darwin\n\npackage near\n\nimport _ "unsafe"\n',
    "bad.go": '//go:build (\n\npackage near\n\nimport _ "example.org/far/never"\n',
    "doc.go": 'package documentation\n\nimport _ "example.org/far/never"\n',
    "near_test.go": 'package near\n\nimport _ "example.org/far/never"\n',
}
FAR = {
    "go.mod": "module example.org/far\n\ngo 1.26\n",
    "deep/deep.go": "package deep\n",
    "c/c.go": 'package c\n\nimport _ "example.org/far/deep"\n',
    "generator/generator.go": "package generator\n",
    "testing/testing.go": 'package testing\n\nimport _ "testing"\n',
} | {f"deep/f{n}.go": f'//go:build a{n} && b{n}\n\npackage deep\n\nimport _ "os/user"\n' for n in range(20)}


@pytest.fixture
def module(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A module whose two dependencies are in a module cache."""
    cache = tmp_path / "modules"
    for name, files in (("example.org/!near@v1.0.0", NEAR), ("example.org/far@v0.3.0", FAR)):
        for file, text in files.items():
            path = cache / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    monkeypatch.setenv("GOMODCACHE", str(cache))
    git.write(OWN)
    monkeypatch.chdir(git.directory)
    return git


def findings(capfd: pytest.CaptureFixture[str], *arguments: str, status: int = 1) -> list[dict[str, Any]]:
    """Findings of a check, without the lines of files that only the source has."""
    capfd.readouterr()
    assert main(["check", "--no-cache", "--format", "json", *arguments]) == status
    found: list[dict[str, Any]] = json.loads(capfd.readouterr().out)["findings"]
    for finding in found:
        for step in finding["chain"]:
            if "@v" in step["file"] or not step["file"]:  # in the module cache
                step |= {"file": "", "line": 0, "column": 0}
    return found


BUILDS = [
    "",
    '[build]\nports = ["windows/amd64"]\n',
    '[build]\nports = ["windows/amd64"]\ntags = ["tiny"]\n',
    '[build]\nports = ["linux/amd64", "darwin/arm64"]\ncgo = "on"\n',
    '[build]\nports = ["linux/386"]\ncgo = "off"\n',
    '[build]\nports = ["all"]\ntags = ["a3", "b3", "ignore"]\n',
]
MENTION = "//go:build tiny || a3 || b3 || ignore\n\npackage lib\n"


@pytest.mark.parametrize("build", BUILDS)
def test_without_the_modules_as_with_them(
    module: Git, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, build: str
) -> None:
    """Locked once, under other builds than those that count later: what a file says is locked, not what it means."""
    module.write({"lib/tags.go": MENTION})
    run(capfd, "lock", "--update", status=0)
    module.write({"gomodlint.toml": build + RULES})
    there = findings(capfd)
    assert there
    monkeypatch.setenv("GOMODCACHE", "/nonexistent")
    assert findings(capfd) == there
    said = run(capfd, "check", "--no-cache", status=1)
    chains = re.findall(r"^    > (\S+) +(\(\S+\))", said, re.MULTILINE)
    assert ("example.org/far/deep", "(gomodlint.lock)") in chains or ("net/http/pprof", "(gomodlint.lock)") in chains
    assert not [path for path, place in chains if path.startswith("example.org") and place == "(std)"]
    Path("gomodlint.lock").unlink()
    assert "not in the module cache" in run(capfd, "check", "--no-cache", status=2)


def test_what_is_locked_stays_when_it_is_written_again_without_the_modules(
    module: Git, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capfd, "lock", "--update", status=0)
    before = Path("gomodlint.lock").read_text()
    monkeypatch.setenv("GOMODCACHE", "/nonexistent")
    run(capfd, "lock", "--check", status=0)
    assert "as it was" in run(capfd, "lock", "--update", status=0)
    assert Path("gomodlint.lock").read_text() == before


def test_the_file_reads_well(module: Git, capfd: pytest.CaptureFixture[str]) -> None:
    assert "gomodlint.lock written: 2 programs, 2 modules" in run(capfd, "lock", "--update", status=0)
    lines = Path("gomodlint.lock").read_text().split("\n")
    assert "module example.org/Near v1.0.0 h1:near=" in lines
    assert "package example.org/Near near" in lines
    assert "package example.org/Near main\tignore" in lines
    assert "\tnet/http/pprof\tlinux" in lines
    assert "\texample.org/far/deep\twindows && !tiny" in lines
    assert "\texample.org/far/c\tcgo" in lines
    assert not [line for line in lines if "never" in line]
    program = lines[lines.index("main example.com/m/cmd/a") :]
    assert "\texample.org/Near\t\t< example.com/m/lib\tcgo unsafe" in program
    assert "\tnet/http/pprof\tlinux\t< example.org/Near" in program
    paths = [line.split("\t")[1] for line in program if line.startswith("\t")]
    assert not [path for path in paths if "internal" in path or path == "example.org/far/testing"]


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (
            "go.mod",
            "Near v1.0.0",
            "Near v1.0.1",
            "Near v1.0.1 is not in the module cache, and gomodlint.lock has v1.0.0",
        ),
        ("go.sum", "h1:near=", "h1:another=", "go.sum has another hash of it than gomodlint.lock"),
        ("go.sum", "example.org/Near v1.0.0 h1:near=\n", "", "go.sum has no hash to compare gomodlint.lock with"),
        (
            "go.mod",
            "require (",
            "replace example.org/Near => example.net/fork v1.0.0\n\nrequire (",
            "go.sum has no hash to compare gomodlint.lock with",
        ),
        ("gomodlint.lock", "h1:near=", "h1:forged=", "go.sum has another hash of it than gomodlint.lock"),
        ("lib/lib.go", "example.org/Near", "example.org/Near/more", "gomodlint.lock does not have the package"),
    ],
)
def test_what_is_stale_is_named_and_never_guessed(
    module: Git,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    old: str,
    new: str,
    why: str,
) -> None:
    run(capfd, "lock", "--update", status=0)
    text = Path(file).read_text()
    assert old in text
    Path(file).write_text(text.replace(old, new))
    monkeypatch.setenv("GOMODCACHE", "/nonexistent")
    for arguments in (["check", "--no-cache"], ["lock", "--update"], ["lock"]):
        said = run(capfd, *arguments, status=2)
        assert why in said
        assert "run: go mod download && gomodlint lock --update" in said
        assert ("is undecided" in said) == (arguments[0] == "check")


def test_another_requirement_leaves_the_others_locked(
    module: Git, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capfd, "lock", "--update", status=0)
    there = findings(capfd)
    monkeypatch.setenv("GOMODCACHE", "/nonexistent")
    path = Path("go.mod")
    path.write_text(path.read_text().replace("require (", "require (\n\texample.org/new v1.0.0"))
    assert findings(capfd) == there


def test_a_base_is_judged_by_its_own_lock(
    module: Git, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capfd, "lock", "--update", status=0)
    module.commit({}, "base")
    module.write({"go.sum": OWN["go.sum"] + "example.net/x v1.0.0 h1:x=\n"})
    module.write({"cmd/b/main.go": 'package main\n\nimport _ "example.com/m/lib"\n'})
    run(capfd, "lock", "--update", status=0)
    monkeypatch.setenv("GOMODCACHE", "/nonexistent")
    states = {(f["from"], f["state"]) for f in findings(capfd, "--base", "HEAD") if f["rule"] == "no-pprof"}
    assert ("example.com/m/cmd/b", "new") in states
    assert {state for importer, state in states if importer == "example.com/m/cmd/a"} == {"known"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"cmd/b/main.go": 'package main\n\nimport _ "example.org/far/deep"\n'},
            [
                "example.com/m/cmd/b no longer contains os",
                "example.com/m/cmd/b now contains example.org/far/deep through example.com/m/cmd/b",
            ],
        ),
        (
            {"lib/lib.go": '//go:build linux\n\npackage lib\n\nimport _ "example.org/Near"\n'},
            ["contains example.org/Near where linux through example.com/m/lib (cgo unsafe); it was through"],
        ),
        ({"cmd/c/main.go": "package main\n"}, ["example.com/m/cmd/c is new, with 0 packages from outside"]),
        (
            {"cmd/b/main.go": '//go:build linux\n\npackage main\n\nimport _ "os"\n'},
            ["example.com/m/cmd/b is a program where linux; it was always"],
        ),
        ({"cmd/b/main.go": "package b\n"}, ["example.com/m/cmd/b is no program any more"]),
        (
            {"lib/lib_test.go": "package lib\n"},
            ["module example.org/far v0.3.0: package example.org/far/testing is locked, but nothing imports it"],
        ),
        ({"go.mod": OWN["go.mod"] + "exclude example.org/far v0.1.0\n"}, ["go.mod or go.work has changed since"]),
    ],
    ids=["imports", "condition", "new", "program", "gone", "packages", "go.mod"],
)
def test_drift_is_a_finding(
    module: Git, capfd: pytest.CaptureFixture[str], changes: dict[str, str], says: Sequence[str]
) -> None:
    run(capfd, "lock", "--update", status=0)
    run(capfd, "lock", status=0)
    module.write(changes)
    said = run(capfd, "lock", "--check", status=1)
    for words in says:
        assert words in said
    assert "::error file=gomodlint.lock,line=" in run(capfd, "lock", "--format", "github", status=1)
    for name in FORMATS:
        run(capfd, "lock", "--format", name, status=1)
    run(capfd, "lock", "--update", status=0)
    run(capfd, "lock", "--check", status=0)


def test_there_is_no_lock_yet(module: Git, capfd: pytest.CaptureFixture[str]) -> None:
    assert "there is no lock yet" in run(capfd, "lock", status=1)


def test_a_module_without_programs_and_dependencies(
    git: Git, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git.write({"go.mod": "module m\n\ngo 1.26\n", "a.go": 'package m\n\nimport _ "os"\n'})
    monkeypatch.chdir(git.directory)
    assert "nothing to lock" in run(capfd, "lock", status=2)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("garbage", "gomodlint.lock:2:1"),
        ("\tos", "gomodlint.lock:2:1"),
        ("package a a", "gomodlint.lock:2:1"),
        ("module a v1.0.0", "gomodlint.lock:2:1"),
        ("module example.org/Near v1.0.0 h1:near=\npackage example.org/Near near\t((", "gomodlint.lock:3:1"),
        ("module example.org/Near v1.0.0 h1:near=\npackage example.org/Near near\n\tos\t&&", "gomodlint.lock:4:1"),
    ],
)
def test_a_damaged_lock_is_named(
    module: Git, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str, place: str
) -> None:
    run(capfd, "lock", "--update", status=0)
    head, requires = Path("gomodlint.lock").read_text().split("\n")[:2]
    monkeypatch.setenv("GOMODCACHE", "/nonexistent")
    Path("gomodlint.lock").write_text(f"{head}\n{line}\n{requires}\n")
    assert place in run(capfd, "check", "--no-cache", status=2)
    Path("gomodlint.lock").write_text("another\n")
    assert "gomodlint.lock:1:1" in run(capfd, "check", "--no-cache", status=2)


def test_a_workspace_has_one_lock_beside_go_work(
    module: Git, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module.write(
        {
            "go.work": "go 1.26\n\nuse (\n\t.\n\t./two\n)\n",
            "two/go.mod": "module example.com/two\n\ngo 1.26\n\nrequire example.org/far v0.3.0\n",
            "two/main.go": 'package main\n\nimport _ "example.org/far/c"\n',
        }
    )
    run(capfd, "lock", "--update", status=0)
    text = Path("gomodlint.lock").read_text()
    assert "requires example.com/two " in text
    assert "main example.com/two\n" in text
    assert not Path("two/gomodlint.lock").exists()
    there = findings(capfd)
    monkeypatch.setenv("GOMODCACHE", "/nonexistent")
    assert findings(capfd) == there


@pytest.mark.parametrize("build", [("linux", "amd64"), ("windows", "arm64"), ("darwin", "arm64")])
def test_programs_contain_what_go_links(
    module: Git, capfd: pytest.CaptureFixture[str], tmp_path: Path, build: tuple[str, str]
) -> None:
    """With the source vendored there is no third-party part; real `go list -deps` says the same of every program."""
    goos, goarch = build
    release = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout
    release = ".".join(release.strip().removeprefix("go").split(".")[:2])
    policy = f'[build]\ngo = "{release}"\nports = ["{goos}/{goarch}"]\ncgo = "off"\n{RULES}'
    listed = "# example.org/Near v1.0.0\n## explicit; go 1.26\nexample.org/Near\n"
    listed += "# example.org/far v0.3.0\n## explicit; go 1.26\n"
    listed += "".join(f"example.org/far/{name}\n" for name in ("c", "deep", "testing"))
    module.write({"gomodlint.toml": policy, "vendor/modules.txt": listed})
    cache = tmp_path / "modules" / "example.org"
    ignore = shutil.ignore_patterns("go.mod", "*_test.go", "bad.go", "generator")
    shutil.copytree(cache / "!near@v1.0.0", "vendor/example.org/Near", ignore=ignore)
    shutil.copytree(cache / "far@v0.3.0", "vendor/example.org/far", ignore=ignore)
    run(capfd, "lock", "--update", status=0)
    text = Path("gomodlint.lock").read_text()
    assert "\nmodule " not in text
    contained = {
        block.split("\n")[0]: {line.split("\t")[1] for line in block.split("\n")[1:] if line}
        for block in text.split("main ")[1:]
    }
    environ = {**os.environ, "GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": "0", "GOFLAGS": "-mod=vendor"}
    for program, packages in contained.items():
        command = ["go", "list", "-deps", "-f", "{{.ImportPath}}", f"./{program.removeprefix('example.com/m/')}"]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        outside = {path for path in done.stdout.split() if not path.startswith("example.com/m")}
        assert packages == {path for path in outside if not {"internal", "vendor"} & set(path.split("/"))}


@pytest.mark.parametrize("text", ["package main\n\nimport example.org/far\n", "//go:build (\n\npackage main\n"])
def test_no_lock_is_written_without_what_an_own_file_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (tmp_path / "main.go").write_text('package main\n\nimport "os"\n\nfunc main() { os.Exit(0) }\n')
    (tmp_path / "more.go").write_text(text)
    monkeypatch.chdir(tmp_path)
    for arguments in (["lock"], ["lock", "--update"]):
        assert main(arguments) == 2
        assert "more.go:" in capfd.readouterr().err
    assert not (tmp_path / "gomodlint.lock").exists()
