"""Is `gomodlint list` what `go list` says, on real repositories, in many builds? Prints a table in Markdown.

    python bench/exactness.py --repos DIR [--random N] [--modules GLOB] [NAME...]

DIR is a folder of clones that bench/repositories.py made, their modules vendored or downloaded; the name `std` stands
for the toolchain's own GOROOT/src with GOROOT/src/cmd. Every go.mod of a repository is a module of its own; with a
go.work, each is listed within the workspace too, and the workspace as a whole.

In each of the fixed builds, and N drawn ones for each module, both list `-e -deps -test -json=...` of `./...`:
packages, their order, every field, exit status and messages must be equal (but for the generated main file of a test,
which lies in Go's build cache).
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from builds import BUILDS, Build, every_build, objects, run
from repositories import NAMES, clone_of, modules, named

from gomodlint.listing.package import FIELDS


class Unit(NamedTuple):
    """One listing: where, with which variables, of what."""

    label: str
    directory: Path
    environ: dict[str, str]
    pattern: str = "./..."


class Differ(NamedTuple):
    """What was compared, and where the two differ."""

    compared: int
    differences: list[str]


def main() -> None:
    """Compare, repository by repository; status 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, default=os.environ.get("GOMODLINT_REPOS"))
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--modules", default="*", help="only the listings whose label matches")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*NAMES, "std"]))
    options = parser.parse_args()
    print("| repository | listings | builds each | packages | differences |")
    print("|---|--:|--:|--:|--:|")
    failed = False
    for name in options.names or [*NAMES, "std"]:
        with tempfile.TemporaryDirectory() as temporary:
            units = [
                u for u in units_of(name, options.repos, Path(temporary)) if fnmatch.fnmatch(u.label, options.modules)
            ]
            found = [listing for unit in units for listing in listings(unit, options.random)]
        wrong = [line for one in found for line in one.differences]
        for line in wrong[:40]:
            print(f"{name}: {line}", file=sys.stderr)
        each = len(BUILDS) + options.random
        print(f"| {name} | {len(units)} | {each} | {sum(one.compared for one in found):,} | {len(wrong)} |", flush=True)
        failed = failed or bool(wrong)
    sys.exit(failed)


def units_of(name: str, repos: Path, temporary: Path) -> Iterator[Unit]:
    """The listings of a repository: each module by itself, each within the workspace, and the workspace."""
    if name == "std":
        root = subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
        yield Unit("std", Path(root) / "src", {})
        yield Unit("cmd", Path(root) / "src" / "cmd", {})
        return
    clone, modfile = clone_of(name, repos), named(name).modfile
    for module in modules(clone):
        yield Unit(module, clone / module, {"GOWORK": "off"})
    if (clone / "go.work").exists():
        yield Unit("go.work", clone, {}, "work")
        for module in modules(clone):
            yield Unit(f"go.work: {module}", clone / module, {})
    if modfile:
        copy = temporary / name
        subprocess.run(["git", "clone", "-q", "--shared", str(clone), str(copy)], check=True)
        (copy / "go.mod").write_text((copy / modfile).read_text())  # Go wants one, and reads the other
        for path in (copy, *copy.rglob("*")):  # Go reads a directory with files of the last two seconds in another way
            os.utime(path, (1_700_000_000, 1_700_000_000), follow_symlinks=False)
        yield Unit(modfile, copy, {"GOFLAGS": f"-modfile={modfile} -mod=vendor", "GOWORK": "off"})


def listings(unit: Unit, number: int) -> Iterator[Differ]:
    """One unit in the fixed builds, and in some drawn ones."""
    for build in BUILDS:
        yield compare(unit, build)
    for build in every_build(unit.directory, unit.environ).drawn(number, unit.label) if number else ():
        yield compare(unit, build)


def compare(unit: Unit, build: Build) -> Differ:
    """One build, all fields."""
    arguments = ["-e", "-deps", "-test", f"-json={','.join(FIELDS)}", *build.flags, unit.pattern]
    environ = unit.environ | build.environ
    theirs = run(["go", "list", *arguments], unit.directory, environ)
    mine = run([sys.executable, "-m", "gomodlint", "list", *arguments], unit.directory, environ)
    go, ours = _packages(theirs.out), _packages(mine.out)
    where, found = f"{unit.label}: {build}", []
    if theirs.status != mine.status:
        found.append(f"{where}: exit status {theirs.status} != {mine.status}: {mine.err:.300}")
    if theirs.err.strip() != mine.err.strip():
        found.append(f"{where}: said {theirs.err!r:.300} != {mine.err!r:.300}")
    if [one["ImportPath"] for one in go] != [one["ImportPath"] for one in ours]:
        alone = {one["ImportPath"] for one in go} ^ {one["ImportPath"] for one in ours}
        found.append(f"{where}: packages or their order: {sorted(alone)[:5]}")
    known = {one["ImportPath"]: one for one in ours}
    for one in go:
        other = known.get(one["ImportPath"], {})
        wrong = [key for key in one.keys() | other.keys() if other and one.get(key) != other.get(key)]
        found += [
            f"{where}: {one['ImportPath']} {key}: {one.get(key)!r:.300} != {other.get(key)!r:.300}" for key in wrong
        ]
    return Differ(len(go), found)


def _packages(text: str) -> list[dict[str, Any]]:
    found = list(objects(text))
    for one in found:
        if one["ImportPath"].endswith(".test"):
            one["GoFiles"] = ["_testmain.go"]
    return found


if __name__ == "__main__":
    main()
