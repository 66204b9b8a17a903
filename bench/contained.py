"""Is what gomodlint.lock says of programs what real Go links? Prints a table in Markdown.

    python bench/contained.py --repos DIR [NAME...]

DIR is a folder of clones that bench/repositories.py made (with --download). Each is cloned once more and locked; in
each of the builds below, the packages that the lock names for a program, where its line's constraint holds, are to be
those of `go list -e -deps` that are neither of the main module nor internal to std, with cgo and unsafe marked. The
status is 1 where any differs. Builds in which a program is none are left out: a line says where a program that is there
has the package. (`runtime/cgo`, which Go adds where there is cgo, is not in the lock.)
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from builds import Build, objects, run
from repositories import clone_of

POLICY = '[build]\nports = ["all"]\ntags = ["*"]\ngo = "{go}"\n\n[rules.cycles]\nkind = "acyclic"\n'
FIELDS = "-json=ImportPath,Name,CgoFiles,Imports,Standard,Module"
PORTS = [("linux", "amd64"), ("linux", "386"), ("darwin", "arm64"), ("windows", "amd64"), ("freebsd", "amd64")]
BUILDS = [Build(goos, goarch, cgo) for goos, goarch in PORTS for cgo in (False, True)]
_UNIX: dict[str, list[str]] = {"windows": []}


class Line(NamedTuple):
    """What the lock says of one package in a program."""

    where: str
    marks: str

    def holds(self, build: Build) -> bool:
        """Whether the constraint holds, by Python's own `and`; all tags are off."""
        on = {build.goos, build.goarch, "gc", *(["cgo"] if build.cgo else []), *_UNIX.get(build.goos, ["unix"])}
        text = re.sub(r"[\w.]+", lambda word: str(word[0] in on), self.where or "always || !always")
        return bool(eval(text.replace("&&", " and ").replace("||", " or ").replace("!", " not ")))  # noqa: S307


def main() -> int:
    """Print the table; 1 if a lock says anything else than go list."""
    options = _options()
    print("| | programs | builds | packages in them | with cgo files | with unsafe | differences |")
    print(f"|{'---|' * 7}")
    same = [_row(name, clone_of(name, options.repos)) for name in options.names]
    return 0 if all(same) else 1


def _row(name: str, clone: Path) -> bool:
    packages = cgo = unsafe = 0
    differences = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        subprocess.run(["git", "clone", "-q", "--shared", str(clone), str(place)], check=True)
        release = run(["go", "env", "GOVERSION"], place, {}).out.strip().removeprefix("go")
        (place / "gomodlint.toml").write_text(POLICY.format(go=".".join(release.split(".")[:2])), encoding="utf-8")
        done = run([sys.executable, "-m", "gomodlint", "lock", "--update"], place, {})
        if done.status:
            raise SystemExit(done.err)
        programs = dict(_programs((place / "gomodlint.lock").read_text(encoding="utf-8")))
        for program, lines in programs.items():
            for build in BUILDS:
                linked = _linked(place, program, build)
                if linked is None:
                    continue
                locked = {path for path, line in lines.items() if line.holds(build)}
                marked = {mark: {path for path in locked if mark in lines[path].marks} for mark in ("cgo", "unsafe")}
                with_cgo = {path for path, one in linked.items() if one.get("CgoFiles") and not one.get("Standard")}
                with_unsafe = {
                    path
                    for path, one in linked.items()
                    if "unsafe" in one.get("Imports", ()) and not one.get("Standard")
                }
                found = (linked.keys() ^ locked) | (with_cgo - marked["cgo"]) | (with_unsafe - marked["unsafe"])
                differences += [f"{program} {build}: {path}" for path in sorted(found)]
                packages, cgo, unsafe = packages + len(linked), cgo + len(with_cgo), unsafe + len(with_unsafe)
    figures = [len(programs), len(BUILDS), packages, cgo, unsafe, len(differences)]
    print(f"| {name} | {' | '.join(f'{n:,}' for n in figures)} |", flush=True)
    for difference in differences[:20]:
        print(difference, file=sys.stderr)
    return not differences


def _programs(text: str) -> Iterator[tuple[str, dict[str, Line]]]:
    for block in f"\n{text}".split("\nmain ")[1:]:
        program, *rows = block.rstrip("\n").split("\n")
        fields = [[*row.split("\t"), "", "", ""] for row in rows]
        yield program.partition("\t")[0], {path: Line(where, marks) for _, path, where, _, marks, *_ in fields}


def _linked(place: Path, program: str, build: Build) -> dict[str, dict[str, Any]] | None:
    """Packages that go list names for a program in a build, as far as the lock has such; None where it is none."""
    done = run(["go", "list", "-e", "-deps", FIELDS, program], place, build.environ)
    found = {one["ImportPath"]: one for one in objects(done.out)}
    if program not in found:
        raise SystemExit(done.err)
    if found[program].get("Name") != "main":
        return None
    return {
        path: one
        for path, one in found.items()
        if not (one.get("Module") or {}).get("Main")
        and not (one.get("Standard") and (path == "runtime/cgo" or {"internal", "vendor"} & set(path.split("/"))))
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, metavar="DIR")
    parser.add_argument("names", nargs="*", metavar="NAME", default=["caddy", "etcd", "hugo", "prometheus"])
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
