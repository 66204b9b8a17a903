"""Chains that must pass, or must not pass, through certain packages: the wrappers of what is forbidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from gomodlint.conditions.diagram import Condition
from gomodlint.graph.chain import Distances, Hop, chain_condition
from gomodlint.graph.package import Package
from gomodlint.policy.selector import Selector
from gomodlint.rules.reaching import breaches_of_reach, chain_from, last_own_site, starts_of
from gomodlint.rules.rule import Breach, Context


def breaches_of_wrapped_reach(
    context: Context,
    importers: Sequence[Package],
    targets: AbstractSet[int],
    message: str,
    through: Selector | None,
    not_through: Selector | None,
) -> Iterator[Breach]:
    """As `breaches_of_reach`, for chains through a package of `through`, and through none of `not_through`.

    Both speak of packages between the two ends; an importer that `not_through` selects is free itself.
    """
    packages = context.graph.packages
    closed = not_through.select(packages) - targets if not_through is not None else frozenset[int]()
    importers = [importer for importer in importers if importer.index not in closed]
    if through is None:
        yield from breaches_of_reach(context, importers, targets, message, closed=closed)
        return
    gates = through.select(packages) - targets - closed
    for target in sorted(targets, key=lambda index: (packages[index].path, index)):
        yield from _through(context, importers, target, gates, frozenset(targets) | closed, message)


def _through(
    context: Context,
    importers: Sequence[Package],
    target: int,
    gates: AbstractSet[int],
    closed: AbstractSet[int],
    message: str,
) -> Iterator[Breach]:
    graph, universe = context.graph, context.universe

    def distances(to: int, within: Condition) -> Distances:
        return Distances(graph.packages, graph.importers(), universe, to, within=within, not_through=closed)

    last = distances(target, context.within)
    firsts = [(gate, distances(gate, there)) for gate in sorted(gates) if (there := last.condition(gate))]
    for start in starts_of(context, importers):
        importer, specifier, _ = start
        if importer.build_list != graph.packages[target].build_list or importer.index == target:
            continue
        holds: Condition = 0
        best: tuple[Hop, ...] = ()
        for gate, first in firsts:
            head, reaches = chain_from(context, first, start) if importer.index != gate else ((), 0)
            if not head:
                continue
            holds = universe.or_(holds, reaches)
            chain = (*head, *last.chain(graph, gate, chain_condition(universe, head, reaches)))
            if not best or len(chain) < len(best):
                best = chain
        if best:
            site = last_own_site(context, best)
            target_package = graph.packages[target]
            text = message.format(importer.path, target_package.path)
            place = site.file, site.line, site.column
            yield Breach(importer, target_package, *place, specifier, text, holds, best, past=closed)
