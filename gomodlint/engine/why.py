"""Answers `why`: the chains from some packages to others, with conditions and witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from heapq import merge
from itertools import islice
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.engine.look import Look
from gomodlint.finding import Step, Witness
from gomodlint.graph.all_chains import all_chains
from gomodlint.graph.chain import Distances, Hop, built_in, chain_condition, site_of
from gomodlint.graph.package import FileKind, Package


class Chain(NamedTuple):
    """A chain, the builds in which all of it exists ("" all), and one of them."""

    steps: tuple[Step, ...]
    condition: str
    witness: Witness


class Why(NamedTuple):
    """Why one package reaches another: `condition` over all chains; `more` when there are more chains than shown."""

    importer: str
    imported: str
    condition: str
    chains: tuple[Chain, ...]
    more: bool


def why(
    seen: Look, importers: Sequence[Package], targets: AbstractSet[int], most: int, *, tests: bool = False
) -> list[Why]:
    """For each importer and target with a chain: up to `most` chains, the shortest first. In order of import paths.

    `tests`: a chain may start with an import of the importer's test files.
    """
    graph, universe = seen.linked.graph, seen.universe
    found = []
    for target in sorted(targets, key=lambda index: (graph.packages[index].path, index)):
        distances = Distances(graph.packages, graph.importers(), universe, target, within=seen.within)
        for importer in importers:
            if importer.index == target:
                continue
            ways = [all_chains(graph, universe, distances, importer.index, seen.within)]
            holds = distances.condition(importer.index)
            if tests:
                for chains, part in _from_tests(seen, distances, importer):
                    ways.append(chains)
                    holds = universe.or_(holds, part)
            if not holds:
                continue
            merged = merge(*ways, key=len)
            shown = [_chain(seen, hops) for hops in islice(merged, most)]
            more = next(merged, None) is not None
            condition = universe.label(holds, seen.within)
            found.append(Why(importer.path, graph.packages[target].path, condition, tuple(shown), more))
    return sorted(found, key=lambda one: (one.importer, one.imported))


def _from_tests(
    seen: Look, distances: Distances, importer: Package
) -> Iterator[tuple[Iterator[tuple[Hop, ...]], Condition]]:
    """For each import of the importer's test files: the chains that start with it, and where there is one."""
    universe = seen.universe
    kinds: list[tuple[FileKind, dict[int, Condition]]] = [
        ("test", importer.test_imports),
        ("external-test", importer.external_test_imports),
    ]
    for kind, imports in kinds:
        for first, edge in imports.items():
            within = universe.and_(edge, seen.within)
            part = universe.and_(within, distances.condition(first))
            if part and first != importer.index:
                yield _prefixed(seen, distances, importer.index, first, part, edge, kind), part


def _prefixed(
    seen: Look, distances: Distances, importer: int, first: int, part: Condition, edge: Condition, kind: FileKind
) -> Iterator[tuple[Hop, ...]]:
    graph, universe = seen.linked.graph, seen.universe
    site = site_of(graph, universe, importer, first, part, (kind,))
    hop = Hop(importer, first, site, edge)
    if first == distances.target:
        yield (hop,)
        return
    for chain in all_chains(graph, universe, distances, first, part):
        if all(step.imported != importer for step in chain):
            yield (hop, *chain)


def _chain(seen: Look, hops: tuple[Hop, ...]) -> Chain:
    universe, packages = seen.universe, seen.linked.graph.packages
    whole = chain_condition(universe, hops, seen.within)
    witness = universe.witness(whole)
    hops = built_in(seen.linked.graph, universe, hops, witness)
    steps = tuple(
        Step(
            packages[hop.importer].path,
            packages[hop.imported].path,
            hop.site.file if hop.site else "",
            hop.site.line if hop.site else 0,
            hop.site.column if hop.site else 0,
            universe.label(hop.condition, seen.within),
        )
        for hop in hops
    )
    return Chain(steps, universe.label(whole, seen.within), witness)
