"""Which circles of a wider graph some build has: the imports around them, and that build."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.engine.bounded.shown import Shown
from gomodlint.engine.cycles import Circle, steps_of
from gomodlint.engine.look import Look
from gomodlint.finding import Step, Witness
from gomodlint.graph.components import components
from gomodlint.graph.cycle import shortest_cycles
from gomodlint.graph.levels import Collapsed
from gomodlint.graph.package import FileKind
from gomodlint.graph.search import Firsts

Import = tuple[int, int, FileKind]  # importer, imported
Edge = tuple[int, int]  # of two groups
KEPT: Final = 50  # choices of imports around a circle that are followed
SEARCHES: Final = 32  # for circles that a wider graph does not show
WALK: Final = 2_000  # steps of one
GRAPHS: Final = 16  # builds that are looked at whole


class Real(NamedTuple):
    """A circle that a build has: its groups, one import for each step, and where all are built at most."""

    nodes: tuple[int, ...]
    imports: tuple[Import, ...]
    holds: Condition
    build: Witness


class Circles:
    """The circles of one collapsed graph, whose imports are those of a view."""

    def __init__(self, seen: Look, view: Look, collapsed: Collapsed, kinds: Sequence[FileKind]) -> None:
        self._seen = seen
        self._shown = Shown(seen)
        self._collapsed = collapsed
        self._imports = {
            step: [(a, b, kind) for a, b, c in found for kind in _kinds(view, a, b, c, kinds)]
            for step, found in collapsed.imports.items()
        }
        self._builds: dict[Witness, dict[int, dict[int, Condition]]] = {}
        self._searches = 0
        self.found: dict[tuple[int, ...], Real] = {}

    def real(self, nodes: tuple[int, ...]) -> Real | None:
        """A circle with a build that has it; None where none is found."""
        if nodes not in self.found:
            found = next(self._real(nodes), None)
            if found is None:
                return None
            self.found[nodes] = found
        return self.found[nodes]

    def another(self, component: Sequence[int], removed: Collection[Edge]) -> Real | None:
        """Some circle of a component, without some of its steps, that a build has."""
        for build in list(self._builds):
            found = self._in_build(component, removed, build)
            if found is not None:
                return found
        if self._searches == SEARCHES:
            return None
        self._searches += 1
        for build in self._candidates(component, removed):
            found = self._in_build(component, removed, build)
            if found is not None:
                return found
        return None

    def imports(self, step: Edge) -> Sequence[Import]:
        """The imports that a step between two groups stands for."""
        return self._imports[step]

    def circle(self, real: Real) -> Circle:
        """The circle in words. Where there are several ways around, it is not said in which builds there is one."""
        names = self._collapsed.names
        steps = tuple(self.step(one, real.build) for one in real.imports)
        around = tuple(names[node] for node in (*real.nodes, real.nodes[0]))
        if any(len(self._imports[step]) > 1 for step in steps_of(real.nodes)):
            return Circle(around, steps, "", exact=False)
        label = self._seen.universe.at_most(real.holds, self._seen.within)
        return Circle(around, steps, label.text, label.exact and all(step.exact for step in steps))

    def step(self, one: Import, build: Witness | None = None) -> Step:
        """An import in words, at a place that a build has, or at the first one."""
        seen = self._seen
        graph = seen.linked.graph
        importer, imported, kind = one
        if build is not None:
            site = self._shown.site(build, importer, imported, (kind,))
        else:
            sites = graph.sites(importer, imported)
            site = next((site for site in sites if site.kind == kind and site.condition), None)
        place = ("", 0, 0) if site is None else (site.file, site.line, site.column)
        label = seen.universe.at_most(self._condition(one), seen.within)
        exact = label.exact and not seen.loose and importer not in graph.wider
        return Step(graph.packages[importer].path, graph.packages[imported].path, *place, label.text, exact)

    def _real(self, nodes: tuple[int, ...]) -> Iterator[Real]:
        for imports, holds in self._ways(nodes):
            build = self._shown.first(holds, lambda at, imports=imports: self._has(at, imports))  # type: ignore[misc]
            if build is not None:
                yield Real(nodes, imports, holds, build)

    def _has(self, build: Witness, imports: Sequence[Import]) -> bool:
        return all(self._shown.has(build, importer, imported, (kind,)) for importer, imported, kind in imports)

    def _ways(self, nodes: tuple[int, ...]) -> list[tuple[tuple[Import, ...], Condition]]:
        """Imports around a circle whose conditions can hold together."""
        universe = self._seen.universe
        ways: list[tuple[tuple[Import, ...], Condition]] = [((), self._seen.within)]
        for step in steps_of(nodes):
            longer = []
            for imports, holds in ways:
                for one in self._imports[step]:
                    try:
                        part = universe.and_(holds, self._condition(one))
                    except TooManyTags:
                        continue
                    if part:
                        longer.append(((*imports, one), part))
            ways = longer[:KEPT]
        return ways

    def _condition(self, one: Import) -> Condition:
        importer, imported, kind = one
        package = self._seen.linked.graph.packages[importer]
        edges = {"production": package.imports, "test": package.test_imports}
        return edges.get(kind, package.external_test_imports).get(imported, 0)

    def _in_build(self, component: Sequence[int], removed: Collection[Edge], build: Witness) -> Real | None:
        """A circle of one build."""
        edges = self._edges(build)
        if edges is None:
            return None
        left = {a: {b: c for b, c in edges.get(a, {}).items() if (a, b) not in removed} for a in component}
        alone = self._shown.alone(build)
        for inner in components(component, left):
            for cycle in shortest_cycles(inner, left, alone, alone.full, self._collapsed.names.__getitem__):
                imports = tuple(
                    next(one for one in self._imports[step] if self._has(build, [one]))
                    for step in steps_of(cycle.nodes)
                )
                return Real(cycle.nodes, imports, self._holds(imports), build)
        return None

    def _holds(self, imports: Sequence[Import]) -> Condition:
        universe, holds = self._seen.universe, self._seen.within
        for one in imports:
            try:
                holds = universe.and_(holds, self._condition(one))
            except TooManyTags:
                return universe.anywhere(holds)
        return holds

    def _edges(self, build: Witness) -> dict[int, dict[int, Condition]] | None:
        known = self._builds.get(build)
        if known is None and len(self._builds) < GRAPHS and self._shown.counts(build):
            full = self._shown.alone(build).full
            known = self._builds[build] = {}
            for (a, b), found in self._imports.items():
                if any(self._has(build, [one]) for one in found):
                    known.setdefault(a, {})[b] = full
        return known

    def _candidates(self, component: Sequence[int], removed: Collection[Edge]) -> Iterator[Witness]:
        """Builds that may have a circle: those that a walk around finds first."""
        for start in islice(component, SEARCHES):
            for condition in islice(self._walks(component, removed, start), 1):
                yield from self._shown.picked(condition)
        yield from self._shown.picked(self._seen.within)

    def _walks(self, component: Sequence[int], removed: Collection[Edge], start: int) -> Iterator[Condition]:
        """Conditions of ways from a group back to itself, depth first."""
        universe = self._seen.universe
        inside = set(component)
        out: dict[int, list[tuple[int, Import]]] = {}
        for (a, b), found in self._imports.items():
            if a in inside and b in inside and (a, b) not in removed:
                out.setdefault(a, []).extend((b, one) for one in found)
        known: set[tuple[int, Condition]] = set()
        stack: list[tuple[int, Condition]] = [(start, self._seen.within)]
        for _ in range(WALK):
            if not stack:
                return
            node, holds = stack.pop()
            for to, one in out.get(node, ()):
                try:
                    part = universe.and_(holds, self._condition(one))
                except TooManyTags:
                    continue
                if not part or (to, part) in known:
                    continue
                if to == start:
                    yield part
                    continue
                known.add((to, part))
                stack.append((to, part))


def _kinds(view: Look, importer: int, imported: int, condition: Condition, kinds: Sequence[FileKind]) -> list[FileKind]:
    """Of which kind an import is that has a condition in a view."""
    package = view.linked.graph.packages[importer]
    edges: Mapping[FileKind, Firsts] = {
        "production": package.imports, "test": package.test_imports, "external-test": package.external_test_imports,
    }  # fmt: skip
    return [kind for kind in kinds if edges[kind].get(imported) == condition][:1]
