"""Shortest chains to a target: one breadth-first pass back from it serves every package that reaches it."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.finding import Witness
from gomodlint.graph.package import FileKind, Graph, Package, Site

PRODUCTION: frozenset[FileKind] = frozenset({"production"})


STEPS_KEPT = 1_000  # of chains to one target


class Hop(NamedTuple):
    """One import of a chain: indices of the two packages, the site of its import spec, the edge's condition."""

    importer: int
    imported: int
    site: Site | None  # None inside std, whose files are not read
    condition: Condition


class Distances:
    """How far each package is from a target, by condition: `layers[package]` is [(distance, condition), ...].

    The conditions of one package exclude each other: in each configuration there is one shortest distance.
    """

    __slots__ = ("_not_through", "_packages", "_steps", "_universe", "layers", "target")

    def __init__(
        self,
        packages: Sequence[Package],
        importers: Sequence[Sequence[int]],
        universe: Universe,
        target: int,
        *,
        within: Condition,
        not_through: Collection[int] = (),
        until: Mapping[int, Condition] | None = None,
    ) -> None:
        """`until`: no farther than to where each of these packages has a chain in some build of its condition."""
        self._packages = packages
        self._universe = universe
        self._not_through = not_through
        self._steps: dict[tuple[int, int, Condition], tuple[Hop, Condition]] = {}
        self.target = target
        self.layers: dict[int, list[tuple[int, Condition]]] = {target: [(0, within)]}
        self._measure(importers, within, None if until is None else {i: c for i, c in until.items() if c})

    def _measure(
        self, importers: Sequence[Sequence[int]], within: Condition, left: dict[int, Condition] | None
    ) -> None:
        universe, packages = self._universe, self._packages
        and_, or_, minus = universe.and_, universe.or_, universe.minus
        seen: dict[int, Condition] = {self.target: within}
        frontier: dict[int, Condition] = {self.target: within}
        distance = 0
        while frontier:
            if left is not None:
                for index in [index for index in left if and_(frontier.get(index, 0), left[index])]:
                    del left[index]
                if not left:
                    return
            distance += 1
            farther: dict[int, Condition] = {}
            for imported, condition in frontier.items():
                for importer in importers[imported]:
                    edge = packages[importer].imports[imported]
                    part = condition & edge if condition >= 0 and edge >= 0 else and_(condition, edge)
                    if not part:
                        continue
                    known = seen.get(importer)
                    if known is not None:
                        part = minus(part, known)
                        if not part:
                            continue
                    waiting = farther.get(importer)
                    farther[importer] = part if waiting is None else or_(waiting, part)
            frontier = {}
            for index, condition in farther.items():
                known = seen.get(index)
                seen[index] = condition if known is None else or_(known, condition)
                self.layers.setdefault(index, []).append((distance, condition))
                if index not in self._not_through:
                    frontier[index] = condition

    def passes(self, package: int) -> bool:
        """Whether a chain may lead on through `package`, or end there."""
        return package == self.target or package not in self._not_through

    def condition(self, package: int) -> Condition:
        """Where `package` reaches the target."""
        total = 0
        for _, condition in self.layers.get(package, ()):
            total = self._universe.or_(total, condition)
        return total

    def nearest(self) -> dict[int, int]:
        """How far the target is at least, from each package that reaches it."""
        return {index: layers[0][0] for index, layers in self.layers.items()}

    def chain(self, graph: Graph, package: int, within: Condition) -> tuple[Hop, ...]:
        """The shortest satisfiable chain from `package` to the target inside `within`; () when there is none."""
        and_ = self._universe.and_
        start = next(((d, c) for d, c in self.layers.get(package, ()) if and_(c, within)), None)
        if start is None:
            return ()
        distance, condition = start
        left = and_(condition, within)
        hops: list[Hop] = []
        while distance:
            hop, left = self._step(graph, package, distance, left)
            hops.append(hop)
            package = hop.imported
            distance -= 1
        return tuple(hops)

    def _step(self, graph: Graph, package: int, distance: int, left: Condition) -> tuple[Hop, Condition]:
        """The import that leads one nearer to the target, and what is left of `left` there; chains share their ends."""
        key = (package, distance, left)
        known = self._steps.get(key)
        if known is None:
            if len(self._steps) >= STEPS_KEPT:
                self._steps.clear()
            imported, after = self._next(package, distance, left)
            edge = self._packages[package].imports[imported]
            hop = Hop(package, imported, site_of(graph, self._universe, package, imported, after), edge)
            known = self._steps[key] = hop, after
        return known

    def _next(self, package: int, distance: int, left: Condition) -> tuple[int, Condition]:
        """The first package (by import path) that is one nearer to the target, and what is left of `left` there."""
        and_, packages, layers = self._universe.and_, self._packages, self.layers
        edges = packages[package].imports
        nearer = [
            (packages[imported].path, imported, condition)
            for imported in edges.keys() & layers.keys()
            for depth, condition in layers[imported]
            if depth == distance - 1 and self.passes(imported)
        ]
        for _, imported, condition in sorted(nearer):
            kept = and_(and_(left, edges[imported]), condition)
            if kept:
                return imported, kept
        raise AssertionError("a package in a layer has a next one in the layer below")


def site_of(
    graph: Graph,
    universe: Universe,
    importer: int,
    imported: int,
    within: Condition,
    kinds: Collection[FileKind] = PRODUCTION,
) -> Site | None:
    """The first import spec of `importer` that leads to `imported` under `within`; None inside std."""
    for site in graph.sites(importer, imported):
        if site.kind in kinds and universe.and_(site.condition, within):
            return site
    return None


def built_in(graph: Graph, universe: Universe, hops: Sequence[Hop], build: Witness) -> tuple[Hop, ...]:
    """The same imports, each at a place in a file of one build, in which they all exist.

    One import may stand in files of several ports: what is shown must be what that build has.
    """
    if all(hop.site is None or hop.site.condition == universe.full for hop in hops):
        return tuple(hops)
    holds = universe.point(build.goos, build.goarch, build.cgo, build.tags)
    found = []
    for hop in hops:
        site = hop.site
        if site is not None and not holds(site.condition):
            there = [s for s in graph.sites(hop.importer, hop.imported) if holds(s.condition)]
            kinds = PRODUCTION if site.kind == "production" else (site.kind, "test", "external-test")
            site = next((other for kind in kinds for other in there if other.kind == kind), site)
        found.append(hop._replace(site=site))
    return tuple(found)


def chain_condition(universe: Universe, hops: Sequence[Hop], within: Condition) -> Condition:
    """Where the whole chain exists: the conjunction of its edges."""
    for hop in hops:
        within = universe.and_(within, hop.condition)
    return within
