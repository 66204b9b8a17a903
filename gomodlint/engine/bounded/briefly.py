"""Chains of very many pairs: what a few builds show, each gone through once from each importer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Label
from gomodlint.engine.bounded.shown import Shown
from gomodlint.engine.bounded.views import Views
from gomodlint.engine.look import Look
from gomodlint.finding import Witness
from gomodlint.graph.chain import Hop
from gomodlint.graph.package import FileKind, Package
from gomodlint.graph.reach import reach

Tree = dict[int, tuple[int, FileKind]]  # package -> who imports it on the shortest way, and by which files
GRAPHS: Final = 48  # builds that are gone through


class Briefly:
    """The way from some packages to others, in a few builds; and where there may be one at most, by no tags."""

    def __init__(self, seen: Look, views: Views, shown: Shown, *, tests: bool) -> None:
        self._seen = seen
        self._shown = shown
        *_, self._view = views
        self._tests = tests
        self._builds: list[Witness] | None = None
        self._trees: dict[tuple[Witness, int], Tree] = {}
        self._reached: dict[int, Mapping[int, Condition]] = {}

    def label(self, target: int, importer: Package) -> tuple[Label, Condition]:
        """Where there is a chain at most; 0 where there is none."""
        view = self._view
        if importer.index not in self._reached:
            packages = view.linked.graph.packages
            starts = {importer.index: view.within}
            found = reach(packages, view.universe, starts)
            for _, imports in self._firsts(packages[importer.index])[1:]:
                more = {first: edge & view.within for first, edge in imports.items() if first != importer.index}
                for index, condition in reach(packages, view.universe, more).items():
                    found[index] = found.get(index, 0) | condition
            self._reached[importer.index] = found
        holds = self._reached[importer.index].get(target, 0)
        text, _ = view.universe.at_most(holds, view.within)
        return Label(text, exact=False), holds

    def chain(self, target: int, importer: Package) -> tuple[tuple[Hop, ...], Witness] | None:
        """A chain with a build that has it; None where none of the builds does."""
        if self._builds is None:
            self._builds = [*self._shown.builds, *self._shown.picked(self._seen.within, GRAPHS)]
        for build in self._builds:
            tree = self._tree(build, importer)
            if target in tree:
                return self._hops(build, tree, target, importer.index), build
        return None

    def _firsts(self, package: Package) -> list[tuple[FileKind, Mapping[int, Condition]]]:
        found: list[tuple[FileKind, Mapping[int, Condition]]] = [("production", package.imports)]
        if self._tests:
            found += [("test", package.test_imports), ("external-test", package.external_test_imports)]
        return found

    def _tree(self, build: Witness, importer: Package) -> Tree:
        key = (build, importer.index)
        if key in self._trees:
            return self._trees[key]
        tree: Tree = {}
        self._trees[key] = tree
        graph = self._shown.graph(build)
        if graph is None:
            return tree
        level = [importer.index]
        while level:
            farther = []
            for index in level:
                package = graph.packages[index]
                firsts = self._firsts(package)[: None if index == importer.index else 1]
                for kind, imports in firsts:
                    for imported, condition in imports.items():
                        if condition and imported not in tree and imported != importer.index:
                            tree[imported] = index, kind
                            farther.append(imported)
            level = farther
        return tree

    def _hops(self, build: Witness, tree: Tree, target: int, start: int) -> tuple[Hop, ...]:
        packages = self._seen.linked.graph.packages
        hops = []
        at = target
        while at != start:
            importer, kind = tree[at]
            condition = dict(self._firsts(packages[importer])).get(kind, packages[importer].imports)[at]
            hops.append(Hop(importer, at, self._shown.site(build, importer, at, (kind,)), condition))
            at = importer
        return tuple(reversed(hops))
