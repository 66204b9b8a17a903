"""On whose behalf Go looks for a package: its nearest importer (Go: modload/load.go, buildStacks)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from gomodlint.listing.folder_reader import FolderReader
from gomodlint.source.module import Module
from gomodlint.source.tree import TreeError


class Importer(NamedTuple):
    """A package, or its tests, that imports another; and the nearest main module on the way to it."""

    path: str
    version: str  # of its module
    test: bool
    main: Module | None


class Located(NamedTuple):
    """Where a package is."""

    directory: str
    module: Module | None


_Node = tuple[str, bool]  # import path, whether it is the package's tests


class Importers:
    """Looks, breadth first, through imports from the `roots`; nothing is looked at before it is asked for."""

    def __init__(self, reader: FolderReader, locate: Callable[[str], Located | None]) -> None:
        self._reader = reader
        self._locate = locate
        self._roots: Sequence[str] = ()
        self._tests = self._all = False
        self._found: dict[str, Importer] | None = None

    def start(self, roots: Sequence[str], *, tests: bool, everything: bool) -> None:
        """From these packages; with the tests of them, or those of the main modules (for `all`)."""
        self._roots, self._tests, self._all = roots, tests, everything
        self._found = None

    def of(self, path: str) -> Importer | None:
        """The nearest importer of a package; None for a root, and for what is not reached."""
        if self._found is None:
            self._found = {}
            self._search(self._found)
        return self._found.get(path)

    def _search(self, found: dict[str, Importer]) -> None:
        roots = set(self._roots)
        queue: list[tuple[_Node, Module | None]] = [((path, False), None) for path in dict.fromkeys(self._roots)]
        seen = set(roots)
        for (path, test), above in queue:
            located = self._locate(path)
            if located is None or located.module is None:
                continue  # missing; or std, which imports nothing else
            module = located.module
            main = module if module.main else above
            try:
                imports, test_imports = self._reader.scan(located.directory) or ([], [])
            except TreeError:
                continue
            for name in test_imports if test else imports:
                if name not in seen and name != "C":
                    seen.add(name)
                    found[name] = Importer(path, module.version, test, main)
                    queue.append(((name, False), main))
            if not test and test_imports and ((self._all and module.main) or (self._tests and path in roots)):
                queue.append(((path, True), main))

    def providers(self) -> set[tuple[str, str]]:
        """(path, version) of the modules that packages come from which the main modules need, or that are listed.

        Source: Go's modload/load.go (pkgInAll, pkgIsRoot) and buildlist.go (updatePrunedRoots): the module loader reads
        imports whatever else is wrong with a package.
        """
        found: set[tuple[str, str]] = set()
        roots = set(self._roots)
        queue = [(path, False, False) for path in dict.fromkeys(self._roots)]
        seen: set[tuple[str, bool, bool]] = set(queue)
        for path, test, needed in queue:
            located = self._locate(path)
            if located is None or located.module is None:
                continue
            module = located.module
            if not module.main:
                found.add((module.path, module.version))
                if not needed:
                    continue
            try:
                imports, test_imports = self._reader.scan(located.directory) or ([], [])
            except TreeError:
                continue
            further = [(name, False, True) for name in (test_imports if test else imports) if name != "C"]
            if not test and module.main and (self._all or (self._tests and path in roots)):
                further.append((path, True, True))
            for one in further:
                if one not in seen:
                    seen.add(one)
                    queue.append(one)
        return found
