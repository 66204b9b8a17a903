"""All simple chains from one package to another, the shortest first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.graph.chain import Hop, site_of
from gomodlint.graph.package import Graph


class Steps:
    """How far a search may go. `spent`: something was left out."""

    __slots__ = ("left", "spent")

    def __init__(self, left: int) -> None:
        self.left = left
        self.spent = False


def all_chains(
    graph: Graph,
    universe: Universe,
    target: int,
    nearest: Mapping[int, int],
    package: int,
    within: Condition,
    steps: Steps | None = None,
) -> Iterator[tuple[Hop, ...]]:
    """Every chain without repetition whose conditions can hold together, by length, then by import paths.

    `nearest` is for each package that may lead there how far the target is at least. There may be exponentially many
    chains: take as many as you want. What is left of each path is bounded by the distance to the target, so the first
    ones come quickly. With `steps` the search ends after so many, and leaves out what has too large a condition; else
    raises TooManyTags.
    """
    packages = graph.packages
    if package not in nearest:
        return
    waiting: list[tuple[int, tuple[str, ...], tuple[int, ...], Condition]] = []
    heappush(waiting, (nearest[package], (packages[package].path,), (package,), within))
    while waiting:
        if steps is not None:
            if not steps.left:
                steps.spent = True
                return
            steps.left -= 1
        _, names, path, condition = heappop(waiting)
        last = path[-1]
        if last == target and len(path) > 1:
            try:
                hops = _hops(graph, universe, path, condition)
            except TooManyTags:
                if steps is None:
                    raise
                steps.spent = True
                continue
            yield hops
            continue
        for imported, edge in packages[last].imports.items():
            if imported not in nearest or imported in path:
                continue
            part = both(universe, condition, edge, steps)
            if part:
                bound = len(path) + nearest[imported]
                heappush(waiting, (bound, (*names, packages[imported].path), (*path, imported), part))


def both(universe: Universe, a: Condition, b: Condition, steps: Steps | None) -> Condition:
    """Where both hold; with `steps` what is too large is left out, as if it were nowhere. Else raises TooManyTags."""
    try:
        return universe.and_(a, b)
    except TooManyTags:
        if steps is None:
            raise
        steps.spent = True
        return 0


def _hops(graph: Graph, universe: Universe, path: tuple[int, ...], condition: Condition) -> tuple[Hop, ...]:
    hops = []
    for importer, imported in itertools.pairwise(path):
        edge = graph.packages[importer].imports[imported]
        first = next((site for site in graph.sites(importer, imported) if site.kind == "production"), None)
        if first is None or first.condition != edge:  # else it is there wherever the chain is
            first = site_of(graph, universe, importer, imported, condition)
        hops.append(Hop(importer, imported, first, edge))
    return tuple(hops)
