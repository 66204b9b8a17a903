"""Imports of own packages that came or went, whatever the bound."""

from __future__ import annotations

from typing import NamedTuple

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.loosely import FAILURES, Known, Loosely
from gomodlint.engine.bounded.growth import Grower
from gomodlint.engine.bounded.shown import Shown
from gomodlint.engine.diff import ImportChange
from gomodlint.engine.look import Look
from gomodlint.finding import Witness
from gomodlint.graph.package import Package, Site

Answer = tuple[tuple[ImportChange, ...], tuple[tuple[str, str], ...]]


class _Edge(NamedTuple):
    package: Package
    imported: int
    holds: Known


class _Side(NamedTuple):
    seen: Look
    shown: Shown
    grower: Grower  # against the other side
    edges: dict[tuple[str, str], _Edge]


def changed_imports(before: Look, after: Look) -> Answer:
    """The imports that changed, and those of which it cannot be told."""
    algebra = Loosely(after.universe)
    old = _Side(before, Shown(before), Grower(before, after), _edges(before, algebra))
    new = _Side(after, Shown(after), Grower(after, before), _edges(after, algebra))
    found: list[ImportChange] = []
    undecided: set[tuple[str, str]] = set()
    failures = 0
    for key in sorted(old.edges.keys() | new.edges.keys()):
        for sign, side, other in (("+", new, old), ("-", old, new)):
            edge, was = side.edges.get(key), other.edges.get(key)
            if edge is None:
                continue
            if edge.holds.exact and (was is None or was.holds.exact) and failures < FAILURES:
                try:
                    more = after.universe.minus(edge.holds.holds, 0 if was is None else was.holds.holds)
                except TooManyTags:
                    failures += 1
                else:
                    if more:
                        label = after.universe.at_most(more, after.within)
                        found.append(ImportChange(sign, *key, _site(side.seen, edge, more), *label))
                    continue
            changed = side.grower.more(edge.package)
            if changed is not None and key[1] not in changed:
                continue
            build = _shown_by(side, edge, other, was)
            if build is None:
                undecided.add(key)
                continue
            text = after.universe.at_most(edge.holds.holds, after.within).text
            site = side.shown.site(build, edge.package.index, edge.imported)
            found.append(ImportChange(sign, *key, site, text, exact=False))
    return tuple(found), tuple(sorted(undecided))


def _edges(seen: Look, algebra: Loosely) -> dict[tuple[str, str], _Edge]:
    graph = seen.linked.graph
    within = Known(seen.within, exact=not seen.loose)
    found: dict[tuple[str, str], _Edge] = {}
    for package in graph.subjects():
        for imported, condition in package.imports.items():
            part = algebra.and_(Known(condition, exact=package.index not in graph.wider), within)
            if part.holds:
                key = (package.path, graph.packages[imported].path)
                known = found.get(key)
                found[key] = _Edge(package, imported, part if known is None else algebra.or_(known.holds, part))
    return found


def _shown_by(side: _Side, edge: _Edge, other: _Side, was: _Edge | None) -> Witness | None:
    """A build that has the import on one side only."""

    def has(build: Witness) -> bool:
        return side.shown.has(build, edge.package.index, edge.imported) and not (
            was is not None and other.shown.has(build, was.package.index, was.imported)
        )

    return side.shown.first(edge.holds.holds, has)


def _site(seen: Look, edge: _Edge, within: Condition) -> Site | None:
    sites = seen.linked.graph.sites(edge.package.index, edge.imported)
    production = [site for site in sites if site.kind == "production"]
    for site in production:
        try:
            if seen.universe.and_(site.condition, within):
                return site
        except TooManyTags:
            continue
    return next(iter(production), None)
