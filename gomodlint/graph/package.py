"""A package of the graph, and the graph itself: ints for packages and conditions, no object per edge."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from gomodlint.source.header import Header
from gomodlint.source.module import Module

FileKind = Literal["production", "test", "external-test"]
Origin = Literal["own", "std", "third-party", "missing"]
Condition = int  # see gomodlint.conditions.universe


class GoFile(NamedTuple):
    """One Go file of a package: its name, its header, and the condition under which Go uses it."""

    name: str
    kind: FileKind
    header: Header
    condition: Condition


class Package:
    """A package in one build list. Edges map the imported package's index to the edge's condition."""

    __slots__ = (
        "directory",
        "exists",
        "external_test_imports",
        "files",
        "imports",
        "index",
        "main",
        "module",
        "name",
        "origin",
        "path",
        "test_imports",
    )

    def __init__(self, index: int, path: str, directory: str, origin: Origin, module: Module | None) -> None:
        self.index = index
        self.path = path  # import path
        self.directory = directory  # a Tree path: relative to the repository, or absolute; "" for std and missing
        self.origin = origin  # "own": of a main module
        self.module = module
        self.name = ""
        self.files: tuple[GoFile, ...] = ()
        self.exists: Condition = 0  # where any production file is built
        self.main: Condition = 0  # where it is `package main`
        self.imports: dict[int, Condition] = {}
        self.test_imports: dict[int, Condition] = {}
        self.external_test_imports: dict[int, Condition] = {}


class Site(NamedTuple):
    """Where an import spec stands: file (a Tree path), line and column, the name it gives, its file's condition."""

    file: str
    line: int
    column: int
    name: str
    condition: Condition
    kind: FileKind


class Graph:
    """All packages that the main modules reach under any condition, each build list apart.

    `packages[i].index == i`. Of several build lists (go.mod files without go.work) each has its own nodes; an import
    path may therefore stand in `packages` more than once.
    """

    def __init__(self) -> None:
        self.packages: list[Package] = []

    def own(self) -> Iterator[Package]:
        """Packages of the main modules, in order of import path."""
        return iter(sorted((p for p in self.packages if p.origin == "own"), key=lambda p: (p.path, p.index)))

    def sites(self, importer: int, imported: int) -> Iterator[Site]:
        """Every import spec in `importer` (tests included) that leads to `imported`."""
        raise NotImplementedError
