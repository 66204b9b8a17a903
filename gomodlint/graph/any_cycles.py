"""A cycle for each edge that lies on one, not the shortest, in time in proportion to edges and cycles.

Builds fall into classes in which the same edges exist. In one class, two nodes of a strongly connected component are
joined by way of any third one: to it along one search tree, on from it along another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from gomodlint.conditions.diagram import MAX_NODES, Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.graph.components import components

CLASSES: Final = 200  # of builds
Inside = Mapping[int, Sequence[tuple[int, Condition]]]  # node -> [(node, condition)]
Edge = tuple[int, int]


def any_cycles(
    inside: Inside, universe: Universe, within: Condition, name: Callable[[int], str], covered: set[Edge],
    asked: Collection[Edge] = (),
) -> Iterator[tuple[tuple[int, ...], Condition]]:  # fmt: skip
    """A cycle for each edge that lies on one and is not `covered`, and where it exists; what it covers is added.

    Those of `asked` are known to have none, if they are not covered. Raises TooManyTags where there are too many
    classes of builds.
    """
    edges = {node: dict(tos) for node, tos in inside.items()}
    for part in _classes(universe, within, {condition for to in inside.values() for _, condition in to}):
        there = {node: [to for to, condition in tos if universe.and_(condition, part)] for node, tos in inside.items()}
        for component in components(sorted(inside, key=name), there):
            members = set(component)
            root = min(component, key=name)
            out = {node: [to for to in there[node] if to in members] for node in component}
            back: dict[int, dict[int, None]] = {node: {} for node in component}
            for node, tos in out.items():
                for to in tos:
                    back[to][node] = None
            origin, onward = _tree(root, out), _tree(root, back)
            for node in sorted(component, key=name):
                for to in out[node]:
                    if (node, to) not in covered and (node, to) not in asked:
                        walk = [*_up(to, onward), *reversed([*_up(node, origin)][:-1])]
                        nodes = (node, to) if to in back[node] and to != node else _simple(walk)
                        covered.update(zip(nodes, (*nodes[1:], nodes[0]), strict=True))
                        yield nodes, _condition(nodes, edges, universe, within)


def _classes(universe: Universe, within: Condition, conditions: Iterable[Condition]) -> list[Condition]:
    """The builds of `within`, apart by which of the conditions hold. Raises TooManyTags."""
    found = [within]
    for condition in sorted(conditions):
        sides = [(universe.and_(one, condition), universe.minus(one, condition)) for one in found]
        found = [one for both in sides for one in both if one]
        if len(found) > CLASSES:
            raise TooManyTags(MAX_NODES)
    return found


def _tree(root: int, edges: Mapping[int, Iterable[int]]) -> dict[int, int]:
    """For each node the one that a breadth-first search met it from."""
    found = {root: root}
    order = [root]
    for node in order:
        for to in edges[node]:
            if to not in found:
                found[to] = node
                order.append(to)
    return found


def _up(node: int, tree: Mapping[int, int]) -> Iterator[int]:
    """The nodes up to the root, both included."""
    yield node
    while tree[node] != node:
        node = tree[node]
        yield node


def _simple(walk: Iterable[int]) -> tuple[int, ...]:
    """A walk without its rounds: no node twice."""
    place: dict[int, int] = {}
    found: list[int] = []
    for node in walk:
        if node in place:
            for left in found[place[node] + 1 :]:
                del place[left]
            del found[place[node] + 1 :]
        else:
            place[node] = len(found)
            found.append(node)
    return tuple(found)


def _condition(
    nodes: Sequence[int], edges: Mapping[int, Mapping[int, Condition]], universe: Universe, within: Condition
) -> Condition:
    """Where all edges around exist."""
    for at, node in enumerate(nodes):
        within = universe.and_(within, edges[node][nodes[(at + 1) % len(nodes)]])
    return within
