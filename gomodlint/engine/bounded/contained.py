"""What a lock says of programs, whatever the bound: conditions that are too large are wider ones, and said to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Final

from gomodlint.conditions.diagram import MAX_NODES, TooManyTags
from gomodlint.conditions.projection import Projection
from gomodlint.engine.bounded.views import Views
from gomodlint.engine.look import Look
from gomodlint.graph.by_lock import by_lock
from gomodlint.graph.locked_package import may_use_cgo
from gomodlint.graph.package import GoFile, Package
from gomodlint.graph.search import forward
from gomodlint.lock.contents import Sure, contents
from gomodlint.source.lock_file import Lock, LockedPackage

ALONE: Final = 50_000  # decision nodes for another program, after one was too large


class Contained:
    """The lines of programs of one repository. `locks` are those of build lists, as far as third parties speak in them.

    Where conditions may be too large all that is third-party is taken from there, so that the lines are the same with
    its source and without.
    """

    def __init__(self, seen: Look, locks: Mapping[int, Lock]) -> None:
        self._locks = locks
        self._packages = seen.linked.graph.packages
        self._seen = _by_locks(seen, locks) if seen.universe.tags and locks else seen
        self._views = Views(self._seen)
        self._is_hard = False
        self._cgo: dict[int, bool] = {}

    def lines(self, program: Package) -> list[str]:
        """Those of one program: exact ones if they can be had."""
        seen = self._seen
        graph = seen.linked.graph
        if not seen.loose and graph.wider.isdisjoint(forward(graph, program.index, tests=False)):
            with seen.universe.aside(ALONE) if self._is_hard else nullcontext():
                try:
                    return contents(graph, program.index, seen.universe, seen.within, self._uses_cgo)
                except TooManyTags:
                    self._is_hard = True
        sure = Sure(self._always(program.index), self._where(program.index))
        for view in self._views:
            try:
                return contents(view.linked.graph, program.index, view.universe, view.within, self._uses_cgo, sure)
            except TooManyTags:
                continue
        raise AssertionError("without tags there are no decision nodes")

    def _always(self, program: int) -> set[int]:
        """Packages that a program has wherever it is one: each import on the way is in all builds."""
        found = {program}
        waiting = [program]
        while waiting:
            for imported in self._imported_always(waiting.pop()):
                if imported not in found:
                    found.add(imported)
                    waiting.append(imported)
        return found

    def _imported_always(self, index: int) -> Iterator[int]:
        """What a package imports in all builds."""
        graph, full = self._seen.linked.graph, self._seen.universe.full
        package = graph.packages[index]
        lookup = graph.lookup[package.build_list]
        entry = self._entry(package)
        if index not in graph.wider:
            yield from (imported for imported, condition in package.imports.items() if condition == full)
        elif entry is not None:
            yield from (lookup[path] for path, where in entry.imports if where is None and path != "C")
        else:
            for file in self._always_built(index):
                yield from (lookup[path] for path in file.header.imports.paths if path != "C")

    def _always_built(self, index: int) -> Iterator[GoFile]:
        """Files that all builds have of a package, which may have others with wider conditions."""
        full = self._seen.universe.full
        for file in self._packages[index].files:
            if file.kind == "production" and file.condition == full and not file.header.constraint:
                yield file

    def _where(self, program: int) -> str | None:
        """Where it is a program, exactly; None where that is not known."""
        seen = self._seen
        if seen.loose:
            return None
        if program in seen.linked.graph.wider:
            return "" if any(file.header.package == "main" for file in self._always_built(program)) else None
        with seen.universe.aside(ALONE):
            try:
                start = seen.universe.and_(seen.linked.graph.packages[program].main, seen.within)
                label = seen.universe.at_most(start, seen.within)
            except TooManyTags:
                return None
        return label.text if label.exact else None

    def _uses_cgo(self, package: Package) -> bool:
        if package.index not in self._cgo:
            entry = self._entry(package)
            files = self._packages[package.index].files
            self._cgo[package.index] = (
                any("C" in file.header.imports.paths for file in files)
                if entry is None
                else may_use_cgo(entry, self._seen.universe)
            )
        return self._cgo[package.index]

    def _entry(self, package: Package) -> LockedPackage | None:
        lock = self._locks.get(package.build_list)
        return None if lock is None or lock.owner(package.path) is None else lock.package(package.path)


def _by_locks(seen: Look, locks: Mapping[int, Lock]) -> Look:
    universe = seen.universe.fresh(MAX_NODES)
    try:
        graph = by_lock(seen.linked.graph, seen.universe, universe, locks)
        within = Projection(seen.universe, universe)(seen.within)
    except TooManyTags:
        return seen
    return seen._replace(universe=universe, linked=seen.linked._replace(graph=graph), within=within)
