"""What a package imports in more builds than another one does, as it was in base."""

from __future__ import annotations

from collections.abc import Mapping

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.graph.package import Graph, Package

EDGES = ("imports", "test_imports", "external_test_imports")


def grown(universe: Universe, package: Package, graph: Graph, other: Package, others: Graph) -> set[str]:
    """What a package of `graph` imports in builds in which the other one does not; "" if it exists in such.

    Where conditions are wider its files tell. Where they are too large it is all: nothing that has more is left out.
    """
    if package.index in graph.wider or other.index in others.wider:
        then = _as_written(other)
        return {path for path, files in _as_written(package).items() if not files <= then.get(path, set())}
    found = set[str]()
    try:
        if universe.minus(package.exists, other.exists):
            found.add("")
        for kind in EDGES:
            imports = _by_path(getattr(other, kind), others)
            for path, condition in _by_path(getattr(package, kind), graph).items():
                if universe.minus(condition, imports.get(path, 0)):
                    found.add(path)
    except TooManyTags:
        return {*found, "", *(graph.packages[index].path for kind in EDGES for index in getattr(package, kind))}
    return found


def _by_path(imports: Mapping[int, Condition], graph: Graph) -> dict[str, Condition]:
    return {graph.packages[index].path: condition for index, condition in imports.items()}


def _as_written(package: Package) -> dict[str, set[tuple[object, ...]]]:
    """For each import path the files that have it, by what their builds hang on; for "" those of production."""
    found: dict[str, set[tuple[object, ...]]] = {}
    for file in package.files:
        paths = set(file.header.imports.paths)
        mark = (file.name, file.kind, file.header.package, file.header.constraint, "C" in paths)
        for path in paths | ({""} if file.kind == "production" else set()):
            found.setdefault(path, set()).add(mark)
    return found
