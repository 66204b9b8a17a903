"""Cycles by their condition: a strongly connected component of the union graph is only a candidate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe

Edges = Mapping[int, Mapping[int, Condition]]  # node -> {node: condition}


def components(nodes: Sequence[int], edges: Edges) -> list[list[int]]:
    """Strongly connected components of two or more nodes, or of one that imports itself (Tarjan, without recursion)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[list[int]] = []
    for root in nodes:
        if root in order:
            continue
        work = [(root, iter(edges.get(root, ())))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, successors = work[-1]
            deeper = False
            for successor in successors:
                if successor not in order:
                    order[successor] = low[successor] = len(order)
                    stack.append(successor)
                    on_stack.add(successor)
                    work.append((successor, iter(edges.get(successor, ()))))
                    deeper = True
                    break
                if successor in on_stack:
                    low[node] = min(low[node], order[successor])
            if deeper:
                continue
            work.pop()
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
            if low[node] == order[node]:
                component = _pop_component(stack, on_stack, node)
                if len(component) > 1 or node in edges.get(node, ()):
                    found.append(sorted(component))
    return found


def _pop_component(stack: list[int], on_stack: set[int], node: int) -> list[int]:
    component = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        component.append(member)
        if member == node:
            return component


class Cycle:
    """A shortest cycle through some edge, with the condition under which all of it exists."""

    __slots__ = ("condition", "nodes")

    def __init__(self, nodes: tuple[int, ...], condition: Condition) -> None:
        self.nodes = nodes  # n[0] imports n[1] ... imports n[0]
        self.condition = condition


def shortest_cycles(
    component: Sequence[int], edges: Edges, universe: Universe, within: Condition, name: Callable[[int], str]
) -> Iterator[Cycle]:
    """For each edge of a component that lies on a cycle, a shortest satisfiable one; equal cycles once.

    The edge u -> v lies on a cycle iff its condition and that of v reaching u can hold together.
    """
    members = set(component)
    inside = {
        node: sorted(
            ((to, condition) for to, condition in edges[node].items() if to in members), key=lambda e: name(e[0])
        )
        for node in component
    }
    seen: set[tuple[int, ...]] = set()
    for node in sorted(component, key=name):
        for to, edge in inside[node]:
            start = universe.and_(edge, within)
            path = _shortest_path(inside, universe, to, node, start) if start else None
            if path is None:
                continue
            nodes, condition = path
            cycle = _rotate((node, *nodes[:-1]), name)
            if cycle not in seen:
                seen.add(cycle)
                yield Cycle(cycle, condition)


def _shortest_path(
    inside: Mapping[int, Sequence[tuple[int, Condition]]], universe: Universe, start: int, goal: int, within: Condition
) -> tuple[tuple[int, ...], Condition] | None:
    """A shortest path whose conditions, with `within`, can hold together: its nodes and that condition.

    A node is entered again only in configurations in which it was not reached by a path as short or shorter.
    """
    if start == goal:
        return (start,), within
    seen: dict[int, Condition] = {start: within}
    level: list[tuple[tuple[int, ...], Condition]] = [((start,), within)]
    while level:
        following: list[tuple[tuple[int, ...], Condition]] = []
        for path, condition in level:
            for to, edge in inside[path[-1]]:
                part = universe.and_(condition, edge)
                if not part:
                    continue
                if to == goal:
                    return (*path, to), part
                known = seen.get(to, 0)
                if universe.implies(part, known):
                    continue
                seen[to] = universe.or_(known, part)
                following.append(((*path, to), part))
        level = following
    return None


def _rotate(nodes: tuple[int, ...], name: Callable[[int], str]) -> tuple[int, ...]:
    first = min(range(len(nodes)), key=lambda i: name(nodes[i]))
    return nodes[first:] + nodes[:first]
