"""Whether some build that is asked about has a package, a program or an import at all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.loosely import Known, Loosely
from gomodlint.engine.bounded.shown import Shown
from gomodlint.engine.look import Look
from gomodlint.finding import Witness
from gomodlint.graph.package import FileKind, GoFile, Package


class There(NamedTuple):
    """Packages, by index: those that some build has, and those of which no build was found but may be."""

    sure: frozenset[int]
    undecided: frozenset[int]


class Imports(NamedTuple):
    """What each package imports in some build: what one has, and the imports of which no build was found but may be."""

    edges: dict[int, list[int]]
    undecided: tuple[tuple[int, int], ...]


def mains(seen: Look) -> There:
    """Packages that are programs. One that may be counts as none."""
    return _packages(seen, lambda package: package.main, lambda file: file.header.package == "main")


def built(seen: Look) -> There:
    """Own packages of which some build has a file that is no test."""
    return _packages(seen, lambda package: package.exists if package.subject else 0, lambda _file: True)


def imports(seen: Look) -> Imports:
    """Production imports, of every package; those that may be are among the edges."""
    asker = Asker(seen)
    undecided: list[tuple[int, int]] = []
    edges: dict[int, list[int]] = {}
    for package in seen.linked.graph.packages:
        found = edges[package.index] = []
        for imported, condition in package.imports.items():

            def has(build: Witness, importer: int = package.index, imported: int = imported) -> bool:
                return asker.shown.has(build, importer, imported)

            there = asker.is_there(package, condition, has)
            if there is not False:
                found.append(imported)
            if there is None:
                undecided.append((package.index, imported))
    return Imports(edges, tuple(undecided))


def _packages(seen: Look, condition: Callable[[Package], Condition], counts: Callable[[GoFile], bool]) -> There:
    asker = Asker(seen)
    sure: set[int] = set()
    undecided: set[int] = set()
    for package in seen.linked.graph.packages:
        holds = condition(package)
        if not holds:
            continue

        def has(build: Witness, package: Package = package) -> bool:
            files = [file for file in package.files if file.kind == "production" and counts(file)]
            return any(asker.shown.has_file(build, package, file.name) for file in files)

        there = asker.is_there(package, holds, has)
        if there is not False:
            (undecided if there is None else sure).add(package.index)
    return There(frozenset(sure), frozenset(undecided))


class Asker:
    """Asks builds, where conditions do not tell."""

    def __init__(self, seen: Look) -> None:
        self._seen = seen
        self._algebra = Loosely(seen.universe)
        self._within = Known(seen.within, exact=not seen.loose)
        self.shown = Shown(seen)

    def is_there(self, package: Package, condition: Condition, has: Callable[[Witness], bool]) -> bool | None:
        """Whether some build has it; None where that is not known."""
        exact = package.index not in self._seen.linked.graph.wider
        holds = self._algebra.and_(Known(condition, exact=exact), self._within)
        if holds.exact or not holds.holds:
            return bool(holds.holds)
        return True if self.shown.has_any(holds.holds, has) else None

    def has_import(self, package: Package, imported: int, condition: Condition, kinds: Collection[FileKind]) -> bool:
        """Whether a build is found that has an import, of those in which a condition holds."""

        def has(build: Witness) -> bool:
            return self.shown.has(build, package.index, imported, kinds)

        return self.shown.has_any(condition, has)
