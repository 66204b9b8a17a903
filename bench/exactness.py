"""Is `gomodlint list` what `go list` says, on real repositories, in many builds? Prints a table in Markdown.

    python bench/exactness.py --repos DIR [--random 200] NAME...

DIR holds clones whose modules are vendored or downloaded; the name `std` stands for the toolchain's own GOROOT/src, and
NAME:FILE for a clone with `-modfile=FILE`. In each build both list `-e -deps -test -json=...` of `./...`:
packages, their order and every field must be equal (but for the generated main file of a test, which lies in Go's build
cache).

`--random N` draws N more builds for each clone and holds `gomodlint list --conditions`, evaluated in them, against
`gomodlint list`: which packages there are, their files, imports and test imports.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from gomodlint.cli.question import seen_in_every_build
from gomodlint.listing.package import FIELDS
from gomodlint.source.constraint import parse


class Build(NamedTuple):
    """A build configuration, and more flags of the go command."""

    goos: str
    goarch: str
    cgo: bool
    flags: tuple[str, ...] = ()

    @property
    def environ(self) -> dict[str, str]:
        return {"GOOS": self.goos, "GOARCH": self.goarch, "CGO_ENABLED": str(int(self.cgo))}

    def __str__(self) -> str:
        return " ".join([f"{self.goos}/{self.goarch}", *["cgo"] * self.cgo, *self.flags])


BUILDS = (
    Build("linux", "amd64", cgo=False),
    Build("linux", "amd64", cgo=True),
    Build("linux", "amd64", cgo=True, flags=("-race",)),
    Build("linux", "amd64", cgo=False, flags=("-tags=netgo,osusergo,integration,e2e",)),
    Build("linux", "arm64", cgo=True),
    Build("linux", "386", cgo=False),
    Build("windows", "amd64", cgo=False),
    Build("darwin", "arm64", cgo=True),
    Build("freebsd", "amd64", cgo=False),
    Build("android", "arm64", cgo=True),
    Build("illumos", "amd64", cgo=False),
    Build("js", "wasm", cgo=False),
    Build("wasip1", "wasm", cgo=False),
)


SYMBOLIC = {  # a field of `--conditions`, and those of `list` that say the same
    "GoFiles": ("GoFiles", "CgoFiles"),
    "TestGoFiles": ("TestGoFiles",),
    "XTestGoFiles": ("XTestGoFiles",),
    "Imports": ("Imports",),
    "TestImports": ("TestImports",),
    "XTestImports": ("XTestImports",),
}
LISTED = [name for names in SYMBOLIC.values() for name in names]


class Differ(NamedTuple):
    """What was compared, and where the two differ."""

    compared: int
    differences: list[str]


def main() -> None:
    """Compare, repository by repository; status 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("names", nargs="+")
    options = parser.parse_args()
    print(f"| repository | packages, in {len(BUILDS)} builds | differences | random builds | differences |")
    print("|---|--:|--:|--:|--:|")
    failed = False
    for name in options.names:
        with tempfile.TemporaryDirectory() as temporary:
            directory, environ = _place(options.repos, name, Path(temporary))
            exact = [compare(directory, build, environ) for build in BUILDS]
            drawn = pointwise(directory, environ, options.random) if options.random else Differ(0, [])
            os.chdir(Path(__file__).parent)
        wrong = [line for one in exact for line in one.differences]
        for line in (*wrong, *drawn.differences)[:20]:
            print(f"{name}: {line}", file=sys.stderr)
        compared = sum(one.compared for one in exact)
        print(f"| {name} | {compared:,} | {len(wrong)} | {drawn.compared} | {len(drawn.differences)} |", flush=True)
        failed = failed or bool(wrong or drawn.differences)
    sys.exit(failed)


def _place(repos: Path, name: str, temporary: Path) -> tuple[Path, dict[str, str]]:
    """Where a name's module is, and what its environment needs."""
    if name == "std":
        root = subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
        return Path(root) / "src", {}
    clone, _, modfile = name.partition(":")
    if not modfile:
        return repos / clone, {}
    copy = temporary / clone
    subprocess.run(["git", "clone", "-q", str(repos / clone), str(copy)], check=True)
    (copy / "go.mod").write_text((copy / modfile).read_text())  # Go wants one, and reads the other
    return copy, {"GOFLAGS": f"-modfile={modfile} -mod=vendor"}


