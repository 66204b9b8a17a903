"""Answers `cut` whatever the bound: what cuts a wider graph cuts the exact one; chains of builds tell how few do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Final

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.engine import cut as exact
from gomodlint.engine.bounded.shown import Shown
from gomodlint.engine.bounded.views import Views
from gomodlint.engine.cut import ALONE, CANDIDATES, OTHERS, Cut, CutImport, names_of
from gomodlint.engine.look import Look
from gomodlint.finding import Witness
from gomodlint.graph.cut import Between, Link
from gomodlint.graph.hitting import alternatives, smallest_hitting_set, solve
from gomodlint.graph.package import FileKind, Package, Site
from gomodlint.graph.search import chains, forward

ROOM: Final = 100_000  # decision nodes for conditions of single chains
GRAPHS: Final = 16  # builds that have a graph, at most
SEARCHES: Final = 32  # for chains that a wider graph does not show
WALK: Final = 1_000  # steps of one
TESTS: Final[tuple[FileKind, ...]] = ("production", "test", "external-test")


def cut(
    seen: Look, importers: Sequence[Package], targets: Collection[int], *, tests: bool = False, files: bool = False
) -> Cut | None:
    """The cut between own packages and others, as `engine.cut` says it; None when there is nothing to cut.

    Where too little is known of exact conditions it may be larger than need be: `least` says how few may do.
    """
    graph = seen.linked.graph
    reached = forward(graph, *(package.index for package in importers), tests=tests)
    if not seen.loose and graph.wider.isdisjoint(reached):
        try:
            return exact.cut(seen, importers, targets, tests=tests, files=files)
        except TooManyTags:
            pass
    starts = [package.index for package in importers]
    for view in Views(seen):
        try:
            with seen.universe.aside(ROOM):
                return _Cutter(seen, view, starts, targets, tests=tests, files=files).cut()
        except TooManyTags:
            continue
    raise AssertionError("without tags there are no decision nodes")


class _Cutter:
    """One wider view, and the builds that tell which of its chains there are."""

    def __init__(
        self, seen: Look, view: Look, starts: Sequence[int], targets: Collection[int], *, tests: bool, files: bool
    ) -> None:
        self._seen = seen
        self._view = view
        self._starts = starts
        self._targets = frozenset(targets)
        self._tests = tests
        self._files = files
        self._wide = Between(view.linked.graph, view.universe, starts, targets, view.within, tests=tests, files=files)
        self._shown = Shown(seen)
        self._shown.most = min(self._shown.most, GRAPHS)
        self._betweens: dict[Witness, Between] = {}
        self._searches = 0
        self._real: list[frozenset[object]] = []
        self._is_sure = True

    def cut(self) -> Cut | None:
        answer, sets = smallest_hitting_set(self._find)
        if not answer.elements:
            return None
        least = answer.least
        if not self._is_sure:
            fewest = solve(self._real) if self._real else frozenset()
            least = min(len(fewest) if fewest is not None else 1, answer.weight)
        choices = [answer.elements]
        if answer.exact:
            choices = alternatives(self._find, sets, answer.weight, CANDIDATES) or choices
        for build in self._shown.picked(self._seen.within):
            self._between(build)
        before = self._wide.reached()

        def cost(elements: frozenset[object]) -> tuple[int, str]:
            return len(before.keys() - self._wide.reached(elements).keys()), str(sorted(map(str, elements)))

        best, *others = sorted(choices, key=cost)
        leaves, all_leave = self._leaves(best)
        return Cut(
            len(best),
            least,
            self._imports(best, alone=len(best) <= ALONE),
            leaves,
            tuple(self._imports(other, alone=False) for other in others[:OTHERS]),
            bounded=True,
            all_leave=all_leave,
        )

    def _find(self, removed: frozenset[object]) -> frozenset[object] | None:
        """What may go of a chain without the removed elements: of one that some build has, if one is found."""
        possible = self._wide.chain(removed)
        if possible is None:
            return None
        found = possible if self._is_real(possible) else self._real_chain(removed)
        if found is None:
            self._is_sure = False
            return self._wide.removable(possible)
        elements = self._wide.removable(found)
        self._real.append(elements)
        return elements

    def _is_real(self, chain: Sequence[Link]) -> bool:
        """Whether some build is found that has all of a chain."""
        universe = self._seen.universe
        try:
            whole = self._seen.within
            for number, link in enumerate(chain):
                whole = universe.and_(whole, self._condition(link, first=not number))
        except TooManyTags:
            return False

        def has(build: Witness) -> bool:
            return all(self._has(build, link, first=not number) for number, link in enumerate(chain))

        build = self._shown.first(whole, has)
        if build is not None:
            self._between(build)
        return build is not None

    def _kinds(self, *, first: bool) -> tuple[FileKind, ...]:
        return TESTS if first and self._tests else TESTS[:1]

    def _sites(self, link: Link, *, first: bool) -> Iterable[Site]:
        kinds = self._kinds(first=first)
        sites = self._seen.linked.graph.sites(link.importer, link.imported)
        return (site for site in sites if site.file == link.file and site.kind in kinds)

    def _condition(self, link: Link, *, first: bool) -> Condition:
        universe = self._seen.universe
        holds = 0
        if link.file:
            for site in self._sites(link, first=first):
                holds = universe.or_(holds, site.condition)
            return holds
        package = self._seen.linked.graph.packages[link.importer]
        kinds = [package.imports, package.test_imports, package.external_test_imports]
        for imports in kinds[: len(self._kinds(first=first))]:
            holds = universe.or_(holds, imports.get(link.imported, 0))
        return holds

    def _has(self, build: Witness, link: Link, *, first: bool) -> bool:
        if not link.file:
            return self._shown.has(build, link.importer, link.imported, self._kinds(first=first))
        package = self._seen.linked.graph.packages[link.importer]
        return any(self._shown.has_file(build, package, site.file) for site in self._sites(link, first=first))

    def _real_chain(self, removed: frozenset[object]) -> Sequence[Link] | None:
        """A chain without the removed elements that some build has."""
        for build in list(self._betweens):
            chain = self._betweens[build].chain(removed)
            if chain is not None:
                return chain
        if self._searches == SEARCHES:
            return None
        self._searches += 1
        for build in self._candidates(removed):
            between = self._between(build)
            chain = None if between is None else between.chain(removed)
            if chain is not None:
                return chain
        return None

    def _candidates(self, removed: frozenset[object]) -> list[Witness]:
        """Builds that have chains without the removed imports, of those that are found by walking deep."""
        graph, universe, within = self._seen.linked.graph, self._seen.universe, self._seen.within
        found = list(self._shown.picked(within))
        for start in self._starts:
            package = graph.packages[start]
            firsts = dict(package.imports)
            for imports in (package.test_imports, package.external_test_imports) if self._tests else ():
                firsts |= imports
            firsts = {imported: c for imported, c in firsts.items() if (start, imported) not in removed}
            for target in self._targets:
                walk = chains(graph, universe, firsts, target, frozenset(), within, WALK, removed)
                for condition in islice(walk, 1):
                    found += self._shown.picked(condition)
            if len(found) > GRAPHS:
                break
        return found

    def _between(self, build: Witness) -> Between | None:
        known = self._betweens.get(build)
        graph = self._shown.graph(build) if known is None else None
        if graph is not None:
            alone = self._shown.alone(build)
            known = self._betweens[build] = Between(
                graph, alone, self._starts, self._targets, alone.full, tests=self._tests, files=self._files
            )
        return known

    def _leaves(self, elements: frozenset[object]) -> tuple[tuple[str, ...], bool]:
        """What certainly leaves with some elements, and whether that is all."""
        before, after = self._wide.reached().keys(), self._wide.reached(elements).keys()
        sure_before = set[int]().union(*(between.reached() for between in self._betweens.values()))
        sure_after = set[int]().union(*(between.reached(elements) for between in self._betweens.values()))
        sure = names_of(self._view, sure_before - after)
        return sure, sure == names_of(self._view, before - sure_after)

    def _imports(self, elements: Collection[object], *, alone: bool) -> tuple[CutImport, ...]:
        graph = self._seen.linked.graph
        found = []
        for element in elements:
            leaves = self._leaves(frozenset([element]))[0] if alone else None
            for importer, imported in dict.fromkeys(self._wide.imports_of(element)):
                sites = [
                    site
                    for site in graph.sites(importer, imported)
                    if (site.kind == "production" or self._tests)
                    and site.condition
                    and (isinstance(element, tuple) or site.file == element)
                ]
                text, is_exact = self._label(importer, sites)
                paths = graph.packages[importer].path, graph.packages[imported].path
                found.append(CutImport(*paths, text, tuple(sites), leaves, is_exact))
        return tuple(sorted(found, key=lambda one: (one.importer, one.imported)))

    def _label(self, importer: int, sites: Sequence[Site]) -> tuple[str, bool]:
        """Where some of the lines are built, at most."""
        universe, within = self._seen.universe, self._seen.within
        try:
            condition = 0
            for site in sites:
                condition = universe.or_(condition, site.condition)
            label = universe.at_most(universe.and_(condition, within), within)
        except TooManyTags:
            return "", False
        return label.text, label.exact and not self._seen.loose and importer not in self._seen.linked.graph.wider
