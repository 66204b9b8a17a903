"""`check` finds a cycle of packages in exactly the builds in which real `go list` says "import cycle not allowed"."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from repository import Git

from gomodlint.cli.main import main

PORTS = ("linux/amd64", "windows/arm64")
TAGS = ("x", "y")
SUBSETS = [on for n in range(len(TAGS) + 1) for on in itertools.combinations(TAGS, n)]
POLICY = f"""\
[build]
ports = {json.dumps(PORTS)}
tags = ["*"]
cgo = "off"

[rules.no-cycles]
kind = "acyclic"
"""
M = "example.com/m"


class Build(NamedTuple):
    port: str
    tags: tuple[str, ...]

    def holds(self, condition: str) -> bool:
        """Whether a condition as reports write it (an empty one always does) is true here, by Python's own `and`."""
        on = {*self.port.split("/"), *self.tags} | (set() if "windows" in self.port else {"unix"})
        text = re.sub(r"[\w.]+", lambda word: str(word[0] in on), condition or "always || !always")
        return bool(eval(text.replace("&&", " and ").replace("||", " or ").replace("!", " not ")))  # noqa: S307


Cycle = frozenset[str]


def package(name: str, *imports: str, build: str = "") -> str:
    """One file of a package; a path without a dot is below the module."""
    head = f"//go:build {build}\n\n" if build else ""
    lines = "".join(f'import _ "{path if "." in path else f"{M}/{path}"}"\n' for path in imports)
    return f"{head}package {name}\n\n{lines}"


class Case(NamedTuple):
    """A module. `cycles` and `spared` say of what shape it is meant to be: another one would prove nothing."""

    files: dict[str, str]
    patterns: tuple[str, ...] = ("./...",)
    cycles: bool = True  # Go refuses it in some build
    spared: bool = False  # but not in all


TWO = {"a/a.go": package("a"), "b/b.go": package("b")}
BACK = {"b/back.go": package("b", "a")}
WORK = {"go.work": "go 1.26\n\nuse (\n\t.\n\t./sub\n)\n"}
PROGRAM = {
    "cmd/ok/main.go": package("main", "lib"),
    "lib/l.go": package("lib"),
    "a/a.go": package("a", "b", "lib"),
    "b/b.go": package("b", "a"),
}
CASES = {
    "plain": Case({"a/a.go": package("a", "b"), "b/b.go": package("b", "c"), "c/c.go": package("c", "a")}),
    "itself": Case({"a/a.go": package("a", "a")}),
    "two apart": Case(
        {"a/a.go": package("a", "b"), "b/b.go": package("b", "a"), "c/c.go": package("c", "d", "a")}
        | {"d/d.go": package("d"), "d/d_windows.go": package("d", "c")}
    ),
    "in-package test": Case(TWO | BACK | {"a/a_test.go": package("a", "b")}),
    "in-package test, through others": Case(
        TWO | {"a/a_test.go": package("a", "b"), "b/c.go": package("b", "c"), "c/c.go": package("c", "a")}
    ),
    "in-package test on a port": Case(TWO | BACK | {"a/w_windows_test.go": package("a", "b")}, spared=True),
    "in-package test under a tag": Case(
        TWO | {"a/w_test.go": package("a", "b", build="x"), "b/back.go": package("b", "a", build="!y")}, spared=True
    ),
    "external test": Case(TWO | BACK | {"a/a_test.go": package("a_test", "b")}, cycles=False),
    "external test beside an in-package one": Case(
        TWO
        | BACK
        | {"a/x_test.go": package("a_test", "a", "b")}
        | {"a/a_test.go": package("a", "c"), "c/c.go": package("c")},
        cycles=False,
    ),
    "in-package tests of both": Case(
        TWO | {"a/t_test.go": package("a", "b"), "b/t_test.go": package("b", "a")}, cycles=False
    ),
    "one port": Case(TWO | BACK | {"a/a_windows.go": package("a", "b")}, spared=True),
    "one architecture": Case(TWO | {"a/a_arm64.go": package("a", "b"), "b/b_arm64.go": package("b", "a")}, spared=True),
    "ports that exclude each other": Case(
        TWO | {"a/a_windows.go": package("a", "b"), "b/b_linux.go": package("b", "a")}, cycles=False
    ),
    "a tag that excludes itself": Case(
        TWO | {"a/t.go": package("a", "b", build="x"), "b/t.go": package("b", "a", build="!x")}, cycles=False
    ),
    "two tags": Case(
        TWO | {"a/t.go": package("a", "b", build="x"), "b/t.go": package("b", "a", build="y")}, spared=True
    ),
    "three conditions": Case(
        TWO
        | {"a/t.go": package("a", "b", build="x || windows"), "b/t.go": package("b", "c", build="!y || windows")}
        | {"c/c.go": package("c"), "c/c_unix.go": package("c", "a", build="unix || y && !x")},
        spared=True,
    ),
    "modules that require each other": Case(
        WORK
        | {
            "go.mod": f"module {M}\n\ngo 1.26\n\nrequire example.com/sub v0.0.0\n",
            "sub/go.mod": f"module example.com/sub\n\ngo 1.26\n\nrequire {M} v0.0.0\n",
            "a/a.go": package("a", "example.com/sub/x"),
            "b/b.go": package("b"),
            "sub/x/x.go": package("x"),
            "sub/y/y.go": package("y", "b"),
        },
        ("./...", "./sub/..."),
        cycles=False,
    ),
    "packages of two modules": Case(
        WORK
        | {
            "sub/go.mod": "module example.com/sub\n\ngo 1.26\n",
            "a/a.go": package("a", "example.com/sub/x"),
            "sub/x/x.go": package("x"),
            "sub/x/x_linux.go": package("x", "a"),
        },
        ("./...", "./sub/..."),
        spared=True,
    ),
    "directories": Case(
        {"ui/p/p.go": package("p", "core/s"), "core/s/s.go": package("s")}
        | {"core/m/m.go": package("m", "ui/t"), "ui/t/t.go": package("t")},
        cycles=False,
    ),
    "outside the named": Case(PROGRAM, ("./cmd/ok",), cycles=False),
    "and with all named": Case(PROGRAM),
}


