"""Cycles by their condition: a strongly connected component of the union graph is only a candidate."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe

Edges = Mapping[int, Mapping[int, Condition]]  # node -> {node: condition}
_Way = tuple[int, Condition, "_Way | None"]  # a node, where all of the way to it exists, and the way before it
STEPS = 5_000_000  # edges that are looked at for one component, some seconds


def components(nodes: Sequence[int], edges: Mapping[int, Collection[int]], *, alone: bool = False) -> list[list[int]]:
    """Strongly connected components of two or more nodes, or of one that imports itself (Tarjan, without recursion).

    Each comes after all that it leads to. `alone`: with those of one node.
    """
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
                if alone or len(component) > 1 or node in edges.get(node, ()):
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

    The edge u -> v lies on a cycle iff its condition and that of v reaching u can hold together. In a component that
    is so large and dense that this takes long (STEPS), edges that lie on a cycle already found have none of their own.
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
    search = _Search(inside, universe)
    for node in sorted(component, key=name):
        for to, edge in inside[node]:
            if search.steps > STEPS and (node, to) in covered:
                continue
            start = universe.and_(edge, within)
            back = universe.and_(start, edges[to].get(node, 0))
            path = ((to, node), back) if back and to != node else search.shortest(to, node, start) if start else None
            if path is None:
                continue
            nodes, condition = path
            cycle = _rotate((node, *nodes[:-1]), name)
            if cycle not in seen:
                seen.add(cycle)
                covered.update(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
                yield Cycle(cycle, condition)


class _Search:
    """Looks for shortest paths between nodes of a component, and counts the edges that it looks at."""

    __slots__ = ("_inside", "_universe", "steps")

    def __init__(self, inside: Mapping[int, Sequence[tuple[int, Condition]]], universe: Universe) -> None:
        self._inside = inside
        self._universe = universe
        self.steps = 0

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
                self.steps += len(inside[node])
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


def feedback(component: Sequence[int], weights: Mapping[tuple[int, int], int]) -> frozenset[tuple[int, int]]:
    """Edges without which a component has no cycle, light ones; no promise that none are lighter.

    Nodes are put in a row so that little weight points backward (Eades, Lin and Smyth: A fast and effective heuristic
    for the feedback arc set problem, 1993), then each is moved to where least does.
    """
    out: dict[int, dict[int, int]] = {node: {} for node in component}
    into: dict[int, dict[int, int]] = {node: {} for node in component}
    for (a, b), weight in weights.items():
        if a in out and b in out and a != b:
            out[a][b] = into[b][a] = weight
    left, first, last = set(component), list[int](), list[int]()
    while left:
        sinks = [n for n in left if not any(to in left for to in out[n])]
        sources = [n for n in left if not any(of in left for of in into[n])]
        if sinks:
            node = min(sinks)
            last.append(node)
        elif sources:
            node = min(sources)
            first.append(node)
        else:
            node = max(left, key=lambda n: (_weight(out[n], left) - _weight(into[n], left), -n))
            first.append(node)
        left.discard(node)
    row = [*first, *reversed(last)]
    for _ in range(10):
        moved = [_moved(row, node, out[node], into[node]) for node in component]
        if not any(moved):
            break
    place = {node: at for at, node in enumerate(row)}
    return frozenset(edge for edge in weights if edge[0] in place and place[edge[0]] > place.get(edge[1], len(row)))


def _weight(edges: Mapping[int, int], among: set[int]) -> int:
    return sum(weight for node, weight in edges.items() if node in among)


def _moved(row: list[int], node: int, out: Mapping[int, int], into: Mapping[int, int]) -> bool:
    """Move a node to where the least weight points backward; whether that is elsewhere."""
    before = row.index(node)
    rest = [other for other in row if other != node]
    cost = sum(into.values())  # in front of all: what leads to it points backward
    best, at = cost, 0
    costs = [cost]
    for number, other in enumerate(rest, 1):
        cost += out.get(other, 0) - into.get(other, 0)
        costs.append(cost)
        if cost < best:
            best, at = cost, number
    if costs[before] <= best:
        return False
    row[:] = [*rest[:at], node, *rest[at:]]
    return True
