"""Cycles by their condition: a strongly connected component of the union graph is only a candidate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe

Edges = Mapping[int, Mapping[int, Condition]]  # node -> {node: condition}
_Way = tuple[int, Condition, "_Way | None"]  # a node, where all of the way to it exists, and the way before it
STEPS = 5_000_000  # edges that are looked at for one component, some seconds
SHARED = 4  # components for which so many may be


class Cycle:
    """A shortest cycle through some edge, with the condition under which all of it exists."""

    __slots__ = ("condition", "nodes")

    def __init__(self, nodes: tuple[int, ...], condition: Condition) -> None:
        self.nodes = nodes  # n[0] imports n[1] ... imports n[0]
        self.condition = condition


def shortest_cycles(
    component: Sequence[int],
    edges: Edges,
    universe: Universe,
    within: Condition,
    name: Callable[[int], str],
    steps: list[int] | None = None,
) -> Iterator[Cycle]:
    """For each edge of a component that lies on a cycle, a shortest satisfiable one; equal cycles once.

    The edge u -> v lies on a cycle iff its condition and that of v reaching u can hold together. In a component that
    is so large and dense that this takes long (STEPS), and after several of them that share `steps`, edges that lie on
    a cycle already found have none of their own, and those of others need not be the shortest.
    """
    members = set(component)
    inside = {
        node: sorted(
            ((to, condition) for to, condition in edges[node].items() if to in members), key=lambda e: name(e[0])
        )
        for node in component
    }
    seen: set[tuple[int, ...]] = set()
    covered: set[tuple[int, int]] = set()
    search = _Search(inside, universe, [0] if steps is None else steps)
    rows = _Rows(inside)
    asked: set[tuple[int, int]] = set()
    most = min(search.steps[0] + STEPS, SHARED * STEPS)
    for node in sorted(component, key=name):
        for to, edge in inside[node]:
            if search.steps[0] > most:
                from gomodlint.graph.any_cycles import any_cycles  # no real repository comes here

                for nodes, condition in any_cycles(inside, universe, within, name, covered, asked):
                    cycle = _rotate(nodes, name)
                    if cycle not in seen:
                        seen.add(cycle)
                        yield Cycle(cycle, condition)
                return
            if (node, to) in asked:
                continue
            asked.update(rows.through(node, to))
            start = universe.and_(edge, within)
            back = universe.and_(start, edges[to].get(node, 0))
            path = ((to, node), back) if back and to != node else search.shortest(to, node, start) if start else None
            if path is None:
                continue
            nodes, condition = path
            cycle = _rotate((node, *nodes[:-1]), name)
            if cycle not in seen:
                seen.add(cycle)
                covered.update(steps_of(cycle))
                yield Cycle(cycle, condition)


def steps_of(nodes: tuple[int, ...]) -> list[tuple[int, int]]:
    """The steps around a cycle."""
    return list(zip(nodes, (*nodes[1:], nodes[0]), strict=True))


class _Rows:
    """Nodes that are imported once and import once, under one condition: both edges have the same shortest cycle."""

    __slots__ = ("_after", "_before")

    def __init__(self, inside: Mapping[int, Sequence[tuple[int, Condition]]]) -> None:
        into: dict[int, list[tuple[int, Condition]]] = {node: [] for node in inside}
        for node, following in inside.items():
            for to, condition in following:
                into[to].append((node, condition))
        passed = {
            node
            for node, following in inside.items()
            if len(following) == 1 and len(into[node]) == 1 and following[0][1] == into[node][0][1]
        }
        self._after = {node: inside[node][0][0] for node in passed}
        self._before = {node: into[node][0][0] for node in passed}

    def through(self, node: int, to: int) -> Iterator[tuple[int, int]]:
        """The edges of the row that an edge is part of, itself included."""
        yield node, to
        one, other = node, to
        while other in self._after and other != node:
            one, other = other, self._after[other]
            yield one, other
        one, other = node, to
        while one in self._before and one != to:
            one, other = self._before[one], one
            yield one, other


class _Search:
    """Looks for shortest paths between nodes of a component, and counts the edges that it looks at."""

    __slots__ = ("_inside", "_universe", "steps")

    def __init__(
        self, inside: Mapping[int, Sequence[tuple[int, Condition]]], universe: Universe, steps: list[int]
    ) -> None:
        self._inside = inside
        self._universe = universe
        self.steps = steps

    def shortest(self, start: int, goal: int, within: Condition) -> tuple[tuple[int, ...], Condition] | None:
        """A shortest path whose conditions, with `within`, can hold together: its nodes and that condition.

        A node is entered again only in configurations in which it was not reached by a path as short or shorter.
        """
        if start == goal:
            return (start,), within
        universe, inside = self._universe, self._inside
        seen: dict[int, Condition] = {start: within}
        level: list[_Way] = [(start, within, None)]
        while level:
            following: list[_Way] = []
            for way in level:
                node, condition, _ = way
                self.steps[0] += len(inside[node])
                for to, edge in inside[node]:
                    part = universe.and_(condition, edge)
                    if not part:
                        continue
                    if to == goal:
                        return _nodes((to, part, way)), part
                    known = seen.get(to, 0)
                    if known and universe.implies(part, known):
                        continue
                    seen[to] = universe.or_(known, part) if known else part
                    following.append((to, part, way))
            level = following
        return None


def _nodes(way: _Way) -> tuple[int, ...]:
    found = []
    left: _Way | None = way
    while left is not None:
        found.append(left[0])
        left = left[2]
    return tuple(reversed(found))


def _rotate(nodes: tuple[int, ...], name: Callable[[int], str]) -> tuple[int, ...]:
    first = min(range(len(nodes)), key=lambda i: name(nodes[i]))
    return nodes[first:] + nodes[:first]
