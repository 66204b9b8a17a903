"""Answers `cycles` whatever the bound: circles that some build has, what breaks them all, and what is undecided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from gomodlint.conditions.diagram import TooManyTags
from gomodlint.engine import cycles as exact
from gomodlint.engine.bounded.circles import Circles
from gomodlint.engine.bounded.views import Views
from gomodlint.engine.cycles import DENSE, SHOWN, Break, Group, Level, steps_of
from gomodlint.engine.look import Look
from gomodlint.graph.components import components
from gomodlint.graph.cycle import shortest_cycles
from gomodlint.graph.feedback import feedback
from gomodlint.graph.hitting import smallest_hitting_set, solve
from gomodlint.graph.levels import Collapsed
from gomodlint.graph.package import FileKind

ROOM: Final = 100_000  # decision nodes for conditions of single circles
ALONE: Final = 50_000  # decision nodes for another group, after one was too large
Edge = tuple[int, int]


class Answer(NamedTuple):
    """Groups on circles that some build has; and members of others, of which it cannot be told."""

    found: tuple[Group, ...]
    undecided: tuple[tuple[str, ...], ...]


def cycles(seen: Look, level: Level, *, tests: bool = False) -> Answer:
    """Every group that lies on cycles, the largest first, as `engine.cycles` says it."""
    if seen.exact:
        try:
            return Answer(tuple(exact.cycles(seen, level, tests=tests)), ())
        except TooManyTags:
            pass
    views = Views(seen)
    found: list[Group] = []
    undecided: list[tuple[str, ...]] = []
    for groups in exact.groupings(seen, level):
        for view in views:
            try:
                collapsed = exact.collapsed_by(view, level, groups, tests=tests)
                break
            except TooManyTags:
                continue
        for component in components(range(len(collapsed.names)), collapsed.edges):
            answer: Group | tuple[str, ...] | None
            try:
                answer = _exactly(seen, level, groups, component, tests=tests)
            except TooManyTags:
                answer = _beyond(seen, views, level, groups, component, tests=tests)
            if isinstance(answer, Group):
                found.append(answer)
            elif answer is not None:
                undecided.append(answer)
    return Answer(tuple(exact.in_order(found)), tuple(sorted(undecided)))


def _exactly(
    seen: Look, level: Level, groups: Mapping[int, str], component: Sequence[int], *, tests: bool
) -> Group | None:
    """The exact answer about one component. Raises TooManyTags."""
    names = sorted(set(groups.values()))
    inside = {names[node] for node in component}
    only = {index: name for index, name in groups.items() if name in inside}
    if seen.loose or not seen.linked.graph.wider.isdisjoint(only):
        raise TooManyTags(ALONE)
    with seen.universe.aside(ALONE):
        collapsed = exact.collapsed_by(seen, level, only, tests=tests)
        inner = components(range(len(collapsed.names)), collapsed.edges)
        return next(filter(None, (exact.group_of(seen, collapsed, one) for one in inner)), None)


def _beyond(
    seen: Look, views: Views, level: Level, groups: Mapping[int, str], component: Sequence[int], *, tests: bool
) -> Group | tuple[str, ...] | None:
    """A group with circles that builds have; members where none is found; None where there is none."""
    kinds: tuple[FileKind, ...] = ("production",)
    if level == "package":
        kinds = ("production", "test")
    elif tests:
        kinds = ("production", "test", "external-test")
    for view in views:
        try:
            with seen.universe.aside(ROOM):
                collapsed = exact.collapsed_by(view, level, groups, tests=tests)
                return _Breaker(seen, view, collapsed, component, kinds).group()
        except TooManyTags:
            continue
    raise AssertionError("without tags there are no decision nodes")


class _Breaker:
    """One component of a wider view."""

    def __init__(
        self, seen: Look, view: Look, collapsed: Collapsed, component: Sequence[int], kinds: Sequence[FileKind]
    ) -> None:
        self._seen = seen
        self._view = view
        self._collapsed = collapsed
        self._component = component
        self._circles = Circles(seen, view, collapsed, kinds)
        self._real: list[frozenset[Edge]] = []
        self._is_sure = True

    def group(self) -> Group | tuple[str, ...] | None:
        """See `_beyond`."""
        names = self._collapsed.names
        inside = set(self._component)
        weights = {
            step: self._weigh(step) for step in self._collapsed.imports if step[0] in inside and step[1] in inside
        }
        possible = self._possible(self._collapsed.edges)
        if possible is None:
            return None
        if len(weights) > DENSE:
            self._find(frozenset())
            chosen, least = feedback(self._component, weights), min(len(self._real), 1)
        else:
            answer, _ = smallest_hitting_set(self._find, self._weigh)
            chosen, least = answer.elements, answer.least
            if not self._is_sure:
                fewest = solve(self._real, self._weigh) if self._real else frozenset()
                least = sum(map(self._weigh, fewest)) if fewest is not None else 1
        every = list(islice(self._shortest(self._component, self._collapsed.edges), SHOWN * 40))
        for nodes in every:
            self._circles.real(nodes)
        real = sorted(self._circles.found.values(), key=lambda one: (len(one.nodes), [names[n] for n in one.nodes]))
        perhaps = {node for nodes in every if nodes not in self._circles.found for node in nodes}
        if not real:
            return tuple(sorted(names[node] for node in perhaps or self._component))
        members = {node for one in real for node in one.nodes}
        weight = sum(map(self._weigh, chosen))
        return Group(
            tuple(sorted(names[node] for node in members)),
            tuple(self._circles.circle(one) for one in real[:SHOWN]),
            len(real) > SHOWN,
            tuple(self._break(step) for step in sorted(chosen, key=lambda s: (names[s[0]], names[s[1]]))),
            weight,
            min(least, weight),
            bounded=True,
            perhaps=tuple(sorted(names[node] for node in perhaps - members)),
        )

    def _weigh(self, step: Edge) -> int:
        return len(self._collapsed.imports[step])

    def _find(self, removed: frozenset[Edge]) -> frozenset[Edge] | None:
        """The steps of a circle without the removed ones: of one that some build has, if one is found."""
        edges = {
            node: {to: c for to, c in self._collapsed.edges[node].items() if (node, to) not in removed}
            for node in self._component
        }
        possible = self._possible(edges)
        if possible is None:
            return None
        real = self._circles.real(possible) or self._circles.another(self._component, removed)
        if real is None:
            self._is_sure = False
            return frozenset(steps_of(possible))
        self._circles.found[real.nodes] = real
        found = frozenset(steps_of(real.nodes))
        self._real.append(found)
        return found

    def _possible(self, edges: Mapping[int, Mapping[int, int]]) -> tuple[int, ...] | None:
        for inner in components(self._component, edges):
            found = next(self._shortest(inner, edges), None)
            if found is not None:
                return found
        return None

    def _shortest(self, component: Sequence[int], edges: Mapping[int, Mapping[int, int]]) -> Iterator[tuple[int, ...]]:
        view, names = self._view, self._collapsed.names
        for cycle in shortest_cycles(component, edges, view.universe, view.within, names.__getitem__):
            yield cycle.nodes

    def _break(self, step: Edge) -> Break:
        names = self._collapsed.names
        return Break(names[step[0]], names[step[1]], tuple(map(self._circles.step, self._circles.imports(step))))
