"""What only one package leads to: dominator trees of the import graph.

Source: Lengauer, Tarjan: A fast algorithm for finding dominators in a flowgraph, 1979: its simple version, which takes
time in proportion to edges times the logarithm of nodes, on any graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

ROOT = -1  # a node above all roots

Successors = Callable[[int], Iterable[int]]


def dominators(roots: Iterable[int], successors: Successors) -> dict[int, int]:
    """For every node that the roots reach: its immediate dominator, the last node that every way to it passes.

    That of a root, and of what several roots lead to apart, is ROOT.
    """
    found = _Found(list(dict.fromkeys(roots)), successors)
    semi = list(range(len(found.order)))  # all is told by places in the preorder: 0 is ROOT
    above = list(found.parents)
    waiting: list[list[int]] = [[] for _ in semi]  # by the semidominator
    forest = _Forest(semi)
    for node in range(len(semi) - 1, 0, -1):
        semi[node] = min(semi[forest.lowest(way)] for way in found.ways[node])
        waiting[semi[node]].append(node)
        parent = found.parents[node]
        forest.link(parent, node)
        for one in waiting[parent]:
            low = forest.lowest(one)
            above[one] = low if semi[low] < semi[one] else parent
        waiting[parent] = []
    for node in range(1, len(semi)):
        if above[node] != semi[node]:
            above[node] = above[above[node]]
    return {found.order[node]: found.order[above[node]] for node in range(1, len(semi))}


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


class _Found:
    """Nodes as a search from ROOT meets them; by their places there, what each was met from and all that leads to it.

    ROOT comes first.
    """

    __slots__ = ("order", "parents", "ways")

    def __init__(self, roots: list[int], successors: Successors) -> None:
        self.order = [ROOT]
        self.parents = [0]
        self.ways: list[list[int]] = [[]]
        place = {ROOT: 0}
        work = [(0, iter(roots))]
        while work:
            at, left = work[-1]
            for to in left:
                if to in place:
                    self.ways[place[to]].append(at)
                    continue
                place[to] = len(self.order)
                self.order.append(to)
                self.parents.append(at)
                self.ways.append([at])
                work.append((place[to], iter(successors(to))))
                break
            else:
                work.pop()


class _Forest:
    """Trees that grow together, and of each node the one with the lowest semidominator up to below its tree's root."""

    __slots__ = ("_ancestors", "_labels", "_semi")

    def __init__(self, semi: list[int]) -> None:
        self._semi = semi
        self._ancestors = [-1] * len(semi)
        self._labels = list(range(len(semi)))

    def link(self, parent: int, node: int) -> None:
        self._ancestors[node] = parent

    def lowest(self, node: int) -> int:
        ancestors, labels, semi = self._ancestors, self._labels, self._semi
        if ancestors[node] < 0:
            return node
        path = []
        one = node
        while ancestors[ancestors[one]] >= 0:
            path.append(one)
            one = ancestors[one]
        for one in reversed(path):  # each looks past what it has asked, from here on
            above = ancestors[one]
            if semi[labels[above]] < semi[labels[one]]:
                labels[one] = labels[above]
            ancestors[one] = ancestors[above]
        return labels[node]