def asked_go(go: str, directory: Path, patterns: tuple[str, ...], build: Build) -> set[Cycle]:
    """The members of each cycle that real `go list` complains of; a test variant counts as its package."""
    goos, goarch = build.port.split("/")
    environ = {**os.environ, "GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": "0"}
    flags = ["-e", "-deps", "-test", "-json=ImportPath,Error", f"-tags={','.join(build.tags)}"]
    done = subprocess.run(
        [go, "list", *flags, *patterns], cwd=directory, env=environ, capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    found: set[Cycle] = set()
    decoder, rest = json.JSONDecoder(), done.stdout.strip()
    while rest:
        one, end = decoder.raw_decode(rest)
        rest = rest[end:].lstrip()
        if error := one.get("Error"):
            assert error["Err"].startswith("import cycle not allowed"), error
            stack = [path.partition(" ")[0] for path in error["ImportStack"]]
            found.add(frozenset(stack[stack.index(stack[-1]) :]))
    return found


def checked(
    patterns: tuple[str, ...], builds: list[Build], capfd: pytest.CaptureFixture[str]
) -> dict[Build, set[Cycle]]:
    """What one run of `check` over all builds at once says of each."""
    status = main(["check", "--no-cache", "--format=json", *(() if "./..." in patterns else patterns)])
    told = capfd.readouterr()
    assert status != 2, told
    said: Any = json.loads(told.out)
    found: dict[Build, set[Cycle]] = {build: set() for build in builds}
    for finding in said["findings"]:
        witness = finding["witness"]
        assert Build(f"{witness['GOOS']}/{witness['GOARCH']}", tuple(witness["tags"])).holds(finding["condition"])
        for build in builds:
            if build.holds(finding["condition"]):
                found[build].add(frozenset(step["from"] for step in finding["chain"]))
    return found


@pytest.mark.parametrize("name", CASES)
def test_cycles_in_exactly_the_builds_that_go_refuses(
    name: str, go: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    Git(tmp_path).write({"go.mod": f"module {M}\n\ngo 1.26\n", "gomodlint.toml": POLICY} | case.files)
    monkeypatch.chdir(tmp_path)
    tagged = any("//go:build" in text for text in case.files.values())
    builds = [Build(port, on) for port in PORTS for on in (SUBSETS if tagged else [()])]
    real = {build: asked_go(go, tmp_path, case.patterns, build) for build in builds}
    assert any(real.values()) == case.cycles
    assert not (case.spared and all(real.values()))
    assert checked(case.patterns, builds, capfd) == real
