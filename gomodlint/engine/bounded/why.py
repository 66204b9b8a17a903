"""Answers `why` whatever the bound: chains that some build has, and what is undecided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import nullcontext, suppress
from functools import cached_property
from heapq import merge
from itertools import islice
from typing import Final, NamedTuple

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.projection import Projection
from gomodlint.conditions.universe import Label
from gomodlint.engine import why as exact
from gomodlint.engine.bounded.briefly import Briefly
from gomodlint.engine.bounded.shown import Shown
from gomodlint.engine.bounded.views import Views
from gomodlint.engine.look import Look
from gomodlint.engine.why import Chain, Why
from gomodlint.finding import Witness
from gomodlint.graph.all_chains import Steps, all_chains
from gomodlint.graph.chain import Hop, built_in, chain_condition
from gomodlint.graph.package import FileKind, Package
from gomodlint.graph.search import backward, chains, distances_to, forward

ROOM: Final = 100_000  # decision nodes to look for chains one by one
ALONE: Final = 50_000  # decision nodes for another target, after one was too large
SEARCH: Final = 20_000  # steps to look for chains of one pair
TRIED: Final = 200  # chains that single builds are looked for
WALKS: Final = 4  # chains that are looked for, each first of all deep, where others were not found
WALK: Final = 2_000  # steps for them
HARD: Final = 8  # targets that are too large: what comes after them has a tenth of the room
MANY: Final = 16  # and after these a hundredth; pairs that are looked at for themselves
BETWEEN: Final = 200  # packages on the way with tags: with more of them, and more tags, a hundredth will not do
TAGS: Final = 16


class Answer(NamedTuple):
    """Pairs with a chain; and pairs of which it cannot be told, without chains: there is one at most where it says."""

    found: tuple[Why, ...]
    undecided: tuple[Why, ...]


def why(
    seen: Look, importers: Sequence[Package], targets: AbstractSet[int], most: int, *, tests: bool = False
) -> Answer:
    """For each importer and target with a chain: up to `most` chains, the shortest first. In order of import paths.

    `tests`: a chain may start with an import of the importer's test files.
    """
    asker = _Asker(seen, most, tests=tests)
    packages = seen.linked.graph.packages
    answers: list[Why] = []
    for target in sorted(targets, key=lambda index: (packages[index].path, index)):
        answers += asker.ask(target, [importer for importer in importers if importer.index != target])
    answers.sort(key=lambda one: (one.importer, one.imported))
    return Answer(tuple(one for one in answers if one.chains), tuple(one for one in answers if not one.chains))


class _Asker:
    def __init__(self, seen: Look, most: int, *, tests: bool) -> None:
        self._seen = seen
        self._most = most
        self._tests = tests
        self._views = Views(seen)
        self._shown = Shown(seen)
        self._forward: dict[int, set[int]] = {}
        self._briefly: Briefly | None = None
        self._failed = 0  # targets that are too large
        self._pairs = 0  # of which the exact answer is not known

    def ask(self, target: int, importers: Sequence[Package]) -> Iterator[Why]:
        """What is known of the way from each importer to a target."""
        seen = self._seen
        hard: list[Package] = []
        easy = list(importers)
        if not seen.exact:
            behind = backward(seen.linked.graph, target) if seen.linked.graph.wider else set()
            hard = [one for one in importers if seen.loose or self._is_wider(one, behind)]
            easy = [one for one in importers if one not in hard]
        if self._failed > MANY and easy:
            behind = backward(seen.linked.graph, target)
            hard += [one for one in easy if self._is_long(one, behind)]
            easy = [one for one in easy if one not in hard]
        room = ALONE if self._failed <= HARD else ALONE // 10 if self._failed <= MANY else ALONE // 100
        with seen.universe.aside(room) if self._failed else nullcontext():
            try:
                distances = exact.distances_to(seen, target) if easy else None
            except TooManyTags:
                distances = None
                self._failed += 1
            for importer in easy:
                try:
                    if distances is None:
                        hard.append(importer)
                        continue
                    found = exact.why(seen, distances, importer, self._most, tests=self._tests)
                except TooManyTags:
                    self._failed += 1
                    hard.append(importer)
                else:
                    yield from () if found is None else (found,)
        for importer in hard:
            self._pairs += 1
            yield from self._beyond(target, importer) if self._pairs <= MANY else self._of_many(target, importer)

    def _of_many(self, target: int, importer: Package) -> Iterator[Why]:
        """What a few builds tell."""
        if self._briefly is None:
            self._briefly = Briefly(self._seen, self._views, self._shown, tests=self._tests)
        label, holds = self._briefly.label(target, importer)
        if not holds:
            return
        found = self._briefly.chain(target, importer)
        shown: tuple[Chain, ...] = ()
        if found is not None:
            with self._seen.universe.aside(ROOM), suppress(TooManyTags):
                shown = (exact.chain_of(self._seen, *found),)
        path = self._seen.linked.graph.packages[target].path
        yield Why(importer.path, path, label.text, shown, more=False, exact=False, complete=False)

    def _is_wider(self, importer: Package, behind: AbstractSet[int]) -> bool:
        """Whether a package with wider conditions lies on the way."""
        return not self._seen.linked.graph.wider.isdisjoint(self._between(importer, behind))

    def _is_long(self, importer: Package, behind: AbstractSet[int]) -> bool:
        """Whether so much lies on the way that the exact answer is not worth a try."""
        between = self._between(importer, behind) & self._tags.keys()
        if len(between) <= BETWEEN:
            return False
        levels: set[int] = set()
        for index in between:
            levels |= self._tags[index]
            if len(levels) > TAGS:
                return True
        return False

    def _between(self, importer: Package, behind: AbstractSet[int]) -> set[int]:
        if importer.index not in self._forward:
            self._forward[importer.index] = forward(self._seen.linked.graph, importer.index, tests=self._tests)
        return self._forward[importer.index] & (behind | {importer.index})

    @cached_property
    def _tags(self) -> dict[int, set[int]]:
        """Packages whose imports hang on tags, with the levels of these; of each import the first tag."""
        split = self._seen.universe.split
        found: dict[int, set[int]] = {}
        for package in self._seen.linked.graph.packages:
            levels = {split(condition)[0] for condition in package.imports.values() if condition < 0}
            if levels:
                found[package.index] = levels
        return found

    def _beyond(self, target: int, importer: Package) -> Iterator[Why]:
        seen = self._seen
        graph, universe = seen.linked.graph, seen.universe
        near = distances_to(graph, target, frozenset())
        if target not in forward(graph, importer.index, tests=self._tests):
            return
        label, holds = self._label(target, importer)
        if not holds:
            return
        steps = Steps(SEARCH)
        found: list[Chain] = []
        with universe.aside(ROOM):
            ways = [all_chains(graph, universe, target, near, importer.index, seen.within, steps)]
            if self._tests:
                ways += [one for one, _, _ in exact.from_tests(seen, target, near, importer, steps)]
            for tried, hops in enumerate(merge(*ways, key=len), 1):
                chain = self._confirmed(hops)
                if chain is None:
                    steps.spent = True
                else:
                    found.append(chain)
                if len(found) > self._most:
                    break
                if tried == TRIED:
                    steps.spent = True
                    break
        found = found or list(islice(self._by_builds(target, importer, holds), 1))
        more = len(found) > self._most
        path = graph.packages[target].path
        shown, complete = tuple(found[: self._most]), not steps.spent
        yield Why(importer.path, path, label.text, shown, more, exact=False, complete=complete)

    def _label(self, target: int, importer: Package) -> tuple[Label, Condition]:
        """Where there is a chain at most: in words, and as a condition of the run's universe; 0 where there is none."""
        universe = self._seen.universe
        for view in self._views:
            try:
                distances = exact.distances_to(view, target)
                holds = distances.condition(importer.index)
                for imports in (importer.test_imports, importer.external_test_imports) if self._tests else ():
                    for first in imports:
                        edges = view.linked.graph.packages[importer.index]
                        edge = edges.test_imports.get(first, 0), edges.external_test_imports.get(first, 0)
                        part = view.universe.and_(view.universe.or_(*edge), distances.condition(first))
                        holds = view.universe.or_(holds, part)
                label = view.universe.at_most(holds, view.within)
            except TooManyTags:
                continue
            try:
                return label, Projection(view.universe, universe)(holds)
            except TooManyTags:
                return label, view.universe.anywhere(holds)
        raise AssertionError("without tags there are no decision nodes")

    def _confirmed(self, hops: tuple[Hop, ...]) -> Chain | None:
        """The chain with a build that has it; None where none is found."""
        seen = self._seen
        try:
            whole = chain_condition(seen.universe, hops, seen.within)
            if not seen.loose and seen.linked.graph.wider.isdisjoint(hop.importer for hop in hops):
                return exact.chain_of(seen, hops) if whole else None
            build = self._shown.first(whole, lambda at: self._has(at, hops))
            return None if build is None else exact.chain_of(seen, self._at(build, hops), build)
        except TooManyTags:
            return None

    def _has(self, build: Witness, hops: tuple[Hop, ...]) -> bool:
        return all(self._shown.has(build, hop.importer, hop.imported, _kinds(hop)) for hop in hops)

    def _at(self, build: Witness, hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
        """The same imports at places that the build has."""
        if self._seen.linked.graph.wider.isdisjoint(hop.importer for hop in hops):
            return built_in(self._seen.linked.graph, self._seen.universe, hops, build)
        return tuple(
            hop if hop.site is None
            else hop._replace(site=self._shown.site(build, hop.importer, hop.imported, _kinds(hop)))
            for hop in hops
        )  # fmt: skip

    def _by_builds(self, target: int, importer: Package, holds: Condition) -> Iterator[Chain]:
        """Chains that some builds have, each the shortest there."""
        seen = self._seen
        universe = seen.universe
        conditions: list[Condition] = []
        with universe.aside(ROOM):
            firsts = dict(importer.imports)
            for imports in (importer.test_imports, importer.external_test_imports) if self._tests else ():
                firsts |= {first: edge for first, edge in imports.items() if first != importer.index}
            walks = chains(seen.linked.graph, universe, firsts, target, frozenset(), seen.within, WALK)
            conditions += islice(walks, WALKS)
            with suppress(TooManyTags):
                conditions.append(universe.and_(holds, seen.within))
            builds = [build for c in (*conditions, holds, seen.within) for build in self._shown.picked(c)]
        for build in dict.fromkeys([*self._shown.builds, *builds]):
            graph = self._shown.graph(build)
            if graph is None:
                continue
            alone = self._shown.alone(build)
            there = seen._replace(universe=alone, linked=seen.linked._replace(graph=graph), within=alone.full, loose=())
            near = exact.distances_to(there, target).nearest()
            start = graph.packages[importer.index]
            ways = [all_chains(graph, alone, target, near, importer.index, alone.full)]
            if self._tests:
                ways += [one for one, _, _ in exact.from_tests(there, target, near, start)]
            hops = next(merge(*ways, key=len), None)
            if hops is None:
                continue
            here = tuple(hop._replace(condition=self._condition(hop)) for hop in hops)
            with universe.aside(ROOM):
                try:
                    yield exact.chain_of(seen, here, build)
                except TooManyTags:
                    continue

    def _condition(self, hop: Hop) -> Condition:
        """Of an import, as the run's universe knows it."""
        package = self._seen.linked.graph.packages[hop.importer]
        edges = {"production": package.imports, "test": package.test_imports}
        return edges.get(_kinds(hop)[0], package.external_test_imports)[hop.imported]


def _kinds(hop: Hop) -> tuple[FileKind, ...]:
    return ("production",) if hop.site is None else (hop.site.kind,)
