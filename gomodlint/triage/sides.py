"""The two sides of a comparison as causes are looked for: own packages and files, edges, and what git says differs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.finding import Cause, Finding
from gomodlint.graph.package import GoFile, Graph, Package
from gomodlint.source.directory import HEADER_LIMIT
from gomodlint.source.gomod import GoMod
from gomodlint.source.tree import Tree
from gomodlint.triage.moves import Moves


class OwnFile(NamedTuple):
    """A Go file and its package."""

    package: Package
    file: GoFile


class Look(NamedTuple):
    """One side. `edges` are by importer, imported package, and whether tests import; `tree` has its files."""

    graph: Graph
    edges: dict[tuple[str, str, bool], Condition]
    own: dict[str, Package]
    files: dict[str, OwnFile]
    mods: Sequence[GoMod]
    tree: Tree


class Sides(NamedTuple):
    """Head and base. `changed` are the paths that differ; None: not known."""

    head: Look
    base: Look
    universe: Universe
    moved: Moves
    changed: Collection[str] | None

    def edge_before(self, importer: str, imported: str, *, test: bool, literal: bool) -> Condition:
        """Where base has an import; of packages that moved (unless `literal`) under their old paths."""
        found = self.base.edges.get((importer, imported, test), 0)
        if literal:
            return found
        old = (self.moved.old_path(importer), self.moved.old_path(imported), test)
        return self.universe.or_(found, self.base.edges.get(old, 0))

    def old_file(self, file: str) -> str:
        """What a file was called in base."""
        return self.moved.files.get(file, file)

    def is_changed(self, file: str) -> bool:
        """Whether the file differs, as far as that is known."""
        return self.changed is None or file in self.changed

    def joined(self, file: str) -> Cause | None:
        """Why a file that is as it was belongs to a module only now: a go.mod or go.work near it came or went."""
        files = [path for path in self.changed or () if path.rpartition("/")[2] in {"go.mod", "go.work"}]
        above = [path for path in files if file.startswith(path.rpartition("/")[0])]
        near = max(above or files, key=lambda path: (len(path), path), default="")
        return Cause("module", near, 1, file) if near else None

    def gone_file(self, package: Package) -> str | None:
        """A Go file of the package that head has no more."""
        prefix = f"{package.directory}/" if package.directory else ""
        gone = (p for p in sorted(self.changed or ()) if p.startswith(prefix) and "/" not in p[len(prefix) :])
        return next((path for path in gone if path in self.base.files and path not in self.head.files), None)

    def package_line(self, file: str) -> int:
        """The line of a file's package clause."""
        comment = False
        for number, line in enumerate(self.head.tree.read(file, HEADER_LIMIT).split(b"\n"), 1):
            if not comment and line.lstrip().startswith(b"package "):
                return number
            comment = (comment or b"/*" in line) and b"*/" not in line
        return 1


def look(graph: Graph, universe: Universe, mods: Iterable[GoMod], tree: Tree) -> Look:
    """Prepare one side."""
    edges: dict[tuple[str, str, bool], Condition] = {}
    own: dict[str, Package] = {}
    files: dict[str, OwnFile] = {}
    for package in graph.packages:
        for test, imports in (
            (False, package.imports), (True, package.test_imports), (True, package.external_test_imports),
        ):  # fmt: skip
            for imported, condition in imports.items():
                key = (package.path, graph.packages[imported].path, test)
                edges[key] = universe.or_(edges.get(key, 0), condition)
        if package.origin == "own":
            if package.subject or package.path not in own:
                own[package.path] = package
            prefix = f"{package.directory}/" if package.directory else ""
            files.update((prefix + file.name, OwnFile(package, file)) for file in package.files)
    return Look(graph, edges, own, files, tuple(mods), tree)


def is_of_graph(finding: Finding) -> bool:
    """Whether a rule over the graph made it, not one over lines."""
    return finding.identity[-1] in {"production", "test"}


def name_of(path: str) -> str:
    """The last element of a path."""
    return path.rpartition("/")[2]
