"""Base's graph, made from head's: only packages that differ are read and resolved anew."""

from __future__ import annotations

import copy
from collections.abc import Collection, Sequence

from gomodlint.graph.build import GROWTH, GraphBuilder
from gomodlint.graph.own import OwnDirectory
from gomodlint.graph.package import Graph, Origin, Package
from gomodlint.source.module import Resolved, is_in_repository


class GraphRebuilder(GraphBuilder):
    """A builder that begins with the other side's graph. Packages of both sides share what is the same."""

    def rebuild(
        self,
        other: Graph,
        directories: Collection[str],
        own: Sequence[OwnDirectory],
        gone: Collection[tuple[int, str]],
        *,
        resolve: bool,
    ) -> Graph:
        """The graph of this builder's Tree.

        `directories` are those in which Go files differ, `own` what own packages have in them on this side, and `gone`
        own packages (build list, import path) that only the other side has. `resolve`: import paths may lead elsewhere
        than on the other side. All else must be the same on both.
        """
        self._universe.growth = GROWTH
        self.graph.wider = set(other.wider)
        packages = self.graph.packages = list(other.packages)
        self.graph.lookup = [dict(lookup) for lookup in other.lookup]
        read = {(directory.build_list, directory.path): directory for directory in own}
        fill: list[tuple[Package, OwnDirectory]] = []
        for old in other.packages:
            mark = (old.build_list, old.path)
            directory = read.pop(mark, None) if old.subject else None
            if directory is not None:
                fill.append((self._own(old.index, directory), directory))
            elif old.subject and mark not in gone:
                continue
            elif resolve or old.directory in directories:
                new = self._again(old, directories, resolve=resolve)
                if new is not old:
                    packages[old.index] = new
        for directory in read.values():
            index = self.graph.lookup[directory.build_list].get(directory.path)
            fill.append((self._add_own(directory) if index is None else self._own(index, directory), directory))
        for package, directory in fill:
            self._fill_own(package, directory.files)
        self._follow()
        self._forget_unreached()
        return self.graph

    def reread(self, other: Graph, directories: Collection[str]) -> list[Package]:
        """The same Tree's graph after files of some directories changed: the same packages, with other imports.

        Returns those packages as they were.
        """
        self._universe.growth = GROWTH
        was = []
        self.graph.packages = list(other.packages)
        self.graph.lookup = [dict(lookup) for lookup in other.lookup]
        for old in other.packages:
            if old.directory in directories and old.origin in {"own", "third-party"} and old.directory:
                new = Package(old.index, old.build_list, old.path, old.directory, old.origin, old.module)
                new.subject = old.subject
                new.place = old.place
                self.graph.packages[old.index] = new
                was.append(old)
                self._fill_reached(new)
        self._follow()
        return was

    def _offer(self, package: Package) -> None:
        """Few are read, and what build lists have listed may be the other side's."""

    def _forget_unreached(self) -> None:
        """What only the other side imports is no package of this side."""
        packages = self.graph.packages
        reached = bytearray(len(packages))
        waiting = [package.index for package in packages if package.subject]
        for index in waiting:
            reached[index] = 1
        while waiting:
            package = packages[waiting.pop()]
            for imports in (package.imports, package.test_imports, package.external_test_imports):
                for index in imports:
                    if not reached[index]:
                        reached[index] = 1
                        waiting.append(index)
        for index, old in enumerate(packages):
            if not reached[index]:
                packages[index] = Package(index, old.build_list, old.path, "", "missing", None)

    def _own(self, index: int, directory: OwnDirectory) -> Package:
        """An own package in the place of the other side's."""
        new = Package(index, directory.build_list, directory.path, directory.directory, "own", directory.module)
        new.subject = True
        self.graph.packages[index] = new
        return new

    def _again(self, old: Package, directories: Collection[str], *, resolve: bool) -> Package:
        """A package where this side has it: the same object if it is the same package, of the same module."""
        if old.origin == "std":
            return old
        if not resolve:
            if old.origin == "missing" or not old.directory:
                return old
            return self._waits(Package(old.index, old.build_list, old.path, old.directory, old.origin, old.module))
        found = self._build_lists[old.build_list].resolve(old.path)
        origin = _origin(found)
        is_same = (origin, found.directory) == (old.origin, old.directory) and found.directory not in directories
        if is_same and found.directory:
            if found.module == old.module:
                return old
            same = copy.copy(old)
            same.module = found.module
            return same
        new = Package(old.index, old.build_list, found.path, found.directory, origin, found.module)
        if origin != "missing":
            return self._waits(new)
        new.problem = found.problem or "no package found"
        new.place = self._homes.place(old.path, found.module)
        return new

    def _waits(self, package: Package) -> Package:
        if package.origin == "third-party":
            package.place = self._homes.place(package.path, package.module)
        self._waiting.append(package)
        return package


def _origin(found: Resolved) -> Origin:
    if found.kind == "std":
        return "std"
    if found.kind == "locked":
        return "third-party"
    if found.kind in {"main", "module"}:
        return "own" if is_in_repository(found.directory) else "third-party"
    return "missing"
