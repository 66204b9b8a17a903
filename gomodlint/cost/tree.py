"""What leaves a program with each of its packages: own and exclusive cost, in one build.

The exclusive cost of a package is the sum over its subtree in the dominator tree of the import graph: what the program
would not run if nobody imported that package.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from gomodlint.conditions.release import release_number
from gomodlint.conditions.universe import Universe
from gomodlint.cost.record import IMPLICIT, Figures, PackageCost, Section
from gomodlint.graph.dominators import ROOT, dominators, from_above
from gomodlint.graph.package import Graph


class Weight(NamedTuple):
    """What goes with a package: allocations, bytes, packages (itself included); `unknown` of these have no figures."""

    allocs: int
    bytes: int
    packages: int
    unknown: int


class CostTree:
    """The packages that one program reaches in one build, with figures.

    `above` is the dominator tree: package to the last one that every way to it passes, dominators.ROOT for a root.
    `total` is what the program does before `main`, as far as figures go; `rest` of it is charged to no package: the
    runtime, and goroutines that inits start. `other_std`: the graph has the standard library of another release than
    the one that was measured.
    """

    __slots__ = (
        "_children",
        "above",
        "build",
        "exclusive",
        "graph",
        "importers",
        "main",
        "own",
        "rest",
        "section",
        "total",
    )

    def __init__(
        self,
        graph: Graph,
        main: str,
        roots: Collection[int],
        edges: Mapping[int, list[int]],
        section: Section,
        *,
        other_std: bool = False,
    ) -> None:
        self.graph = graph
        self.main = main
        self.section = section
        self.build = section.build
        self.above = dominators(roots, lambda index: edges.get(index, []))
        self.importers: dict[int, list[int]] = {}
        for importer in self.above:
            for imported in edges.get(importer, ()):
                self.importers.setdefault(imported, []).append(importer)
        costs, packages = section.packages, graph.packages
        self.own = {index: _own(costs.get(packages[index].path), main) for index in self.above}
        if other_std:
            self.own |= dict.fromkeys(self._only_there(), Figures(0, 0, 0))
        self.exclusive = self._sums()
        self.rest = _rest(section, main, {graph.packages[index].path for index in self.above} if other_std else None)
        known = [figures for figures in self.own.values() if figures is not None]
        self.total = Figures(
            self.rest.allocs + sum(figures.allocs for figures in known),
            self.rest.bytes + sum(figures.bytes for figures in known),
            0,
        )
        self._children: dict[int, list[int]] | None = None

    def _only_there(self) -> Iterator[int]:
        """Packages without figures that only std's own packages import: the release that was measured has none such."""
        for index, figures in self.own.items():
            importers = self.importers.get(index, ())
            if figures is None and all(self.graph.packages[one].origin == "std" for one in (index, *importers)):
                yield index

    def _sums(self) -> dict[int, Weight]:
        sums: dict[int, tuple[int, int, int, int]] = {}
        for index in self.above:
            own = self.own[index]
            sums[index] = (0, 0, 1, 1) if own is None else (own.allocs, own.bytes, 1, 0)
        for index in reversed(from_above(self.above)):
            parent = self.above[index]
            if parent != ROOT:
                a, b, c, d = sums[index]
                e, f, g, h = sums[parent]
                sums[parent] = (a + e, b + f, c + g, d + h)
        return {index: Weight._make(figures) for index, figures in sums.items()}

    def edge(self, importer: int, imported: int) -> Weight:
        """What would go if this import went: all that is exclusive to the package, unless another imports it too."""
        if self.importers.get(imported) == [importer]:
            return self.exclusive[imported]
        return Weight(0, 0, 0, 0)

    def children(self, index: int) -> list[int]:
        """The packages that a package alone leads to, and no other one in between."""
        if self._children is None:
            self._children = {}
            for package, parent in self.above.items():
                self._children.setdefault(parent, []).append(package)
        return self._children.get(index, [])

    def heaviest_way(self, index: int, share: float = 0.5) -> list[int]:
        """From a package down the dominator tree to the one that most of its exclusive cost comes from.

        `share`: each step is to a package with more than that part of what the step before it has.
        """
        way = [index]
        while True:
            here = self.exclusive[way[-1]]
            below = max(self.children(way[-1]), key=lambda child: (self.size(child), -child), default=None)
            if below is None or self.size(below) <= share * max(here.bytes, 256 * here.allocs):
                return way
            way.append(below)

    def size(self, index: int) -> int:
        """The larger of exclusive bytes and 256 for each allocation: to say which of two packages is heavier."""
        weight = self.exclusive[index]
        return max(weight.bytes, 256 * weight.allocs)


def point_edges(graph: Graph, holds: Callable[[int], bool]) -> dict[int, list[int]]:
    """Production imports that exist in one build, by importer."""
    return {
        package.index: [imported for imported, condition in package.imports.items() if holds(condition)]
        for package in graph.packages
        if package.imports
    }


def trees(graph: Graph, universe: Universe, section: Section) -> list[CostTree]:
    """A tree for each measured program that is in the graph, in order of import path.

    A probe, which stands for a module without programs, imports all packages of its module. Raises ValueError, in
    words, if the section's build is none of the universe's.
    """
    build = section.build
    holds = universe.point(build.goos, build.goarch, build.cgo, build.tags)
    edges = point_edges(graph, holds)
    other_std = universe.release != release_number(build.minor.removeprefix("go"))
    found: list[CostTree] = []
    for name in sorted(section.mains):
        if section.mode == "probe":
            roots = [p.index for p in graph.subjects() if p.module and p.module.path == name and holds(p.exists)]
        else:
            roots = [p.index for p in graph.subjects() if p.path == name and holds(p.main)]
        if roots:
            found.append(CostTree(graph, name, roots, edges, section, other_std=other_std))
    return found


def _rest(section: Section, main: str, reached: Collection[str] | None) -> Figures:
    """What a program did beside the packages that its imports lead to, or led to when it was measured.

    With `reached`, packages of std that are not among these are internals of the release that was measured.
    """
    measured = section.mains[main].total
    allocs = size = 0
    for path, cost in section.packages.items():
        one = cost.by_main.get(main)
        inside = cost.source != IMPLICIT and (reached is None or path in reached or not cost.source.startswith("go1."))
        if one is not None and inside:
            allocs += one.allocs
            size += one.bytes
    return Figures(max(0, measured.allocs - allocs), max(0, measured.bytes - size), 0)


def _own(cost: PackageCost | None, main: str) -> Figures | None:
    if cost is None:
        return None
    return cost.by_main.get(main) or cost.worst
