"""The standard library of a GOROOT on this machine, read with the same scanner as the user's own files."""

import os
import re
from collections.abc import Iterable, Iterator
from functools import reduce

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source import constraint, filename
from gomodlint.source.cgo import CGO_ENABLED
from gomodlint.source.constraint import ConstraintError, Expr
from gomodlint.source.directory import HeaderReader, SourceFile
from gomodlint.source.disk import DiskTree
from gomodlint.source.std_table import NEVER, Edge, StdPackage
from gomodlint.source.tree import Entry, TreeError

_VERSION = re.compile(r"\bgo([1-9][0-9]*\.[0-9]+(?:\.[0-9]+|[a-z]+[0-9]+)?)")
_NUMBER = re.compile(r"^const Version = ([0-9]+)$", re.MULTILINE)
_HINT = "set GOROOT to a Go installation (`go env GOROOT` says where yours is)"


class Goroot:
    """A GOROOT, an absolute directory. Raises NoVerdict if it, or later a file in it, cannot be read."""

    __slots__ = ("_entries", "_reader", "_src", "_tree", "version")

    def __init__(self, goroot: str) -> None:
        self._tree = DiskTree(goroot)
        self._src = f"{goroot}/src"
        self._reader = HeaderReader(self._tree)
        self._entries: dict[str, list[Entry]] = {}
        self.version = self._version(goroot)

    def paths(self) -> Iterator[str]:
        """All packages, by import path; the walk is that of the pattern `std`."""
        return iter(sorted(self._walk()))

    def has(self, path: str) -> bool:
        """Whether GOROOT/src has such a directory with Go files."""
        elements = path.split("/")
        if elements[0] in {"cmd", ""} or "." in elements[0] or not {"", ".", ".."}.isdisjoint(elements):
            return False
        return any(_is_go(entry) for entry in self._directory(path))

    def read(self, path: str) -> StdPackage:
        """One package; raises KeyError if std has none of that path, NoVerdict if its files cannot be read."""
        files = self._files(path, tests=False)
        where = {file.name: self._condition(path, file) for file in files}
        found: dict[str, list[Expr | None]] = {}
        for file in files:
            for name in file.header.imports.paths:
                found.setdefault(name, []).append(where[file.name])
        imports: list[Edge] = []
        for imported, conditions in sorted(found.items()):
            condition = _any(conditions)
            if condition != NEVER:
                imports.append((self._vendored(imported), condition))
        named = files or self._files(path, tests=True)
        names = [file.header.package for file in named]
        name = max(names, key=names.count).removesuffix("_test" if named[0].test else "")
        return StdPackage(name, _any(where.values()), tuple(imports))

    def listed(self, path: str) -> Expr | None:
        """Where the pattern `std` matches a package, tests included; raises KeyError and NoVerdict likewise."""
        if path == "builtin":  # GO: cmd/go/internal/modload/search.go, matchPackages
            return NEVER
        condition = _any([self._condition(path, file) for file in self._files(path, tests=True)])
        if path == "runtime/cgo":
            return CGO_ENABLED if condition is None else ("and", CGO_ENABLED, condition)
        return condition

    def _version(self, goroot: str) -> str:
        """The version, from VERSION; in a checkout of Go's own repository there is only the release's number."""
        if os.path.isfile(f"{goroot}/VERSION"):
            match = _VERSION.search(self._text(f"{goroot}/VERSION"))
            if match:
                return match[1]
        match = _NUMBER.search(self._text(f"{self._src}/internal/goversion/goversion.go"))
        if match:
            return f"1.{match[1]}"
        raise NoVerdict(Problem("cannot tell which Go version this is", f"{goroot}/VERSION", hint=_HINT))

    def _text(self, path: str) -> str:
        try:
            return self._tree.read(path).decode("utf-8", "replace")
        except TreeError as error:
            raise _unreadable(error) from error

    def _walk(self) -> Iterator[str]:
        waiting = [""]
        while waiting:
            path = waiting.pop()
            entries = self._directory(path)
            if path and any(entry.name == "go.mod" and entry.kind == "file" for entry in entries):
                continue  # another module
            if path and any(map(_is_go, entries)):
                yield path
            for entry in entries:
                if entry.kind == "dir" and entry.name[0] not in "._" and entry.name != "testdata":
                    below = f"{path}/{entry.name}" if path else entry.name
                    if below != "cmd":
                        waiting.append(below)

    def _directory(self, path: str) -> list[Entry]:
        """The entries of a directory below src; none if there is no such directory."""
        found = self._entries.get(path)
        if found is None:
            directory = f"{self._src}/{path}" if path else self._src
            if path and not os.path.isdir(directory):
                found = []
            else:
                try:
                    found = self._tree.entries(directory)
                except TreeError as error:
                    raise _unreadable(error) from error
            self._entries[path] = found
        return found

    def _files(self, path: str, *, tests: bool) -> tuple[SourceFile, ...]:
        if not self.has(path):
            raise KeyError(path)
        try:
            return self._reader.read(f"{self._src}/{path}", self._directory(path), tests=tests)
        except TreeError as error:
            raise _unreadable(error) from error

    def _condition(self, path: str, file: SourceFile) -> Expr | None:
        header = file.header
        place = f"{self._src}/{path}/{file.name}"
        if header.error is not None:
            raise NoVerdict(Problem(header.error.message, place, header.error.line, header.error.column, _HINT))
        if header.package == "documentation":
            return NEVER
        conditions = [filename.constraint(file.name)]
        if header.constraint:
            try:
                conditions.append(constraint.parse_header(header.constraint))
            except ConstraintError as error:
                raise NoVerdict(Problem(str(error), place, header.constraint_line, 1, _HINT)) from error
        if not file.test and "C" in header.imports.paths:
            conditions.append(CGO_ENABLED)
        needed = [condition for condition in conditions if condition is not None]
        return reduce(lambda left, right: ("and", left, right), needed) if needed else None

    def _vendored(self, imported: str) -> str:
        vendored = f"vendor/{imported}"
        return vendored if "." in imported.partition("/")[0] and self.has(vendored) else imported


def _is_go(entry: Entry) -> bool:
    return entry.kind == "file" and filename.is_go(entry.name)


def _any(conditions: Iterable[Expr | None]) -> Expr | None:
    """Where any of the conditions holds; None is always."""
    different = dict.fromkeys(conditions)
    if None in different:
        return None
    possible = [condition for condition in different if condition != NEVER]
    return possible[0] if len(possible) == 1 else ("or", *possible)


def _unreadable(error: TreeError) -> NoVerdict:
    return NoVerdict(Problem(f"cannot read: {error.reason}", error.path, hint=_HINT))
