"""The shipped tables of the standard library: one text file for each Go release, in `std_tables/`.

`bench/std_tables.py` writes them from real GOROOTs. After the comment lines and the Go version there is a paragraph of
conditions, in the spelling of `//go:build` lines, with the word `C` for "cgo is enabled"; then one line for each
directory of GOROOT/src (without cmd) that holds Go files, test files included:

    PATH [=NAME] [EXISTS [LISTED]]:IMPORT IMPORT ...|CONDITION IMPORT ...|CONDITION IMPORT ...

A condition is the number of a line above, from 0, or `+` (always) or `-` (never). EXISTS (default `+`) is where the
package has Go files besides tests, LISTED (default: EXISTS) where the pattern `std` matches it. Imports are those of
non-test files, with `vendor/` in front where Go finds them there; those before the first `|` hold always.
Each group is in order of the paths without `vendor/`.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from gomodlint.source import constraint
from gomodlint.source.cgo import CGO_ENABLED
from gomodlint.source.constraint import Expr

OLDEST: Final = 21
NEWEST: Final = 27

NEVER: Final[Expr] = ("or",)
CGO_GATE: Final = "C"  # the word for CGO_ENABLED in a table; no constraint of std names such a tag

Edge = tuple[str, Expr | None]  # an imported package's path, and where it is imported; None: always


class StdPackage(NamedTuple):
    """A directory of GOROOT/src. Conditions: None is always, NEVER is never."""

    name: str  # of its package clauses
    exists: Expr | None  # where it has Go files besides tests
    imports: tuple[Edge, ...]  # of non-test files, "C" included, in the order of `go list`


class ShippedTable:
    """The table of one release. Lines are decoded when they are asked for."""

    __slots__ = ("_conditions", "_exprs", "_lines", "version")

    def __init__(self, release: int) -> None:
        head, conditions, lines = _read(release).split("\n\n")
        self.version = head.rpartition("\n")[2]  # of the toolchain that the table was made from
        self._conditions = conditions.split("\n")
        self._exprs: dict[str, Expr | None] = {"+": None, "-": NEVER}
        self._lines: dict[str, str] = {}
        for line in lines.split("\n"):
            path = line[: line.find(":")].partition(" ")[0]
            if path:
                self._lines[path] = line

    def paths(self) -> Iterator[str]:
        """All packages, by import path."""
        return iter(self._lines)

    def has(self, path: str) -> bool:
        """Whether GOROOT/src has such a directory with Go files."""
        return path in self._lines

    def read(self, path: str) -> StdPackage:
        """One package; raises KeyError if std has none of that path."""
        name, conditions, imports = self._split(path)
        always, *groups = imports.split("|")
        edges: list[Edge] = [(imported, None) for imported in always.split()]
        for group in groups:
            number, *paths = group.split(" ")
            expr = self._expr(number)
            edges.extend((imported, expr) for imported in paths)
        if groups:
            edges.sort(key=lambda edge: edge[0].removeprefix("vendor/"))
        return StdPackage(name, self._expr(conditions[0]), tuple(edges))

    def listed(self, path: str) -> Expr | None:
        """Where the pattern `std` matches a package, tests included; raises KeyError likewise."""
        return self._expr(self._split(path)[1][-1])

    def _split(self, path: str) -> tuple[str, list[str], str]:
        marks, _, imports = self._lines[path].partition(":")
        conditions = marks.split(" ")[1:]
        name = conditions.pop(0)[1:] if conditions and conditions[0][0] == "=" else path.rpartition("/")[2]
        return name, conditions or ["+"], imports

    def _expr(self, number: str) -> Expr | None:
        found = self._exprs.get(number, NEVER)
        if found is NEVER and number != "-":
            found = self._exprs[number] = _parse(self._conditions[int(number)])
        return found


def _read(release: int) -> str:
    # Not `open`: gomodlint may run from a zip file.
    directory = __file__.rpartition("std_table")[0]
    loader = __spec__.loader
    data: bytes = loader.get_data(f"{directory}std_tables/go1.{release}.txt")  # type: ignore[union-attr]
    return data.decode("ascii")


def _parse(text: str) -> Expr:
    expr = constraint.parse(text)
    return _with_gate(expr) if CGO_GATE in text else expr


def _with_gate(expr: Expr) -> Expr:
    if expr[0] == "tag":
        return CGO_ENABLED if expr[1] == CGO_GATE else expr
    return (expr[0], *map(_with_gate, expr[1:]))
