"""Answers `metrics`: how packages, or the policy's sets, hang together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from gomodlint.engine.bounded.there import Imports, There, built, imports, mains
from gomodlint.engine.look import Look
from gomodlint.graph.cycle import components
from gomodlint.graph.dominators import dominators, subtree_sums
from gomodlint.graph.package import Package

Edges = Mapping[int, Collection[int]]


class Metrics(NamedTuple):
    """Of a package or set, over all builds that count.

    `fan_in` and `fan_out` count own packages outside it that import it and that it imports; `instability` is
    fan_out / (fan_in + fan_out), None without either (R. C. Martin: Agile software development, 2002). `depth` is the
    longest way down over own packages, a cycle counted once. `reaches` counts packages that it reaches, `weight` those
    that leave every main (in a library: the module) when it goes, std and itself included.
    """

    name: str
    packages: int
    fan_in: int
    fan_out: int
    instability: float | None
    depth: int
    reaches: int
    weight: int


class Measured(NamedTuple):
    """Metrics, the heaviest first; imports and packages that are counted though no build was found that has them."""

    rows: list[Metrics]
    imports: tuple[tuple[str, str], ...] = ()
    packages: tuple[str, ...] = ()


def weights(seen: Look) -> dict[int, int]:
    """How many packages, itself included, leave every main (in a library: the module) when a package goes.

    By package index; for every package that is reached, std and third-party ones too.
    """
    edges = imports(seen).edges
    tree = dominators(_roots(seen, _own(seen, built(seen))), lambda index: edges[index])
    return subtree_sums(tree, lambda _index: 1)


def metrics_of_packages(seen: Look) -> Measured:
    """Of every own package that some build has."""
    known, there = imports(seen), built(seen)
    edges, own = known.edges, _own(seen, there)
    tree = dominators(_roots(seen, own), lambda index: edges[index])
    weights = subtree_sums(tree, lambda _index: 1)
    depths = _depths(own, edges)
    found = [_metrics(own[index].path, {index}, edges, own, depths, weights.get(index, 0)) for index in own]
    return _measured(seen, found, known, there)


def metrics_of_sets(seen: Look) -> Measured:
    """Of every set of the policy."""
    known, there = imports(seen), built(seen)
    edges, own = known.edges, _own(seen, there)
    depths = _depths(own, edges)
    roots = _roots(seen, own)
    whole = _reached(roots, edges, ())
    found = []
    for name, selector in seen.policy.sets.items():
        members = {index for index in selector.select(seen.linked.graph.packages) if edges.get(index) is not None}
        weight = len(whole - _reached(roots, edges, members))
        found.append(_metrics(f"${name}", members, edges, own, depths, weight))
    return _measured(seen, found, known, there)


def _measured(seen: Look, found: list[Metrics], known: Imports, there: There) -> Measured:
    packages = seen.linked.graph.packages
    open_imports = [(packages[a].path, packages[b].path) for a, b in known.undecided]
    open_packages = [packages[index].path for index in there.undecided | mains(seen).undecided]
    return Measured(_sorted(found), tuple(sorted(open_imports)), tuple(sorted(open_packages)))


def _sorted(found: list[Metrics]) -> list[Metrics]:
    return sorted(found, key=lambda one: (-one.weight, -one.fan_in, one.name))


def _own(seen: Look, there: There) -> dict[int, Package]:
    return {p.index: p for p in seen.linked.graph.subjects() if p.index in there.sure or p.index in there.undecided}


def _roots(seen: Look, own: Mapping[int, Package]) -> list[int]:
    programs = mains(seen)
    found = [index for index in own if index in programs.sure or index in programs.undecided]
    return found or list(own)


def _reached(starts: Collection[int], edges: Edges, without: Collection[int]) -> set[int]:
    found = {start for start in starts if start not in without}
    waiting = list(found)
    while waiting:
        for imported in edges[waiting.pop()]:
            if imported not in found and imported not in without:
                found.add(imported)
                waiting.append(imported)
    return found


def _depths(own: Mapping[int, Package], edges: Edges) -> dict[int, int]:
    """The longest way down over own packages; the packages of a cycle are one step."""
    inside = {index: {to: 1 for to in edges[index] if to in own} for index in own}
    head = {index: index for index in own}
    for component in components(list(own), inside):
        head |= dict.fromkeys(component, component[0])
    below: dict[int, set[int]] = {head[index]: set() for index in own}
    for index in own:
        below[head[index]] |= {head[to] for to in inside[index]} - {head[index]}
    depth: dict[int, int] = {}
    for start in below:
        waiting = [start]
        while waiting:
            node = waiting[-1]
            missing = [to for to in below[node] if to not in depth]
            if missing:
                waiting += missing
            else:
                depth[node] = 1 + max((depth[to] for to in below[node]), default=-1)
                waiting.pop()
    return {index: depth[head[index]] for index in own}


def _metrics(
    name: str, members: set[int], edges: Edges, own: Mapping[int, Package], depths: Mapping[int, int], weight: int
) -> Metrics:
    importing = {index for index in own if index not in members and not members.isdisjoint(edges[index])}
    imported = {to for index in members for to in edges[index] if to in own and to not in members}
    both = len(importing) + len(imported)
    return Metrics(
        name,
        len(members),
        len(importing),
        len(imported),
        round(len(imported) / both, 3) if both else None,
        max((depths[index] for index in members if index in depths), default=0),
        len(_reached(members, edges, ()) - members),
        weight,
    )
