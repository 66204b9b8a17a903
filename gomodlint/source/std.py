"""The standard library: which packages it has, what they import, and where.

`table` gives what is shipped for a Go release, the same on every machine; `from_goroot` reads a toolchain's own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal, Protocol

from gomodlint.source.constraint import Expr
from gomodlint.source.std_implicit import implicit_imports
from gomodlint.source.std_table import NEVER, NEWEST, OLDEST, Edge, ShippedTable, StdPackage

__all__ = ["NEVER", "NEWEST", "OLDEST", "Edge", "StdTable", "from_goroot", "implicit_imports", "release_for", "table"]

_VERSION: Final = re.compile(r"([1-9][0-9]*)\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?([a-z]+[0-9]+)?")  # GoVersionRE
_TOOLCHAIN: Final = re.compile(rf"go({_VERSION.pattern})([-+ ].*)?")


class StdSource(Protocol):
    """Where the facts come from: a shipped table, or a GOROOT."""

    version: str

    def paths(self) -> Iterator[str]:
        """All packages, in order of import path."""

    def has(self, path: str) -> bool:
        """Whether there are Go files in a package's directory."""

    def read(self, path: str) -> StdPackage:
        """One package; raises KeyError if there is none."""

    def listed(self, path: str) -> Expr | None:
        """Where the pattern `std` matches a package; raises KeyError if there is none."""


class StdTable:
    """The standard library of one Go release. Conditions are expressions; None is always, NEVER is never.

    Besides tags an expression may name `cgo.CGO_ENABLED`. Paths are as Go loads them, vendored ones with `vendor/`.
    """

    __slots__ = ("_known", "_source", "asked", "go", "source")

    def __init__(self, source: StdSource, origin: Literal["table", "goroot"], asked: str) -> None:
        self._source = source
        self._known: dict[str, StdPackage] = {}
        self.source = origin
        self.asked = asked  # the version that was asked for
        self.go = f"1.{_minor(source.version)}"  # the release, such as "1.26"

    @property
    def version(self) -> str:
        """The exact version of the toolchain whose standard library this is, such as "1.26.6"."""
        return self._source.version

    @property
    def exact(self) -> bool:
        """Whether this is the release that was asked for; else it is the nearest one there is a table for."""
        return _minor(self.asked) == _minor(self.go)

    def packages(self) -> tuple[str, ...]:
        """All packages by import path, vendored and internal ones too; without cmd."""
        return tuple(self._source.paths())

    def has(self, path: str) -> bool:
        """Whether std provides the import path: its directory has Go files, whatever their constraints."""
        return self._source.has(path)

    def name(self, path: str) -> str:
        """The package's name, most often the last element of its path; raises KeyError if std has no such package."""
        return self._package(path).name

    def exists(self, path: str) -> Expr | None:
        """Where the package has Go files besides tests; raises KeyError if std has no such package."""
        return self._package(path).exists

    def listed(self, path: str) -> Expr | None:
        """Where the pattern `std` matches the package, for whose tests alone too; raises KeyError likewise."""
        return self._source.listed(path)

    def imports(self, path: str) -> Sequence[Edge]:
        """What the package's non-test files import, without "C", in `go list`'s order; raises KeyError likewise."""
        return [edge for edge in self._package(path).imports if edge[0] != "C"]

    def uses_cgo(self, path: str) -> Expr | None:
        """Where the package has files that import "C", cgo being enabled; raises KeyError likewise."""
        return next((condition for imported, condition in self._package(path).imports if imported == "C"), NEVER)

    def implicit_imports(self, path: str) -> Sequence[Edge]:
        """What the go command adds to the package's imports for cgo and simd; raises KeyError likewise."""
        release = _minor(self.go)
        edges: list[Edge] = []
        for trigger, condition in self._package(path).imports:
            if trigger in {"C", "simd"}:
                added = implicit_imports(path, cgo=trigger == "C", simd=trigger == "simd", release=release)
                edges.extend((imported, _both(condition, where)) for imported, where in added)
        return edges

    def _package(self, path: str) -> StdPackage:
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._source.read(path)
        return found


_tables: dict[int, ShippedTable] = {}


def table(go: str) -> StdTable:
    """Return the shipped table for a Go version such as "1.26" or "1.26.3", or the nearest one (see StdTable.exact).

    Raises ValueError if `go` is not a Go version.
    """
    release = min(max(_minor(go), OLDEST), NEWEST)
    shipped = _tables.get(release)
    if shipped is None:
        shipped = _tables[release] = ShippedTable(release)
    return StdTable(shipped, "table", go)


def from_goroot(goroot: str) -> StdTable:
    """Return the standard library in a GOROOT (an absolute directory). Its files are read as they are asked for.

    Raises NoVerdict, here or later, if something there cannot be read.
    """
    from gomodlint.source.std_goroot import Goroot

    found = Goroot(goroot)
    return StdTable(found, "goroot", found.version)


def release_for(go_line: str, toolchain_line: str = "") -> str:
    """Return the release ("1.26") that a go.mod or go.work with these lines is built with; "" is a missing line.

    That is the newer of the two, as with GOTOOLCHAIN=auto (https://go.dev/doc/toolchain); without either, the newest
    release there is a table for. Raises ValueError if a line does not hold a Go version.
    """
    lines = [go_line] if go_line else []
    if toolchain_line not in {"", "default"}:
        match = _TOOLCHAIN.fullmatch(toolchain_line)
        if not match:
            raise ValueError(f'"{toolchain_line}" is not a Go toolchain such as go1.{NEWEST}.0')
        lines.append(match[1])
    return f"1.{max(map(_minor, lines), default=NEWEST)}"


def _minor(go: str) -> int:
    match = _VERSION.fullmatch(go)
    if not match:
        raise ValueError(f'"{go}" is not a Go version such as 1.{NEWEST}')
    if match[1] != "1" or len(match[2]) > 9:
        raise ValueError(f'"{go}" is not a release of Go 1')
    return int(match[2])


def _both(left: Expr | None, right: Expr | None) -> Expr | None:
    if left is None or right is None:
        return left if right is None else right
    return ("and", left, right)
