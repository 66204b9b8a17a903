"""What can have come to a program: what lies behind an import that has more builds than in base."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from gomodlint.conditions.diagram import TooManyTags
from gomodlint.engine.look import Look
from gomodlint.graph.grown import grown
from gomodlint.graph.package import Package
from gomodlint.graph.search import forward


class Growth(NamedTuple):
    """Imports, as indices, that have more builds; import paths that can therefore be reached in more."""

    imports: tuple[tuple[int, int], ...]
    paths: frozenset[str]


class Grower:
    """Compares one side with another; asked the other way round it tells what can have gone."""

    def __init__(self, side: Look, other: Look) -> None:
        self._side = side
        self._other = other
        self._there = {(package.build_list, package.path): package for package in other.linked.graph.packages}
        self._known: dict[int, set[str] | None] = {}

    def more(self, package: Package) -> set[str] | None:
        """The paths that a package imports in more builds; None where the other side does not have the package."""
        if package.index not in self._known:
            was = self._there.get((package.build_list, package.path))
            sides = self._side.linked.graph, self._other.linked.graph
            universe = self._side.universe
            self._known[package.index] = None if was is None else grown(universe, package, sides[0], was, sides[1])
        return self._known[package.index]

    def growth(self, starts: Collection[Package]) -> Growth:
        """What starts can have more of."""
        graph = self._side.linked.graph
        reached = forward(graph, *(start.index for start in starts), tests=False)
        imports = [
            (index, imported)
            for index in sorted(reached)
            for imported, condition in graph.packages[index].imports.items()
            if condition and self._is_more(graph.packages[index], graph.packages[imported].path)
        ]
        new = [*(imported for _, imported in imports), *(start.index for start in starts if self._starts_more(start))]
        behind = forward(graph, *new, tests=False)
        return Growth(tuple(imports), frozenset(graph.packages[index].path for index in behind))

    def _is_more(self, package: Package, path: str) -> bool:
        found = self.more(package)
        return found is None or path in found

    def _starts_more(self, start: Package) -> bool:
        """Whether a program may be one in more builds."""
        was = self._there.get((start.build_list, start.path))
        wider = start.index in self._side.linked.graph.wider
        if was is None or wider or was.index in self._other.linked.graph.wider:
            return was is None or "" in (self.more(start) or ())
        universe = self._side.universe
        try:
            return bool(universe.minus(start.main, was.main) or universe.minus(start.exists, was.exists))
        except TooManyTags:
            return True
