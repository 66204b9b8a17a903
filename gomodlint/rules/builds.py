"""Single builds: what a rule says of one, which may show a breach, and which is the simplest that does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Final

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.simplest import simplest
from gomodlint.conditions.universe import Universe
from gomodlint.finding import Witness
from gomodlint.graph.chain import Hop, chain_condition
from gomodlint.graph.mapped import in_build, is_built
from gomodlint.graph.package import Graph
from gomodlint.graph.search import chains
from gomodlint.rules.registry import rule
from gomodlint.rules.rule import Breach, Context

IMPORTS: Final = 4_000_000  # looked at in single builds, for one rule
BUILDS: Final = (8, 64)  # at least and at most as many
CHAINS: Final = 4  # for one breach
SEARCH: Final = 1_000  # steps to find them
SEARCHES: Final = 16  # with as many; what comes after them has a tenth
ROOM: Final = 200_000  # decision nodes for that


class Builds:
    """The builds of one graph. A rule is known by its Context. `most` is how many may be tried for one rule."""

    def __init__(self, graph: Graph, universe: Universe) -> None:
        self._graph = graph
        self._universe = universe
        self._searched = 0
        imports = sum(len(package.imports) for package in graph.packages)
        self.most = min(max(IMPORTS // (imports + 1), BUILDS[0]), BUILDS[1])

    def breaches(self, context: Context, build: Witness) -> Iterator[Breach]:
        """What the rule says of one build; nothing where that build does not count for it."""
        universe = self._universe
        if not self._counts(context, build):
            return
        alone = universe.alone(build)
        graph = in_build(self._graph, universe, alone, build)
        base = None if context.base is None else in_build(context.base, universe, alone, build)
        context = context._replace(
            graph=graph,
            universe=alone,
            within=alone.full,
            counts=alone.full,
            base=base,
            sampled=True,
            loose=(),
        )
        yield from rule(context.settings.kind).check(context, context.settings.options)

    def _counts(self, context: Context, build: Witness) -> bool:
        """Whether a build is one of those that the rule asks about."""
        holds = self._universe.point(build.goos, build.goarch, build.cgo, build.tags)
        if not holds(context.within):
            return False
        alone = self._universe.alone(build) if context.loose else None
        return alone is None or all(alone.evaluate(expression) for expression in context.loose)

    def simplest(self, context: Context, breach: Breach, build: Witness) -> Witness:
        """A simpler build with the chain: of the first configuration, and without tags that it can do without."""
        universe = self._universe

        def has(at: Witness) -> bool:
            return self._counts(context, at) and is_built(self._graph, universe, breach.chain, at)

        return simplest(universe, build, has)

    def candidates(self, context: Context, breach: Breach, holds: Condition) -> list[Witness]:
        """Builds in which the breach may hold: those of chains first."""
        from random import Random  # no secret: other builds than the simplest, the same ones in every run

        universe = self._universe
        dice = Random(len(universe.tags))  # noqa: S311
        with universe.aside(ROOM):
            conditions = [*self._of_chains(context, breach), holds, context.within]
            with suppress(TooManyTags):
                conditions.insert(-2, universe.and_(holds, context.within))
            found = [
                build
                for condition in filter(None, dict.fromkeys(conditions))
                for build in (universe.witness(condition), *(universe.pick(condition, dice) for _ in range(2)))
            ]
        return list(dict.fromkeys(found))

    def _of_chains(self, context: Context, breach: Breach) -> Iterator[Condition]:
        """Conditions of the breach's chain, which may be 0, and of others between its ends."""
        if not breach.chain:
            return
        universe = self._universe
        chain = self.here(breach.chain)
        with suppress(TooManyTags):
            yield chain_condition(universe, chain, context.within)
        first = chain[0]
        firsts: Mapping[int, Condition] = {first.imported: first.condition}
        if chain[-1].imported != first.importer:
            package = self._graph.packages[first.importer]
            production = breach.specifier == "production"
            firsts = package.imports if production else {**package.external_test_imports, **package.test_imports}
        self._searched += 1
        steps = SEARCH if self._searched <= SEARCHES else SEARCH // 10
        search = chains(self._graph, universe, firsts, chain[-1].imported, breach.past, context.within, steps)
        yield from islice(search, CHAINS)

    def here(self, chain: tuple[Hop, ...]) -> tuple[Hop, ...]:
        """The same imports with their conditions in the run's universe."""
        packages = self._graph.packages
        found = []
        for number, hop in enumerate(chain):
            package = packages[hop.importer]
            edges = [package.imports, package.test_imports, package.external_test_imports]
            if number == 0 and hop.site is not None and hop.site.kind != "production":
                edges = edges[1:]
            condition = 0
            for imports in edges:
                condition = condition or imports.get(hop.imported, 0)
            found.append(hop._replace(condition=condition))
        return tuple(found)
