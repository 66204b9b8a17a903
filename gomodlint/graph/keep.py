"""A graph as lines of JSON, and back. Import paths and conditions are numbers that stand for them; nothing is executed.

Lines: the universe (configurations, tags), the rows of conditions, the modules, columns of packages, edges. Files are
not in it: whoever restores a graph says how those of a package are read, and that happens when a rule asks for them.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from gomodlint.conditions.kept import as_rows, from_rows
from gomodlint.conditions.universe import Universe
from gomodlint.graph.package import GoFile, Graph, Origin, Package
from gomodlint.source.module import Module

_ORIGINS: tuple[Origin, ...] = ("own", "std", "third-party", "missing")
_EDGES = ("imports", "test_imports", "external_test_imports")


class Doubt(Exception):  # noqa: N818 - it says what there is
    """What is kept cannot answer: the run must be made anew."""


class Restored(NamedTuple):
    """A graph, and for each own package the packages that its files name, in the order in which they do."""

    graph: Graph
    mentions: dict[int, list[int]]


def keep(graph: Graph, universe: Universe) -> list[str]:
    """The lines of a graph. All packages of main modules must come first in it, as a builder makes it."""
    packages = graph.packages
    edges = [[getattr(package, kind) for package in packages] for kind in _EDGES]
    used = chain.from_iterable(each.values() for kind in edges for each in kind)
    rows, places = as_rows(universe, [*used, *(p.exists for p in packages), *(p.main for p in packages)])
    modules: dict[Module | None, int] = {None: -1}
    for package in packages:
        modules.setdefault(package.module, len(modules) - 1)
    columns = [
        [p.build_list for p in packages],
        [p.path for p in packages],
        [p.directory for p in packages],
        [_ORIGINS.index(p.origin) for p in packages],
        [modules[p.module] for p in packages],
        [p.name for p in packages],
        [p.problem for p in packages],
        [int(p.subject) for p in packages],
        [places[p.exists] for p in packages],
        [places[p.main] for p in packages],
        ["" if p.place is None else f"/{p.place}" for p in packages],
        [p.marks if p.origin == "own" else "" for p in packages],
    ]
    mentions = [mentioned(graph, package) if package.origin == "own" else [] for package in packages]
    aliases = [
        [number, path, index]
        for number, lookup in enumerate(graph.lookup)
        for path, index in lookup.items()
        if packages[index].path != path
    ]
    lines: list[Any] = [
        [universe.configurations, universe.tags],
        rows,
        [list(module) for module in modules if module is not None],
        columns,
        [len(graph.lookup), aliases],
        *([[len(each) for each in kind], *_flat(kind, places)] for kind in edges),
        [[len(each) for each in mentions], list(chain.from_iterable(mentions))],
    ]
    return [json.dumps(line, separators=(",", ":")) for line in lines]


def mentioned(graph: Graph, package: Package) -> list[int]:
    """The packages that the files of a package name, in the order in which they do."""
    lookup = graph.lookup[package.build_list]
    paths = dict.fromkeys(path for file in package.files for path in file.header.imports.paths)
    return list(dict.fromkeys(lookup[path] for path in paths if path != "C"))


def restore(lines: Sequence[str], universe: Universe, files: Callable[[Package], tuple[GoFile, ...]]) -> Restored:
    """The graph of some lines. `files` reads those of a package.

    Raises Doubt for lines that `keep` did not write, or wrote in another universe.
    """
    try:
        return _restore([json.loads(line) for line in lines], universe, files)
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError) as error:
        raise Doubt("the kept graph does not make sense") from error


def _restore(lines: Sequence[Any], universe: Universe, files: Callable[[Package], tuple[GoFile, ...]]) -> Restored:
    told, rows, module_rows, columns, (lists, aliases), *edges, (mention_counts, mention_flat) = lines
    if told != [list(map(list, universe.configurations)), list(universe.tags)]:
        raise Doubt("the builds that count are others")
    conditions = from_rows(universe, rows, len(universe.tags))
    modules = [None, *(_module(row) for row in module_rows)]
    count = len(columns[1])
    if {len(column) for column in columns} != {count} or len(edges) != len(_EDGES):
        raise ValueError
    for column, type_ in zip(columns, (int, str, str, int, int, str, str, int, int, int, str, str), strict=True):
        _check(column, type_)
    _within(columns[0], lists)
    graph = Graph()
    graph.lookup = [{} for _ in range(lists)]
    packages = graph.packages
    for index, row in enumerate(zip(*columns, strict=True)):
        number, path, directory, origin, module, name, problem, subject, exists, main, place, marks = row
        package = Package(index, number, path, directory, _ORIGINS[origin], modules[module + 1])
        package.name = name
        package.problem = problem
        package.subject = subject == 1
        package.exists = conditions[exists]
        package.main = conditions[main]
        package.place = place[1:] if place else None
        package.read_files_with(files, marks)
        packages.append(package)
        graph.lookup[number][path] = index
    for number, path, index in aliases:
        graph.lookup[number][str(path)] = packages[index].index
    for kind, (counts, targets, holds) in zip(_EDGES, edges, strict=True):
        _check(counts, int)
        _within(targets, count)
        _within(holds, len(conditions))
        pairs = zip(targets, map(conditions.__getitem__, holds), strict=True)
        for package, number in zip(packages, counts, strict=True):
            if number:
                setattr(package, kind, dict(islice(pairs, number)))
    _check(mention_counts, int)
    _within(mention_flat, count)
    flat = iter(mention_flat)
    mentions = {
        package.index: list(islice(flat, number))
        for package, number in zip(packages, mention_counts, strict=True)
        if package.origin == "own"
    }
    return Restored(graph, mentions)


def _flat(kind: Iterable[dict[int, int]], places: dict[int, int]) -> tuple[list[int], list[int]]:
    """Imported packages, and places of conditions."""
    targets: list[int] = []
    holds: list[int] = []
    for each in kind:
        targets += each
        holds += map(places.__getitem__, each.values())
    return targets, holds


def _module(row: Any) -> Module:
    path, version, directory, main, go_version, indirect, replaced_by = row
    _check((path, version, directory, go_version, replaced_by), str)
    return Module(path, version, directory, main is True, go_version, indirect is True, replaced_by)


def _check(values: Sequence[object], kind: type) -> None:
    if values and set(map(type, values)) != {kind}:
        raise TypeError


def _within(values: Sequence[int], limit: int) -> None:
    _check(values, int)
    if values and not 0 <= min(values) <= max(values) < limit:
        raise IndexError
