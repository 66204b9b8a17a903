"""Packages put together: a graph of directories, sets or modules, whose edges remember the imports they stand for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.graph.package import Graph, Package


class Collapsed(NamedTuple):
    """Groups by number. `edges[a][b]` is where some package of a imports one of b, `imports[a, b]` by which imports."""

    names: Sequence[str]
    edges: Mapping[int, Mapping[int, Condition]]
    imports: Mapping[tuple[int, int], Sequence[tuple[int, int, Condition]]]  # importer, imported (indices), condition


def collapse(graph: Graph, universe: Universe, groups: Mapping[int, str], *, tests: bool = False) -> Collapsed:
    """The graph of some groups: package index to the group's name. Imports within a group are left out.

    `tests`: imports of test files count too.
    """
    names = sorted(set(groups.values()))
    number = {name: at for at, name in enumerate(names)}
    edges: dict[int, dict[int, Condition]] = {at: {} for at in range(len(names))}
    imports: dict[tuple[int, int], list[tuple[int, int, Condition]]] = {}
    for index, name in groups.items():
        package = graph.packages[index]
        importer = number[name]
        for imported, condition in _edges(package, tests=tests):
            other = groups.get(imported)
            if other is None or other == name or not condition:
                continue
            at = number[other]
            edges[importer][at] = universe.or_(edges[importer].get(at, 0), condition)
            imports.setdefault((importer, at), []).append((index, imported, condition))
    for found in imports.values():
        found.sort(key=lambda edge: (graph.packages[edge[0]].path, graph.packages[edge[1]].path))
    return Collapsed(names, edges, imports)


def siblings(packages: Sequence[Package]) -> Iterator[tuple[str, dict[int, str]]]:
    """For each directory with two children or more that hold packages: its path, and package index to the child.

    A child stands for all below it. A directory's own package belongs to no child of it.
    """
    children: dict[str, dict[int, str]] = {}
    for package in packages:
        directory = package.directory
        while directory:
            parent = directory.rpartition("/")[0]
            children.setdefault(parent, {})[package.index] = directory
            directory = parent
    for parent in sorted(children):
        if len(set(children[parent].values())) > 1:
            yield parent, children[parent]


def _edges(package: Package, *, tests: bool) -> Iterator[tuple[int, Condition]]:
    yield from package.imports.items()
    if tests:
        yield from package.test_imports.items()
        yield from package.external_test_imports.items()
