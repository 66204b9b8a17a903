"""Chains that avoid some imports: what a cut has to meet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.graph.flow import Flow, smallest_cut
from gomodlint.graph.package import Graph

Import = tuple[int, int]  # importer, imported


class Link(NamedTuple):
    """One step of a chain: the import, and the file that stands for it ("" where files do not count)."""

    importer: int
    imported: int
    file: str


_Way = tuple[Link, "_Way | None"]  # the last step of a chain, and those before it


class Between:
    """The part of a graph that lies between some packages and others, with the imports that may be taken away.

    `tests`: the first import of a chain may stand in a test file. With `files` a step is one file's import, and what
    may be taken away is a file: then all its imports of a chain go.
    """

    def __init__(
        self,
        graph: Graph,
        universe: Universe,
        starts: Collection[int],
        targets: Collection[int],
        within: Condition,
        *,
        tests: bool = False,
        files: bool = False,
    ) -> None:
        self._graph = graph
        self._universe = universe
        self._starts = sorted(starts, key=lambda index: graph.packages[index].path)
        self._starts_set = frozenset(starts)
        self._targets = frozenset(targets)
        self._within = within
        self._tests = tests
        self._files = files
        self._steps: dict[int, list[tuple[int, str, Condition]]] = {}
        self._inside = self._between()

    def chain(self, removed: Collection[object]) -> list[Link] | None:
        """A shortest satisfiable chain without the removed imports (or files) from any start; None without one."""
        and_, or_, minus = self._universe.and_, self._universe.or_, self._universe.minus
        gone = frozenset(removed)
        seen: dict[int, Condition] = {}
        level: list[tuple[int, Condition, _Way | None]] = [(start, self._within, None) for start in self._starts]
        while level:
            following: dict[int, list[tuple[int, Condition, _Way | None]]] = {}
            for index, condition, way in level:
                for imported, file, edge in self._next(index, first=way is None):
                    if (file if self._files else (index, imported)) in gone:
                        continue
                    part = and_(condition, edge)
                    known = seen.get(imported, 0)
                    fresh = minus(part, known) if known else part
                    if not fresh:
                        continue
                    seen[imported] = or_(known, fresh)
                    longer = (Link(index, imported, file), way)
                    if imported in self._targets:
                        return _links(longer)
                    following.setdefault(imported, []).append((imported, fresh, longer))
            level = [one for found in following.values() for one in found]
        return None

    def smallest(self) -> Flow | None:
        """The smallest cut where all imports between the ends are in all builds asked about; None elsewhere."""
        if self._files or self._tests or not self._targets.isdisjoint(self._starts):
            return None
        implies, within = self._universe.implies, self._within
        for index in self._inside - self._targets:
            if not all(implies(within, edge) for _, _, edge in self._next(index, first=False)):
                return None
        packages = self._graph.packages
        return smallest_cut(
            self._starts,
            self._targets,
            lambda index: [imported for imported, _, _ in self._next(index, first=False)],
            lambda index: packages[index].origin == "own",
        )

    def removable(self, chain: Sequence[Link]) -> frozenset[object]:
        """What of a chain may be taken away: its imports (or files) in own packages."""
        own = [link for link in chain if self._graph.packages[link.importer].origin == "own"]
        return frozenset(link.file if self._files else (link.importer, link.imported) for link in own)

    def imports_of(self, element: object) -> Iterator[Import]:
        """The imports that an element stands for."""
        if isinstance(element, tuple):
            yield element
            return
        for index in self._inside:
            for imported, file, _ in self._next(index, first=index in self._starts_set):
                if file == element:
                    yield index, imported

    def reached(self, removed: Collection[object] = ()) -> dict[int, Condition]:
        """What the starts reach without the removed imports (or files), themselves left out, and where."""
        and_, or_, minus = self._universe.and_, self._universe.or_, self._universe.minus
        gone = frozenset(removed)
        found: dict[int, Condition] = {}
        for start in self._starts:  # their first imports may be their tests'
            for imported, edge in self._left(start, gone, first=True).items():
                found[imported] = or_(found.get(imported, 0), and_(self._within, edge))
        fresh = {index: condition for index, condition in found.items() if condition}
        found = dict(fresh)
        while fresh:
            index, news = fresh.popitem()
            for imported, edge in self._left(index, gone, first=False).items():
                part = news & edge if news >= 0 and edge >= 0 else and_(news, edge)
                known = found.get(imported, 0)
                added = minus(part, known) if known else part
                if added:
                    found[imported] = or_(known, added)
                    fresh[imported] = or_(fresh.get(imported, 0), added)
        return found

    def _left(self, index: int, gone: frozenset[object], *, first: bool) -> Mapping[int, Condition]:
        """The imports of a package without the removed ones."""
        edges = self._edges(index, first=first)
        if not gone or self._graph.packages[index].origin != "own":
            return edges
        if not self._files:
            return {imported: edge for imported, edge in edges.items() if (index, imported) not in gone}
        found: dict[int, Condition] = {}
        for imported in edges:
            for site in self._graph.sites(index, imported):
                if imported in self._inside and site.file in gone:
                    continue
                if site.kind == "production" or (first and self._tests):
                    found[imported] = self._universe.or_(found.get(imported, 0), site.condition)
        return found

    def _between(self) -> frozenset[int]:
        """Packages that some start reaches and that reach some target, under whatever condition."""
        packages = self._graph.packages
        forward = set(self._starts)
        waiting = list(self._starts)
        while waiting:
            index = waiting.pop()
            for imported in self._edges(index, first=index in self._starts_set):
                if imported not in forward:
                    forward.add(imported)
                    waiting.append(imported)
        importers = self._graph.importers()
        backward = set(self._targets)
        waiting = list(self._targets)
        while waiting:
            for importer in importers[waiting.pop()]:
                if importer in forward and importer not in backward and packages[importer].imports:
                    backward.add(importer)
                    waiting.append(importer)
        return frozenset((forward & backward) | set(self._starts))

    def _edges(self, index: int, *, first: bool) -> Mapping[int, Condition]:
        package = self._graph.packages[index]
        if not (first and self._tests):
            return package.imports
        found = dict(package.imports)
        for tests in (package.test_imports, package.external_test_imports):
            for imported, condition in tests.items():
                found[imported] = self._universe.or_(found.get(imported, 0), condition)
        return found

    def _next(self, index: int, *, first: bool) -> list[tuple[int, str, Condition]]:
        """The imports of a package that stay between the ends: imported, file, condition; by import path."""
        key = index if not (first and self._tests) else -1 - index
        known = self._steps.get(key)
        if known is None:
            edges = {i: c for i, c in self._edges(index, first=first).items() if c and i in self._inside and i != index}
            known = self._steps[key] = sorted(self._with_files(index, edges, first=first), key=self._order)
        return known

    def _order(self, step: tuple[int, str, Condition]) -> tuple[str, str]:
        return self._graph.packages[step[0]].path, step[1]

    def _with_files(
        self, index: int, edges: Mapping[int, Condition], *, first: bool
    ) -> Iterator[tuple[int, str, Condition]]:
        if not self._files or self._graph.packages[index].origin != "own":
            yield from ((imported, "", condition) for imported, condition in edges.items())
            return
        for imported in edges:
            for site in self._graph.sites(index, imported):
                if site.condition and (site.kind == "production" or (first and self._tests)):
                    yield imported, site.file, site.condition


def _links(way: _Way) -> list[Link]:
    found = []
    left: _Way | None = way
    while left is not None:
        found.append(left[0])
        left = left[1]
    return found[::-1]
