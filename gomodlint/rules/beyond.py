"""Rules beyond the bound: where exact conditions have too many decision nodes, an answer that is never wrong.

A rule that more imports can only break is asked of a wider graph, in which conditions are without most tags: what it
does not say there it would not say of the exact one. What it does say may be wrong. So builds are looked for in which
it is true, and the rule is asked of each by itself: there a condition is true or false. What no build shows, of those
that are tried, leaves the rule undecided.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

from gomodlint.conditions.diagram import MAX_NODES, TooManyTags
from gomodlint.conditions.projection import Projection
from gomodlint.conditions.universe import Label, Universe
from gomodlint.finding import Finding, Witness
from gomodlint.graph.chain import chain_condition
from gomodlint.graph.mapped import carried, projected
from gomodlint.graph.package import Graph
from gomodlint.graph.search import backward, forward
from gomodlint.policy.model import Policy, RuleException, RuleSettings
from gomodlint.rules.builds import Builds
from gomodlint.rules.possible import Possible, problem_of, widest
from gomodlint.rules.registry import rule
from gomodlint.rules.rule import Breach, Context
from gomodlint.rules.run import (
    Identity,
    Ruled,
    Told,
    context_for,
    exception_of,
    expired,
    finding_of,
    identity_of,
    made_by,
)

if TYPE_CHECKING:
    from gomodlint.cost.costs import Costs

ROOM: Final = 100_000  # decision nodes for all that is small
ALONE: Final = 50_000  # decision nodes for a rule by itself
WIDE: Final = 20_000  # decision nodes for a rule in a wider graph, or for one importer
KEPT_TAGS: Final = (16, 4, 0)  # in a wider graph, beside those that the rule itself names
HARD: Final = 8  # rules beyond the bound: what comes after them gets a tenth of the room
SEARCHED: Final = 256  # breaches that builds are looked for
IMPORTERS: Final = 32  # that are asked about one by one


class Beyond:
    """Rules of a policy over one graph, after the universe's bound was met."""

    def __init__(
        self, policy: Policy, graph: Graph, universe: Universe, today: datetime.date, base: Graph | None,
        costs: Costs | None,
    ) -> None:  # fmt: skip
        universe.allow(ROOM)
        self._policy = policy
        self._graph = graph
        self._universe = universe
        self._today = today
        self._base = base
        self._costs = costs
        # First of all: what comes later may use up the room.
        self._contexts = {
            settings.id: self._context(settings, graph, universe, base)
            for settings in policy.rules
            if settings.severity != "off"
        }
        self._apart: tuple[Universe, Graph, Graph | None] | None = None
        self._builds = Builds(graph, universe)
        self._hard = 0
        self._forward: dict[tuple[int, bool], set[int]] = {}
        self._backward: dict[int, set[int]] = {}

    def in_build(self, settings: RuleSettings, build: Witness) -> Iterator[Breach]:
        """What a rule says of one build; nothing where that build does not count for it."""
        return self._builds.breaches(self._contexts[settings.id], build)

    def ruled(self, settings: RuleSettings) -> Ruled:
        """What a rule finds: exactly where a universe of its own is enough for it, else by single builds."""
        try:
            exact, possible, excepted = self._exactly(settings)
        except TooManyTags:
            self._apart = None  # it has the nodes of what failed
            self._hard += 1
            possible, excepted = self._wider(settings)
            exact = self._one_by_one(settings, possible)
        confirmed = self._confirmed(settings, possible) if possible else {}
        left = [one for identity, one in possible.items() if identity not in confirmed]
        still_open = frozenset(possible.keys() - confirmed.keys())
        problem = problem_of(settings, left) if left else None
        return Ruled((*exact, *confirmed.values()), tuple(excepted), problem, still_open)

    def _exactly(self, settings: RuleSettings) -> tuple[list[Finding], dict[Identity, Possible], list[RuleException]]:
        """Findings; breaches that hang on a package whose conditions are wider. Raises TooManyTags."""
        self._contexts[settings.id].exactly()
        if self._apart is None:
            other = self._universe.fresh(MAX_NODES)
            graph = carried(self._graph, self._universe, other)
            base = None if self._base is None else carried(self._base, self._universe, other)
            self._apart = other, graph, base
        other, graph, base = self._apart
        other.allow(self._room(ALONE))
        context = self._context(settings, graph, other, base)
        context.exactly()
        carry = Projection(other, self._universe)
        findings: list[Finding] = []
        possible: dict[Identity, Possible] = {}
        excepted: list[RuleException] = []
        for breach in rule(settings.kind).check(context, settings.options):
            exception = exception_of(settings, breach)
            if exception is not None:
                excepted.append(exception)
                if exception.until is None or exception.until >= self._today:
                    continue
            if graph.wider and self._is_wider(settings, breach):
                breach = widest(context, breach)  # noqa: PLW2901
                holds = carry(breach.holds)
                label = other.at_most(breach.holds, context.counts)
                possible[identity_of(settings, breach)] = Possible(breach, label, holds)
                continue
            finding = finding_of(context, breach)._replace(holds=carry(breach.holds))
            findings.append(finding if exception is None else expired(finding, exception))
        if rule(settings.kind).missed and graph.wider:  # what seems to be imported may not be
            doubtful, _ = self._wider(settings)
            possible |= {i: one for i, one in doubtful.items() if self._is_wider(settings, one.breach)}
        return findings, possible, excepted

    def _one_by_one(self, settings: RuleSettings, possible: dict[Identity, Possible]) -> list[Finding]:
        """Findings of importers that reach little enough to be asked exactly, which are `possible` no more."""
        findings: list[Finding] = []
        if settings.kind == "acyclic":
            return findings
        importers = dict.fromkeys(one.breach.importer.index for one in possible.values())
        for index in islice((index for index in importers if index >= 0), IMPORTERS):
            reached = self._reached(index, settings)
            if not self._graph.wider.isdisjoint(reached):
                continue
            other = self._universe.fresh(MAX_NODES)
            try:
                graph = carried(self._graph, self._universe, other, reached)
                base = None if self._base is None else carried(self._base, self._universe, other)
                other.allow(self._room(WIDE))
                context = self._context(settings, graph, other, base)._replace(only=frozenset({index}))
                made, _ = self._made(context, Projection(other, self._universe))
            except TooManyTags:
                continue
            findings += made
            for identity in [i for i, one in possible.items() if one.breach.importer.index == index]:
                del possible[identity]
        return findings

    def _made(self, context: Context, carry: Projection) -> tuple[list[Finding], list[RuleException]]:
        """Exact findings in the run's universe. Raises TooManyTags."""
        findings, excepted = made_by(context, self._today)
        return [one._replace(holds=carry(one.holds)) for one in findings], excepted

    def _wider(self, settings: RuleSettings) -> tuple[dict[Identity, Possible], list[RuleException]]:
        """All that the rule can find, and perhaps more, exceptions left out."""
        for count in KEPT_TAGS if self._hard <= HARD else KEPT_TAGS[-1:]:
            try:
                return self._by_tags(settings, count)
            except TooManyTags:
                continue
        raise AssertionError("without tags there are no decision nodes")

    def _by_tags(self, settings: RuleSettings, count: int) -> tuple[dict[Identity, Possible], list[RuleException]]:
        universe = self._universe
        other = universe.fresh(MAX_NODES)
        keep = self._kept_tags(settings, count)
        missed = rule(settings.kind).missed
        graph = projected(self._graph, universe, other, keep, "imports" if missed else "")
        base = None if self._base is None else projected(self._base, universe, other, keep, "" if missed else "all")
        other.allow(self._room(WIDE))
        context = self._context(settings, graph, other, base)
        if not count:
            context = context._replace(within=other.anywhere(context.within), counts=other.anywhere(context.counts))
        possible: dict[Identity, Possible] = {}
        excepted: list[RuleException] = []
        carry = Projection(other, universe)
        for breach in rule(settings.kind).check(context, settings.options):
            exception = exception_of(settings, breach)
            if exception is not None:
                excepted.append(exception)
                if exception.until is None or exception.until >= self._today:
                    continue
            breach = widest(context, breach)  # noqa: PLW2901
            label = other.at_most(breach.holds, context.counts) if breach.holds else Label("never", exact=True)
            identity = identity_of(settings, breach)
            try:
                possible[identity] = Possible(breach, label, carry(breach.holds))
            except TooManyTags:
                possible[identity] = Possible(breach, label, other.anywhere(breach.holds))
        return possible, excepted

    def _kept_tags(self, settings: RuleSettings, count: int) -> frozenset[int]:
        """Levels of tags: those that the rule's builds hang on, and those that most imports name."""
        if not count:
            return frozenset()
        universe = self._universe
        own = {universe.split(c)[0] for c in universe.nodes_of(self._contexts[settings.id].within)}
        distinct = {c for package in self._graph.packages for c in package.imports.values() if c < 0}
        named = Counter(level for c in distinct for level in {universe.split(n)[0] for n in universe.nodes_of(c)})
        others = sorted((level for level in named if level not in own), key=lambda level: (-named[level], level))
        return frozenset(own | set(others[:count]))

    def _confirmed(self, settings: RuleSettings, possible: Mapping[Identity, Possible]) -> dict[Identity, Finding]:
        """What is true of `possible`, as far as single builds show it; and what else they show."""
        found: dict[Identity, Finding] = {}
        tried: set[Witness] = set()
        for identity, one in islice(possible.items(), SEARCHED):
            for build in self._builds.candidates(self._contexts[settings.id], one.breach, one.holds):
                if identity in found or len(tried) == self._builds.most:
                    break
                if build not in tried:
                    tried.add(build)
                    self._add(settings, possible, build, found)
        if settings.when is None:  # a rule over lines looks at every file, whatever its constraint
            for identity, one in possible.items():
                if identity not in found and one.breach.is_line:
                    told = Told(None, one.label, is_exact=not one.holds)
                    finding = finding_of(self._contexts[settings.id], one.breach._replace(holds=one.holds), told)
                    found[identity] = finding
        return found

    def _add(
        self, settings: RuleSettings, possible: Mapping[Identity, Possible], build: Witness,
        found: dict[Identity, Finding],
    ) -> None:  # fmt: skip
        """What one build shows."""
        context = self._contexts[settings.id]
        for breach in self._builds.breaches(context, build):
            shown = identity_of(settings, breach)
            if shown not in found and (breach.holds or not breach.is_line):
                named = self._builds.simplest(context, breach, build) if breach.chain else build
                finding = self._finding(settings, breach, possible.get(shown), named)
                if finding is not None:
                    found[shown] = finding

    def _finding(self, settings: RuleSettings, breach: Breach, one: Possible | None, build: Witness) -> Finding | None:
        """The finding of a breach that one build shows; None where an exception sets it aside."""
        exception = exception_of(settings, breach)
        if exception is not None and (exception.until is None or exception.until >= self._today):
            return None
        context = self._contexts[settings.id]
        universe = self._universe
        chain = self._builds.here(breach.chain)
        holds, label, is_exact = universe.anywhere(context.within), Label("", exact=False), False
        if one is not None:
            holds, label = one.holds, one.label
        level = getattr(settings.options, "level", "")
        if (
            settings.kind == "acyclic"
            and not context.loose
            and level == "package"
            and self._graph.wider.isdisjoint(hop.importer for hop in chain)
        ):
            try:  # a circle is what it is made of: however many there are, its own condition is small
                holds = chain_condition(universe, chain, context.within)
                label, is_exact = universe.at_most(holds, context.counts), True
            except TooManyTags:
                pass
        finding = finding_of(context, breach._replace(chain=chain, holds=holds), Told(build, label, is_exact))
        return finding if exception is None else expired(finding, exception)

    def _is_wider(self, settings: RuleSettings, breach: Breach) -> bool:
        """Whether what the rule says hangs on a package whose conditions are wider than they should be."""
        wider = self._graph.wider
        index = breach.importer.index
        if breach.is_line:
            return index in wider
        if index < 0:  # a line of go.mod
            return bool(wider)
        reached = self._reached(index, settings)
        target = breach.imported.index
        if settings.kind == "acyclic" or not breach.chain or breach.chain[-1].imported != target:
            return not wider.isdisjoint(reached)
        if target not in self._backward:
            self._backward[target] = backward(self._graph, target)
        return not wider.isdisjoint(reached & (self._backward[target] | {index}))

    def _room(self, nodes: int) -> int:
        return nodes if self._hard <= HARD else nodes // 10

    def _reached(self, index: int, settings: RuleSettings) -> set[int]:
        """What a package may import, by way of others, as far as the rule's scope goes."""
        tests = settings.scope != "production"
        if (index, tests) not in self._forward:
            self._forward[index, tests] = forward(self._graph, index, tests=tests)
        return self._forward[index, tests]

    def _context(self, settings: RuleSettings, graph: Graph, universe: Universe, base: Graph | None) -> Context:
        return context_for(self._policy, settings, graph, universe)._replace(base=base, costs=self._costs)
