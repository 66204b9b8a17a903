"""Answers `metrics`: how packages, or the policy's sets, hang together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from gomodlint.engine.bounded.there import Imports, There, built, imports, mains
from gomodlint.engine.look import Look
from gomodlint.graph.closure import Closure
from gomodlint.graph.components import components
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
    reaches = Closure(edges).counts()
    importing = _importing(own, edges)
    found = [
        _metrics(own[index].path, {index}, edges, importing, depths, reaches[index], weights.get(index, 0))
        for index in own
    ]
    return _measured(seen, found, known, there)


def metrics_of_sets(seen: Look) -> Measured:
    """Of every set of the policy."""
    known, there = imports(seen), built(seen)
    edges, own = known.edges, _own(seen, there)
    depths = _depths(own, edges)
    roots = _roots(seen, own)
    whole = _reached(roots, edges, ())
    importing = _importing(own, edges)
    found = []
    for name, selector in seen.policy.sets.items():
        members = {index for index in selector.select(seen.linked.graph.packages) if edges.get(index) is not None}
        weight = len(whole - _reached(roots, edges, members))
        reaches = len(_reached(members, edges, ()) - members)
        found.append(_metrics(f"${name}", members, edges, importing, depths, reaches, weight))
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
    inside = {index: [to for to in edges[index] if to in own] for index in own}
    depths: dict[int, int] = {}
    for component in components(list(own), inside, alone=True):  # each after all that it leads to
        below = {to for index in component for to in inside[index]}.difference(component)
        depth = 1 + max((depths[to] for to in below), default=-1)
        depths.update(dict.fromkeys(component, depth))
    return depths


def _importing(own: Collection[int], edges: Edges) -> dict[int, set[int]]:
    """For each own package the own packages that import it."""
    importing: dict[int, set[int]] = {index: set() for index in own}
    for index in own:
        for to in edges[index]:
            if to in importing:
                importing[to].add(index)
    return importing


def _metrics(
    name: str,
    members: set[int],
    edges: Edges,
    importing: Mapping[int, Collection[int]],
    depths: Mapping[int, int],
    reaches: int,
    weight: int,
) -> Metrics:
    fan_in = len({index for member in members for index in importing.get(member, ()) if index not in members})
    fan_out = len({to for index in members for to in edges[index] if to in importing and to not in members})
    both = fan_in + fan_out
    return Metrics(
        name,
        len(members),
        fan_in,
        fan_out,
        round(fan_out / both, 3) if both else None,
        max((depths[index] for index in members if index in depths), default=0),
        reaches,
        weight,
    )
