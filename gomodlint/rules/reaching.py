"""Breaches over chains: which packages reach a set of targets, each by its shortest satisfiable chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from gomodlint.conditions.diagram import Condition
from gomodlint.graph.chain import Distances, Hop, site_of
from gomodlint.graph.package import Package, Site
from gomodlint.rules.rule import Breach, Context


def breaches_of_reach(
    context: Context,
    importers: Sequence[Package],
    targets: AbstractSet[int],
    message: str,
    *,
    closed: AbstractSet[int] = frozenset(),
) -> Iterator[Breach]:
    """A breach for each importer and each target (an index) that it reaches past no other and no closed one.

    `message` has two places: the importer's and the target's import paths. A breach stands at the chain's last import
    that is written in an own package.
    """
    graph = context.graph
    starts = starts_of(context, importers)
    not_through = frozenset(targets) | closed
    places = _places(starts)
    for target in sorted(targets, key=lambda index: (graph.packages[index].path, index)):
        imported = graph.packages[target]
        distances = context.distances(target, not_through)
        reaching = {place for index in distances.layers for place in places.get(index, ())}
        for importer, specifier, first_hops in (starts[place] for place in sorted(reaching)):
            if importer.build_list != imported.build_list or importer.index == target:
                continue
            chain, holds = chain_from(context, distances, (importer, specifier, first_hops))
            if chain:
                text = message.format(importer.path, imported.path)
                yield _breach(context, importer, imported, specifier, text, holds, chain)._replace(past=not_through)


Start = tuple[Package, str, dict[int, Condition]]  # importer, "production" or "test", its test imports


def starts_of(context: Context, importers: Sequence[Package]) -> list[Start]:
    """What `scope` makes of some importers: their production files, their tests, or both, each by itself."""
    starts: list[Start] = []
    scope = context.settings.scope
    for importer in importers:
        if scope != "test":
            starts.append((importer, "production", {}))
        if scope != "production":
            hops = dict(importer.test_imports)
            for index, condition in importer.external_test_imports.items():
                hops[index] = context.universe.or_(hops.get(index, 0), condition)
            starts.append((importer, "test", hops))
    return starts


def _places(starts: Sequence[Start]) -> dict[int, list[int]]:
    """Which starts (their places) lead to what a package leads to: its own, and tests that import it."""
    found: dict[int, list[int]] = {}
    for place, (importer, specifier, first_hops) in enumerate(starts):
        for index in (importer.index,) if specifier == "production" else first_hops:
            found.setdefault(index, []).append(place)
    return found


def chain_from(context: Context, distances: Distances, start: Start) -> tuple[tuple[Hop, ...], Condition]:
    """The shortest chain from a start to what the distances are measured to, and where there is any."""
    importer, specifier, first_hops = start
    if specifier == "production":
        return _production_chain(context, distances, importer)
    return _test_chain(context, distances, importer, first_hops)


def _production_chain(context: Context, distances: Distances, importer: Package) -> tuple[tuple[Hop, ...], Condition]:
    holds = distances.condition(importer.index)
    if not holds:
        return (), 0
    return distances.chain(context.graph, importer.index, context.within), holds


def _test_chain(
    context: Context, distances: Distances, importer: Package, first_hops: dict[int, Condition]
) -> tuple[tuple[Hop, ...], Condition]:
    """The shortest chain that starts with a test import, and where any such chain exists."""
    universe = context.universe
    holds: Condition = 0
    best: tuple[int, int, Condition] | None = None  # distance, first imported package, condition
    packages = context.graph.packages
    for index, edge in sorted(first_hops.items(), key=lambda item: (packages[item[0]].path, item[0])):
        if not distances.passes(index):
            continue
        for distance, condition in distances.layers.get(index, ()):
            part = universe.and_(context.holds(edge), condition)
            if part:
                holds = universe.or_(holds, part)
                if best is None or distance < best[0]:
                    best = (distance, index, part)
    if best is None:
        return (), 0
    _, first, part = best
    site = site_of(context.graph, universe, importer.index, first, part, ("test", "external-test"))
    hop = Hop(importer.index, first, site, first_hops[first])
    return (hop, *distances.chain(context.graph, first, part)), holds


def _breach(
    context: Context,
    importer: Package,
    imported: Package,
    specifier: str,
    text: str,
    holds: Condition,
    chain: tuple[Hop, ...],
) -> Breach:
    site = last_own_site(context, chain)
    return Breach(importer, imported, site.file, site.line, site.column, specifier, text, holds, chain)


def last_own_site(context: Context, chain: Sequence[Hop]) -> Site:
    """Where the chain leaves own code: its last import spec in an own package."""
    for hop in reversed(chain):
        if hop.site is not None and context.graph.packages[hop.importer].origin == "own":
            return hop.site
    raise AssertionError("a chain starts in an own package")
