"""The lines of a lock that say what each program contains from outside the repository, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.graph.package import Graph, Package
from gomodlint.graph.reach import reach
from gomodlint.source.locked import Locked


def contents(graph: Graph, number: int, universe: Universe, within: Condition, locked: Locked | None) -> Iterator[str]:
    """For each program of a build list: a line, then one for each package outside the main modules.

    A program's line has the builds in which it is one, unless it always is.
    A package's line has its path, the builds that have it (nothing: all that have the program), who imports it, and
    marks. What is internal to the standard library is left out: it is Go's, and changes with every release.
    """
    for main in graph.subjects():
        start = universe.and_(main.main, within)
        if main.build_list != number or not start:
            continue
        reached = reach(graph.packages, universe, {main.index: start})
        yield f"main {main.path}\t{universe.label(start, within)}".rstrip("\t")
        lines = []
        for index, condition in reached.items():
            package = graph.packages[index]
            if package.origin != "own" and not _is_internal(package):
                label = universe.label(condition, start)
                marks = _marks(graph, package, universe, locked)
                lines.append(_line(package, label, _importer(graph, package, reached), marks))
        yield from sorted(lines)


def _line(package: Package, label: str, importer: str, marks: Iterable[str]) -> str:
    return "\t" + "\t".join([package.path, label, f"< {importer}", " ".join(marks)]).rstrip("\t")


def _importer(graph: Graph, package: Package, reached: Mapping[int, Condition]) -> str:
    """One of those that import it there: own ones first, then by path, so that it stays the same when others come."""
    found = (graph.packages[index] for index in graph.importers()[package.index] if index in reached)
    ranks = {"own": 0, "third-party": 1, "missing": 1, "std": 2}
    best = min(found, key=lambda one: (ranks[one.origin], _is_internal(one), one.path))
    return best.path


def _marks(graph: Graph, package: Package, universe: Universe, locked: Locked | None) -> Iterator[str]:
    if package.origin == "missing":
        yield "missing"
    if package.origin != "third-party":
        return
    if any("C" in file.header.imports.paths for file in package.files) or _locked_cgo(package, universe, locked):
        yield "cgo"
    if any(graph.packages[index].path == "unsafe" for index in package.imports):
        yield "unsafe"


def _locked_cgo(package: Package, universe: Universe, locked: Locked | None) -> bool:
    if package.directory or locked is None:
        return False
    found = [where for path, where in locked.package(package.path).imports if path == "C"]
    return any(where is None or universe.evaluate(where) for where in found)


def _is_internal(package: Package) -> bool:
    return package.origin == "std" and bool({"internal", "vendor"} & set(package.path.split("/")))
