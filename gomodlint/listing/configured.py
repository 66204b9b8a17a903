"""Go files under one configuration: their headers, and whether their names and constraints hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gomodlint.conditions.universe import Universe
from gomodlint.source import constraint, filename
from gomodlint.source.constraint import ConstraintError
from gomodlint.source.directory import HEADER_LIMIT, HeaderReader, SourceFile
from gomodlint.source.limits import GO_FILE
from gomodlint.source.tree import Entry, Tree, TreeError


class ConfiguredFiles:
    """Reads files under one configuration. Headers are read once, whatever asks for them."""

    def __init__(self, tree: Tree, universe: Universe, *, cgo: bool, tags: Collection[str], release: int) -> None:
        self.tree = tree
        self.tags = tags
        self.cgo = cgo
        self.release = release  # the minor version of the toolchain
        self._universe = universe
        self._headers = HeaderReader(tree)
        self._matches: dict[str, bool | ConstraintError] = {}

    def sources(self, directory: str, entries: Sequence[Entry]) -> dict[str, SourceFile | str]:
        """The headers of a directory's Go files, or why one cannot be opened."""
        try:
            return {file.name: file for file in self._headers.read_directory(directory, entries, tests=True)}
        except TreeError:
            pass
        found: dict[str, SourceFile | str] = {}
        for entry in entries:
            try:
                found |= {file.name: file for file in self._headers.read(directory, [entry], tests=True)}
            except TreeError as error:
                found[entry.name] = error.reason
        return found

    def text(self, path: str) -> bytes:
        """A whole file. Raises TreeError."""
        return self.tree.read(path, most=GO_FILE)

    def beginning(self, path: str) -> bytes:
        """As much of a file as a header may have; empty when it cannot be read."""
        try:
            return self.tree.read(path, HEADER_LIMIT)
        except TreeError:
            return b""

    def named_for(self, name: str) -> bool:
        """Whether the configuration takes a file of this name."""
        expression = filename.constraint(name)
        return expression is None or bool(self._universe.evaluate(expression))

    def holds(self, text: str) -> bool:
        """Whether a header's constraint holds; raises ConstraintError for one that Go cannot read."""
        if not text:
            return True
        known = self._matches.get(text)
        if known is None:
            try:
                known = bool(self._universe.evaluate(constraint.parse_header(text)))
            except ConstraintError as error:
                known = error
            self._matches[text] = known
        if isinstance(known, ConstraintError):
            raise known
        return known
