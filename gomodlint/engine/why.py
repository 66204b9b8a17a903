"""Answers `why`: the chains from some packages to others, with conditions and witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import merge
from itertools import islice
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.engine.look import Look
from gomodlint.finding import Step, Witness
from gomodlint.graph.all_chains import Steps, all_chains, both
from gomodlint.graph.chain import Distances, Hop, built_in, chain_condition, site_of
from gomodlint.graph.package import FileKind, Package


class Chain(NamedTuple):
    """A chain, the builds in which all of it exists ("" all), and one of them.

    Unless it is `exact` the builds are wider: it exists there at most.
    """

    steps: tuple[Step, ...]
    condition: str
    witness: Witness
    exact: bool = True


class Why(NamedTuple):
    """Why one package reaches another: `condition` over all chains; `more` when there are more chains than shown.

    Unless it is `exact` the condition is wider. Unless it is `complete` there may be more chains without `more`.
    """

    importer: str
    imported: str
    condition: str
    chains: tuple[Chain, ...]
    more: bool
    exact: bool = True
    complete: bool = True


def distances_to(seen: Look, target: int) -> Distances:
    """How far packages are from a target. Raises TooManyTags."""
    graph = seen.linked.graph
    return Distances(graph.packages, graph.importers(), seen.universe, target, within=seen.within)


def why(seen: Look, distances: Distances, importer: Package, most: int, *, tests: bool = False) -> Why | None:
    """Up to `most` chains from a package to a target, the shortest first; None where there is none.

    `tests`: a chain may start with an import of the importer's test files. Raises TooManyTags.
    """
    graph, universe = seen.linked.graph, seen.universe
    nearest = distances.nearest()
    ways = [all_chains(graph, universe, distances.target, nearest, importer.index, seen.within)]
    holds = distances.condition(importer.index)
    if tests:
        for chains, part, first in from_tests(seen, distances.target, nearest, importer):
            ways.append(chains)
            holds = universe.or_(holds, universe.and_(part, distances.condition(first)))
    if not holds:
        return None
    merged = merge(*ways, key=len)
    shown = tuple(chain_of(seen, hops) for hops in islice(merged, most))
    more = next(merged, None) is not None
    label = universe.at_most(holds, seen.within)
    return Why(importer.path, graph.packages[distances.target].path, label.text, shown, more, label.exact)


def from_tests(
    seen: Look, target: int, nearest: Mapping[int, int], importer: Package, steps: Steps | None = None
) -> Iterator[tuple[Iterator[tuple[Hop, ...]], Condition, int]]:
    """For each import of the importer's test files: the chains that start with it, its condition, what it imports.

    Raises TooManyTags without `steps`; with them leaves out what is too large.
    """
    universe = seen.universe
    kinds: list[tuple[FileKind, dict[int, Condition]]] = [
        ("test", importer.test_imports),
        ("external-test", importer.external_test_imports),
    ]
    for kind, imports in kinds:
        for first, edge in imports.items():
            if first not in nearest or first == importer.index:
                continue
            part = both(universe, edge, seen.within, steps)
            if part:
                site = site_of(seen.linked.graph, universe, importer.index, first, part, (kind,))
                hop = Hop(importer.index, first, site, edge)
                yield _prefixed(seen, target, nearest, hop, part, steps), part, first


def _prefixed(
    seen: Look, target: int, nearest: Mapping[int, int], hop: Hop, part: Condition, steps: Steps | None
) -> Iterator[tuple[Hop, ...]]:
    if hop.imported == target:
        yield (hop,)
        return
    for chain in all_chains(seen.linked.graph, seen.universe, target, nearest, hop.imported, part, steps):
        if all(step.imported != hop.importer for step in chain):
            yield (hop, *chain)


def chain_of(seen: Look, hops: tuple[Hop, ...], witness: Witness | None = None) -> Chain:
    """A chain in words. With a `witness` it is one of that build, at places there; else of the simplest with it.

    Raises TooManyTags.
    """
    graph, universe = seen.linked.graph, seen.universe
    whole = chain_condition(universe, hops, seen.within)
    if witness is None:
        witness = universe.witness(whole)
        hops = built_in(graph, universe, hops, witness)
    wider = graph.wider
    label = universe.at_most(whole, seen.within)
    exact = label.exact and not seen.loose and wider.isdisjoint(hop.importer for hop in hops)
    return Chain(tuple(step_of(seen, hop) for hop in hops), label.text, witness, exact)


def step_of(seen: Look, hop: Hop) -> Step:
    """An import of a chain in words."""
    graph = seen.linked.graph
    place = (hop.site.file, hop.site.line, hop.site.column) if hop.site else ("", 0, 0)
    label = seen.universe.at_most(hop.condition, seen.within)
    exact = label.exact and not seen.loose and hop.importer not in graph.wider
    return Step(graph.packages[hop.importer].path, graph.packages[hop.imported].path, *place, label.text, exact)
