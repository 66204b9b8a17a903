"""The lines of a lock that say what each program contains from outside the repository, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Label, Universe
from gomodlint.graph.package import Graph, Package
from gomodlint.graph.reach import reach
from gomodlint.source.lock_file import AT_MOST, PERHAPS


def programs(graph: Graph, number: int) -> list[Package]:
    """Own packages of a build list that may be programs, in order of import path."""
    return [package for package in graph.subjects() if package.build_list == number and package.main]


class Sure(NamedTuple):
    """What is known although conditions are wider: packages that a program always contains, and where it is one."""

    packages: AbstractSet[int]
    program: str | None


def contents(
    graph: Graph, program: int, universe: Universe, within: Condition, cgo: Callable[[Package], bool],
    sure: Sure | None = None,
) -> list[str]:  # fmt: skip
    """Lines for a program and each package outside the main modules that it contains; none for what is no program.

    A program's line has the builds in which it is one, unless it always is.
    A package's line has its path, the builds that have it (nothing: all that have the program), who imports it, and
    marks. `cgo` tells whether a third-party package uses it. What is internal to the standard library is left out: it
    is Go's, and changes with every release. With `sure` conditions are wider, and the lines say so, of all but that.
    Raises TooManyTags.
    """
    main = graph.packages[program]
    start = universe.and_(main.main, within)
    if not start:
        return []
    exact = sure is None
    reached = reach(graph.packages, universe, {main.index: start})
    lines = []
    for index, condition in reached.items():
        package = graph.packages[index]
        if package.origin != "own" and not _is_internal(package):
            always = sure is not None and index in sure.packages
            text = "" if always else _text(universe.at_most(condition, start), exact=exact)
            lines.append(_line(package, text, _importer(graph, package, reached), _marks(graph, package, cgo)))
    where = None if sure is None else sure.program
    if where is None:
        where = _text(universe.at_most(start, within), exact=exact)
    return [f"main {main.path}\t{where}".rstrip("\t"), *sorted(lines)]


def _text(label: Label, *, exact: bool) -> str:
    if exact and label.exact:
        return label.text
    return f"{AT_MOST}{label.text}" if label.text else PERHAPS


def _line(package: Package, label: str, importer: str, marks: Iterable[str]) -> str:
    return "\t" + "\t".join([package.path, label, f"< {importer}", " ".join(marks)]).rstrip("\t")


def _importer(graph: Graph, package: Package, reached: Mapping[int, Condition]) -> str:
    """One of those that import it there: own ones first, then by path, so that it stays the same when others come."""
    found = (graph.packages[index] for index in graph.importers()[package.index] if index in reached)
    ranks = {"own": 0, "third-party": 1, "missing": 1, "std": 2}
    best = min(found, key=lambda one: (ranks[one.origin], _is_internal(one), one.path))
    return best.path


def _marks(graph: Graph, package: Package, cgo: Callable[[Package], bool]) -> Iterator[str]:
    if package.origin == "missing":
        yield "missing"
    if package.origin != "third-party":
        return
    if cgo(package):
        yield "cgo"
    if any(graph.packages[index].path == "unsafe" for index in package.imports):
        yield "unsafe"


def _is_internal(package: Package) -> bool:
    return package.origin == "std" and bool({"internal", "vendor"} & set(package.path.split("/")))
