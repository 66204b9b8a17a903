"""Levels of cost on a picture: the red way is where the start of a program goes."""

from __future__ import annotations

from collections.abc import Iterable

from gomodlint.cost.level import level
from gomodlint.cost.tree import CostTree, Weight
from gomodlint.engine.picture import Picture
from gomodlint.graph.package import Graph

RANKS = ("", "green", "yellow", "red")


def weigh(picture: Picture, graph: Graph, trees: Iterable[CostTree]) -> Picture:
    """Nodes that are packages get the level of their exclusive cost, an import the lower one of its two packages.

    Packages that no measured program contains have none.
    """
    weights: dict[str, Weight] = {}
    for tree in trees:
        for index, weight in tree.exclusive.items():
            path = graph.packages[index].path
            known = weights.get(path)
            if tree.own[index] is not None and (known is None or (weight.bytes, weight.allocs) > known[1::-1]):
                weights[path] = weight
    nodes = []
    for node in picture.nodes:
        found = weights.get(node.name)
        if found is not None:
            rank = level(found.allocs, found.bytes)
            node = node._replace(level=rank, allocs=found.allocs, bytes=found.bytes)  # noqa: PLW2901
        nodes.append(node)
    edges = [
        edge._replace(level=min(nodes[edge.importer].level, nodes[edge.imported].level, key=RANKS.index))
        for edge in picture.edges
    ]
    return picture._replace(nodes=tuple(nodes), edges=tuple(edges))