def compare(directory: Path, build: Build, environ: dict[str, str]) -> Differ:
    """One build, all fields."""
    arguments = ["-e", "-deps", "-test", f"-json={','.join(FIELDS)}", *build.flags, "./..."]
    environ = environ | build.environ
    go = _packages(_run(["go", "list", *arguments], directory, environ))
    ours = _packages(_run([sys.executable, "-m", "gomodlint", "list", *arguments], directory, environ))
    found = []
    if [one["ImportPath"] for one in go] != [one["ImportPath"] for one in ours]:
        alone = {one["ImportPath"] for one in go} ^ {one["ImportPath"] for one in ours}
        found.append(f"{build}: packages or their order: {sorted(alone)[:5]}")
    known = {one["ImportPath"]: one for one in ours}
    for one in go:
        other = known.get(one["ImportPath"], {})
        wrong = [key for key in one.keys() | other.keys() if other and one.get(key) != other.get(key)]
        found += [
            f"{build}: {one['ImportPath']} {key}: {one.get(key)!r:.300} != {other.get(key)!r:.300}" for key in wrong
        ]
    return Differ(len(go), found)


def pointwise(directory: Path, environ: dict[str, str], number: int) -> Differ:
    """Random builds: what `--conditions` says, evaluated, against what `list` says there."""
    os.chdir(directory)
    os.environ.update(environ)
    universe = seen_in_every_build().universe
    command = [sys.executable, "-m", "gomodlint", "list"]
    modules = {_module(one) for one in _objects(_run([*command, "-e", "-json=Module", "./..."], directory, environ))}
    symbolic = list(_objects(_run([*command, "--conditions", "-json", "./..."], directory, environ)))
    symbolic = [one for one in symbolic if _module(one) in modules]  # it goes into nested modules, which list does not
    conditions = {"": universe.full, **{text: universe.evaluate(parse(text)) for text in _labels(symbolic)}}
    draw = random.Random(directory.name)  # noqa: S311
    found = []
    for _ in range(number):
        at = draw.choice(universe.configurations)
        tags = [tag for tag in universe.tags if draw.random() < 0.3]
        build = Build(at.goos, at.goarch, at.cgo, (f"-tags={','.join(tags)}",) if tags else ())
        point = universe.point(at.goos, at.goarch, at.cgo, tags)
        holds = {text for text, condition in conditions.items() if point(condition)}
        arguments = ["-e", f"-json={','.join(('ImportPath', 'Error', *LISTED))}", *build.flags, "./..."]
        listed = list(_objects(_run([*command, *arguments], directory, environ | build.environ)))
        there = {one["ImportPath"]: one for one in listed}
        for one in symbolic:
            other = there.pop(one["ImportPath"], {})
            if "Error" in other and "build constraints exclude" not in other["Error"]["Err"]:
                continue  # of a package that Go refuses there it lists what it read so far
            evaluated = _evaluated(one, holds)
            found += [
                f"{build}: {one['ImportPath']} {key}" for key in SYMBOLIC if evaluated[key] != _listed(other, key)
            ]
        found += [f"{build}: {path} is only in list" for path in there]
    return Differ(number, found)


def _module(one: dict[str, Any]) -> str:
    return str(one.get("Module", {}).get("Path", ""))


def _evaluated(one: dict[str, Any], holds: set[str]) -> dict[str, set[str]]:
    """Names of files and imports whose condition holds."""
    found: dict[str, set[str]] = {}
    for key in SYMBOLIC:
        name = "Name" if key.endswith("Files") else "ImportPath"
        found[key] = {entry[name] for entry in one.get(key, ()) if entry["Condition"] in holds}
    return found


def _listed(one: dict[str, Any], key: str) -> set[str]:
    """The same of `list`, where cgo files stand apart and their import of C is one."""
    return {name for part in SYMBOLIC[key] for name in one.get(part, ()) if name != "C"}


def _labels(symbolic: list[dict[str, Any]]) -> set[str]:
    entries = [entry for one in symbolic for key in SYMBOLIC for entry in one.get(key, ())]
    return {entry["Condition"] for entry in entries} - {""}


def _packages(text: str) -> list[dict[str, Any]]:
    found = list(_objects(text))
    for one in found:
        if one["ImportPath"].endswith(".test"):
            one["GoFiles"] = ["_testmain.go"]
    return found


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder, at, text = json.JSONDecoder(), 0, text.strip()
    while at < len(text):
        found, at = decoder.raw_decode(text, at)
        yield found
        while at < len(text) and text[at].isspace():
            at += 1


def _run(command: list[str], directory: Path, environ: dict[str, str]) -> str:
    here = {**os.environ, "GOTOOLCHAIN": "local", "GOPROXY": "off", **environ}
    return subprocess.run(command, cwd=directory, env=here, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    main()
