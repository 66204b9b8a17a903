"""Breaches that stand in a go.mod or go.work: modules as the importing and the imported side."""

from __future__ import annotations

from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.graph.chain import Hop
from gomodlint.graph.package import Package
from gomodlint.rules.rule import Breach
from gomodlint.source.module import Module


class ModuleLine(NamedTuple):
    """A directive of a main module's go.mod, or of the go.work around it."""

    main: Module
    file: str
    line: int
    column: int


def breach_of_module_line(
    at: ModuleLine, subject: str, message: str, holds: Condition, chain: tuple[Hop, ...] = ()
) -> Breach:
    """A breach at a directive. `subject` is what it is about: a module path, or the directive itself."""
    importer = Package(-1, 0, at.main.path, at.main.directory, "own", at.main)
    imported = Package(-1, 0, subject, "", "third-party", None)
    return Breach(importer, imported, at.file, at.line, at.column, "production", message, holds, chain)


class NamedModule:
    """A module as selectors see a package: by its path alone."""

    __slots__ = ("path",)
    index = -1
    place = None
    origin = "third-party"
    main = 0

    def __init__(self, path: str) -> None:
        self.path = path
