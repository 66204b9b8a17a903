"""What only one package leads to: dominator trees of the import graph.

Source: Cooper, Harvey, Kennedy: A simple, fast dominance algorithm, 2001.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

ROOT = -1  # a node above all roots

Successors = Callable[[int], Iterable[int]]


def dominators(roots: Iterable[int], successors: Successors) -> dict[int, int]:
    """For every node that the roots reach: its immediate dominator, the last node that every way to it passes.

    That of a root, and of what several roots lead to apart, is ROOT.
    """
    order, ways = _postorder(list(dict.fromkeys(roots)), successors)
    last = len(order) - 1  # where ROOT is: all is told by places in the postorder from here on
    above = [-1] * last + [last]
    changed = True
    while changed:
        changed = False
        for at in range(last - 1, -1, -1):  # reverse postorder, ROOT left out
            new = -1
            for way in ways[at]:
                one = way
                if above[one] < 0 or one == new:
                    continue
                if new < 0:
                    new = one
                    continue
                while one != new:  # up to where the two ways meet
                    if one < new:
                        one = above[one]
                    else:
                        new = above[new]
            if above[at] != new:
                above[at] = new
                changed = True
    return {order[at]: order[above[at]] for at in range(last - 1, -1, -1)}


def from_above(tree: Mapping[int, int]) -> list[int]:
    """The nodes of a dominator tree, each after the one above it."""
    children: dict[int, list[int]] = {}
    for node, parent in tree.items():
        children.setdefault(parent, []).append(node)
    order = list(children.get(ROOT, ()))
    for node in order:
        order += children.get(node, ())
    return order


def subtree_sums(tree: Mapping[int, int], weight: Callable[[int], int]) -> dict[int, int]:
    """For every node of a dominator tree: the weights of itself and of all below it: what leaves with it."""
    sums = {node: weight(node) for node in tree}
    for node in reversed(from_above(tree)):
        parent = tree[node]
        if parent != ROOT:
            sums[parent] += sums[node]
    return sums


def _postorder(roots: list[int], successors: Successors) -> tuple[list[int], list[list[int]]]:
    """Nodes in postorder from ROOT, which comes last, and for each of them the places of what leads to it."""
    order: list[int] = []
    edges: list[tuple[int, list[int]]] = []
    place: dict[int, int] = {ROOT: -1}  # -1: on the way
    work = [(ROOT, roots, iter(roots))]
    while work:
        node, whole, left = work[-1]
        for to in left:
            if to not in place:
                place[to] = -1
                below = list(successors(to))
                work.append((to, below, iter(below)))
                break
        else:
            place[node] = len(order)
            order.append(node)
            edges.append((node, whole))
            work.pop()
    ways: list[list[int]] = [[] for _ in order]
    for at, (_, whole) in enumerate(edges):
        for to in whole:
            ways[place[to]].append(at)
    return order, ways
