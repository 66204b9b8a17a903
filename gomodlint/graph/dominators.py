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
    order, predecessors = _postorder(list(dict.fromkeys(roots)), successors)
    number = {node: at for at, node in enumerate(order)}
    found: dict[int, int] = {ROOT: ROOT}
    changed = True
    while changed:
        changed = False
        for node in reversed(order[:-1]):  # reverse postorder, ROOT left out
            new = None
            for one in predecessors[node]:
                if one in found:
                    new = one if new is None else _meet(found, number, one, new)
            if new is not None and found.get(node) != new:
                found[node] = new
                changed = True
    del found[ROOT]
    return found


def subtree_sums(tree: Mapping[int, int], weight: Callable[[int], int]) -> dict[int, int]:
    """For every node of a dominator tree: the weights of itself and of all below it: what leaves with it."""
    children: dict[int, list[int]] = {}
    for node, parent in tree.items():
        children.setdefault(parent, []).append(node)
    order = [ROOT]
    for node in order:
        order += children.get(node, ())
    sums = {node: weight(node) for node in tree}
    for node in reversed(order):
        parent = tree.get(node, ROOT)
        if parent != ROOT:
            sums[parent] += sums[node]
    return sums


def _postorder(roots: list[int], successors: Successors) -> tuple[list[int], dict[int, list[int]]]:
    """Nodes in postorder from ROOT, which comes last, and for each node what leads to it."""
    order: list[int] = []
    predecessors: dict[int, list[int]] = {root: [ROOT] for root in roots}
    seen = {ROOT}
    work = [(ROOT, iter(roots))]
    while work:
        node, left = work[-1]
        for to in left:
            if node != ROOT:
                predecessors.setdefault(to, []).append(node)
            if to not in seen:
                seen.add(to)
                work.append((to, iter(successors(to))))
                break
        else:
            order.append(node)
            work.pop()
    return order, predecessors


def _meet(tree: Mapping[int, int], number: Mapping[int, int], one: int, other: int) -> int:
    while one != other:
        while number[one] < number[other]:
            one = tree[one]
        while number[other] < number[one]:
            other = tree[other]
    return one
