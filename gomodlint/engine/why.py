"""Answers `why`: the chains from some packages to others, with conditions and witnesses."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import NamedTuple

from gomodlint.engine.look import Look
from gomodlint.finding import Step, Witness
from gomodlint.graph.all_chains import all_chains
from gomodlint.graph.chain import Distances, Hop, chain_condition
from gomodlint.graph.package import Package


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


def why(seen: Look, importers: Sequence[Package], targets: AbstractSet[int], most: int) -> list[Why]:
    """For each importer and target with a chain: up to `most` chains, the shortest first. In order of import paths."""
    graph, universe = seen.linked.graph, seen.universe
    found = []
    for target in sorted(targets, key=lambda index: (graph.packages[index].path, index)):
        distances = Distances(graph.packages, graph.importers(), universe, target, within=seen.within)
        for importer in importers:
            if importer.index == target or importer.index not in distances.layers:
                continue
            chains = all_chains(graph, universe, distances, importer.index, seen.within)
            shown = [_chain(seen, hops) for hops in islice(chains, most)]
            more = next(chains, None) is not None
            condition = universe.label(distances.condition(importer.index), seen.within)
            found.append(Why(importer.path, graph.packages[target].path, condition, tuple(shown), more))
    return sorted(found, key=lambda one: (one.importer, one.imported))


def _chain(seen: Look, hops: tuple[Hop, ...]) -> Chain:
    universe, packages = seen.universe, seen.linked.graph.packages
    whole = chain_condition(universe, hops, seen.within)
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
    return Chain(steps, universe.label(whole, seen.within), universe.witness(whole))
