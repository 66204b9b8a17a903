"""A package as gomodlint.lock has it: where it is there, and what it imports where. It has no files."""

from __future__ import annotations

from collections.abc import Callable

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.conditions.wider import covering
from gomodlint.graph.package import Package
from gomodlint.source.constraint import Expr
from gomodlint.source.lock_file import LockedPackage

Where = list[Expr | None]


def fill_locked(
    package: Package, entry: LockedPackage, universe: Universe, index_of: Callable[[str], int | None]
) -> bool:
    """Fill a package by its entry; whether that is exact, and not wider where a condition is too large.

    `index_of` gives the index of an import path; None for one that is no package of the graph. The lines of one import
    are taken together, so that it does not matter how many they are.
    """
    exact = True

    def any_of(where: Where) -> Condition:
        nonlocal exact
        expressions = [one for one in where if one is not None]
        if len(expressions) < len(where):
            return universe.full
        holds, is_exact = covering(universe, expressions[0] if len(expressions) == 1 else ("or", *expressions))
        exact = exact and is_exact
        return holds

    names: dict[str, Where] = {}
    for name, expression in entry.names:
        names.setdefault(name, []).append(expression)
    package.exists = any_of([expression for _, expression in entry.names])
    package.main = any_of(names["main"]) if "main" in names else 0
    package.name = next((name for name, where in names.items() if any_of(where)), "")
    imports: dict[str, Where] = {}
    for path, expression in entry.imports:
        imports.setdefault(path, []).append(expression)
    edges: dict[int, Condition] = {}
    for path, where in imports.items():
        condition = any_of(where)
        index = index_of(path) if condition and path != "C" else None
        if index is None:
            continue
        try:
            edges[index] = universe.or_(edges.get(index, 0), condition)
        except TooManyTags:  # two paths of one package
            edges[index] = universe.anywhere(edges[index]) | universe.anywhere(condition)
            exact = False
    package.imports = edges
    return exact


def may_use_cgo(entry: LockedPackage, universe: Universe) -> bool:
    """Whether a package imports "C" in some build, or may, where its conditions are too large."""
    where = [expression for path, expression in entry.imports if path == "C"]
    return any(expression is None or covering(universe, expression)[0] for expression in where)
