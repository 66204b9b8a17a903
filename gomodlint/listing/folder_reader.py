"""Directories under one configuration, each read once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from gomodlint.conditions.universe import Universe
from gomodlint.listing.configured import ConfiguredFiles
from gomodlint.listing.folder import Folder
from gomodlint.listing.reading import Reading
from gomodlint.source.constraint import ConstraintError
from gomodlint.source.directory import SourceFile
from gomodlint.source.tree import Tree

Index = Literal["none", "directory", "module"]  # what Go keeps of a package: nothing, its directory, its whole module


class FolderReader:
    """Reads directories; `indexed` is off where Go uses no index at all."""

    def __init__(
        self, tree: Tree, universe: Universe, *, cgo: bool, tags: Collection[str], release: int, indexed: bool
    ) -> None:
        self.tree = tree
        self._files = ConfiguredFiles(tree, universe, cgo=cgo, tags=tags, release=release)
        self._indexed = indexed
        self._folders: dict[tuple[str, bool], Folder] = {}

    def read(self, directory: str, index: Index = "none") -> Folder:
        """The directory, by the module index where Go has one of it, else as go/build reads it.

        An index of the directory alone is none where an entry is neither directory nor regular file.
        """
        entries = self.tree.entries(directory)
        indexed = index != "none" and self._indexed
        if index == "directory" and any(entry.link or entry.kind == "other" for entry in entries):
            indexed = False
        key = (directory, indexed)
        found = self._folders.get(key)
        if found is None:
            found = self._folders[key] = Reading(self._files, directory, indexed=indexed).run(entries, None)
        return found

    def scan(self, directory: str) -> tuple[list[str], list[str]] | None:
        """What the module loader reads: imports of files that are built, and of their tests; None if none is built.

        Source: Go's cmd/go/internal/imports/scan.go; unlike `read` it passes over files with errors.
        """
        imports: set[str] = set()
        test_imports: set[str] = set()
        count = 0
        for name, source in self._files.sources(directory, self.tree.entries(directory)).items():
            if not isinstance(source, SourceFile) or not self._files.named_for(name):
                continue
            specs = source.header.imports
            if not self._files.cgo and "cgo" not in self._files.tags and any(spec[0] == "C" for spec in specs):
                continue
            try:
                if not self._files.holds(source.header.constraint):
                    continue
            except ConstraintError:
                continue
            count += 1
            (test_imports if source.test else imports).update(spec[0] for spec in specs)
        return (sorted(imports), sorted(test_imports)) if count else None

    def read_files(self, directory: str, names: Collection[str]) -> Folder:
        """A package of files named on the command line: constraints do not count, but cgo does."""
        return Reading(self._files, directory, indexed=False).run(self.tree.entries(directory), names)
