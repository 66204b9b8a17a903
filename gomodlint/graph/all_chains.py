"""All simple chains from one package to another, the shortest first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from heapq import heappop, heappush

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.graph.chain import Distances, Hop, site_of
from gomodlint.graph.package import Graph


def all_chains(
    graph: Graph, universe: Universe, distances: Distances, package: int, within: Condition
) -> Iterator[tuple[Hop, ...]]:
    """Every chain without repetition whose conditions can hold together, by length, then by import paths.

    There may be exponentially many: take as many as you want. What is left of each path is bounded by the distance to
    the target, so the first ones come quickly.
    """
    packages = graph.packages
    nearest = {index: layers[0][0] for index, layers in distances.layers.items()}
    if package not in nearest:
        return
    waiting: list[tuple[int, tuple[str, ...], tuple[int, ...], Condition]] = []
    heappush(waiting, (nearest[package], (packages[package].path,), (package,), within))
    while waiting:
        _, names, path, condition = heappop(waiting)
        last = path[-1]
        if last == distances.target and len(path) > 1:
            yield _hops(graph, universe, path, condition)
            continue
        for imported, edge in packages[last].imports.items():
            if imported not in nearest or imported in path:
                continue
            part = universe.and_(condition, edge)
            if part:
                bound = len(path) + nearest[imported]
                heappush(waiting, (bound, (*names, packages[imported].path), (*path, imported), part))


def _hops(graph: Graph, universe: Universe, path: tuple[int, ...], condition: Condition) -> tuple[Hop, ...]:
    return tuple(
        Hop(
            importer,
            imported,
            site_of(graph, universe, importer, imported, condition),
            graph.packages[importer].imports[imported],
        )
        for importer, imported in itertools.pairwise(path)
    )
