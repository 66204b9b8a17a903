"""From main modules to the package graph: read own packages, then follow imports into everything they reach."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gomodlint.conditions.diagram import MAX_NODES, Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.errors import Problem
from gomodlint.graph.file_condition import FileConditions
from gomodlint.graph.own import OwnDirectory, OwnSources
from gomodlint.graph.package import GoFile, Graph, Origin, Package, kind_of, name_of
from gomodlint.progress import Work
from gomodlint.source.constraint import ConstraintError
from gomodlint.source.directory import HeaderReader, SourceFile
from gomodlint.source.header_model import Header
from gomodlint.source.module import Homes, Module, is_in_repository
from gomodlint.source.tree import Tree, TreeError

if TYPE_CHECKING:
    from gomodlint.graph.needs import BuildList, Std
    from gomodlint.source.pipeline import Pipeline


GROWTH = 10_000  # decision nodes that one condition of the graph may add: beyond, a wider one takes its place


class GraphBuilder:
    """Builds one Graph in one Universe. `problems` are own files that Go would refuse; `files` counts Go files."""

    def __init__(
        self, tree: Tree, universe: Universe, std: Std, reader: HeaderReader, build_lists: Sequence[BuildList]
    ) -> None:
        self.graph = Graph()
        self.problems: list[Problem] = []
        self.files = 0
        self.not_built: dict[str, int] = {}
        self._tree = tree
        self._universe = universe
        self._std = std
        self._reader = reader
        self._build_lists = build_lists
        self._conditions = FileConditions(universe)
        self._waiting: list[Package] = []
        self._pipeline: Pipeline | None = None
        self._homes = Homes(module for one in build_lists for module in one.main)

    def mentioned_tags(self) -> set[str]:
        """Every tag that a constraint of a file read so far mentions."""
        return self._conditions.mentioned_tags()

    def build(self, own: OwnSources) -> Graph:
        """The graph of the own packages and all that they reach. Fills `problems` and `not_built`."""
        self._universe.growth = GROWTH
        self.problems += own.problems
        self.graph.lookup = [{} for _ in self._build_lists]
        packages = [self._add_own(directory) for directory in own.directories]
        try:
            for package, directory in zip(packages, own.directories, strict=True):
                self._fill_own(package, directory.files)
            self._follow()
        finally:
            if self._pipeline is not None:
                self._pipeline.close()
        return self.graph

    def _follow(self) -> None:
        """Fill the packages that were met, then those that these import, and so on."""
        waiting = self._waiting
        with Work("following imports") as work:
            for number, package in enumerate(waiting, 1):  # it grows
                work.step(len(waiting) - number)
                if package.origin == "std":
                    self._fill_std(package)
                elif package.origin == "third-party" and not package.directory:
                    self._fill_locked(package)
                else:
                    if self._pipeline is not None:
                        self._pipeline.settle(package.directory)
                    self._fill_reached(package)
        self._waiting = []
        self._universe.growth = MAX_NODES

    def _offer(self, package: Package) -> None:
        """Have a package that was met, and will be filled, read by other processes if there are many."""
        directory = package.directory
        if package.origin != "third-party" or not os.path.isabs(directory) or self._reader.has(directory):
            return
        from gomodlint.source.parallel import Job
        from gomodlint.source.pipeline import Pipeline  # not for who vendors, or imports std alone

        if self._pipeline is None:
            self._pipeline = Pipeline(self._tree, self._reader)
        entries = self._build_lists[package.build_list].listed(directory)
        self._pipeline.offer(Job(directory, entries, tests=False))

    def _add_own(self, directory: OwnDirectory) -> Package:
        lookup = self.graph.lookup[directory.build_list]
        package = self._new(directory.build_list, directory.path, directory.directory, "own", directory.module)
        package.subject = True
        lookup[directory.path] = package.index
        return package

    def _fill_own(self, package: Package, sources: tuple[SourceFile, ...]) -> None:
        name = name_of(sources)
        files = []
        for source in sources:
            header = source.header
            condition = self._condition(package.directory, source)
            kind = kind_of(source, name)
            if header.constraint in self._conditions.wider:
                self.graph.wider.add(package.index)
            if kind == "production" and condition:
                self._is_built(package, header, condition)
            if header.error is not None:
                self._refused(package, source)
            if not condition:
                self._conditions.count_not_built(header, self.not_built)
            files.append(GoFile(source.name, kind, header, condition))
            edges = (
                package.imports
                if kind == "production"
                else package.test_imports
                if kind == "test"
                else package.external_test_imports
            )
            self._link(package, header.imports.paths, condition, edges)
        self.files += len(files)
        package.files = tuple(files)
        package.name = name or next((f.header.package.removesuffix("_test") for f in sources), "")

    def _is_built(self, package: Package, header: Header, condition: Condition) -> None:
        """A production file is built: the first one that is names the package."""
        universe = self._universe
        try:
            if header.package == "main":
                package.main = universe.or_(package.main, universe.minus(condition, package.exists))
            package.exists = universe.or_(package.exists, condition)
        except TooManyTags:
            self.graph.wider.add(package.index)
            if header.package == "main":
                package.main = universe.anywhere(package.main) | universe.anywhere(condition)
            package.exists = self._either(package, package.exists, condition)

    def _either(self, package: Package, a: Condition, b: Condition) -> Condition:
        """Where either holds; where that is too much, where either holds under any tags: the package is noted."""
        try:
            return self._universe.or_(a, b)
        except TooManyTags:
            self.graph.wider.add(package.index)
            return self._universe.anywhere(a) | self._universe.anywhere(b)

    def _fill_reached(self, package: Package) -> None:
        try:
            sources = self._reader.read_directory(package.directory, None, tests=package.origin == "own")
        except TreeError as error:
            package.origin = "missing"
            package.problem = f"cannot read {error.path}: {error.reason}"
            return
        if package.origin == "own":
            self._fill_own(package, sources)
            return
        files: list[GoFile] = []
        full = self._universe.full
        linked = 0
        paths: dict[str, None] = {}  # of files with one condition
        for source in sources:
            condition = 0 if source.test else self._condition(package.directory, source)
            if not condition:
                continue
            header = source.header
            if header.constraint in self._conditions.wider:
                self.graph.wider.add(package.index)
            if package.exists != full:
                self._is_built(package, header, condition)
            files.append(GoFile(source.name, "production", header, condition))
            if condition != linked:
                self._link(package, paths, linked, package.imports)
                linked, paths = condition, {}
            paths.update(dict.fromkeys(header.imports.paths))
        self._link(package, paths, linked, package.imports)
        self.files += len(files)
        package.files = tuple(files)
        package.name = next((f.header.package for f in files), "")

    def _fill_std(self, package: Package) -> None:
        universe = self._universe
        exists = self._std.exists(package.path)
        package.exists = universe.full if exists is None else universe.evaluate(exists)
        package.name = self._std.name(package.path)
        number, imports = package.build_list, package.imports
        lookup, full = self.graph.lookup[number], universe.full
        for path, expression in self._std.imports(package.path):
            condition = full if expression is None else universe.evaluate(expression)
            if condition:
                index = lookup.get(path)
                if index is None:
                    index = self._std_package(number, path).index
                known = imports.get(index)
                imports[index] = condition if known is None else universe.or_(known, condition)

    def _fill_locked(self, package: Package) -> None:
        """From gomodlint.lock, which has no files."""
        locked = self._build_lists[package.build_list].locked
        if locked is None:
            raise AssertionError("it was found there")
        from gomodlint.graph.locked_package import fill_locked  # most runs have the source of all that is imported

        lookup = self.graph.lookup[package.build_list]

        def index_of(path: str) -> int:
            index = lookup.get(path)
            return self._add(package, path) if index is None else index

        if not fill_locked(package, locked.package(package.path), self._universe, index_of):
            self.graph.wider.add(package.index)

    def _link(self, package: Package, paths: Iterable[str], condition: Condition, edges: dict[int, Condition]) -> None:
        lookup = self.graph.lookup[package.build_list]
        for path in paths:
            index = lookup.get(path)
            if index is None:
                if path == "C":
                    continue
                index = self._add(package, path)
            known = edges.get(index)
            if known is None:
                edges[index] = condition
            elif known != condition:
                edges[index] = self._either(package, known, condition)

    def _add(self, importer: Package, path: str) -> int:
        """A package met for the first time under this build list."""
        number = importer.build_list
        resolved = self._build_lists[number].resolve(path)
        if resolved.kind == "std":
            package = self._std_package(number, resolved.path)
            self.graph.lookup[number][path] = package.index
            return package.index
        if resolved.kind == "locked":
            package = self._new(number, path, "", "third-party", resolved.module)
            self._waiting.append(package)
        elif resolved.kind in {"main", "module"}:
            origin: Origin = "own" if is_in_repository(resolved.directory) else "third-party"
            package = self._new(number, resolved.path, resolved.directory, origin, resolved.module)
            self._waiting.append(package)
            self._offer(package)
        else:
            package = self._new(number, path, "", "missing", resolved.module)
            package.problem = resolved.problem or "no package found"
        self.graph.lookup[number][path] = package.index
        return package.index

    def _std_package(self, number: int, path: str) -> Package:
        lookup = self.graph.lookup[number]
        known = lookup.get(path)
        if known is not None:
            return self.graph.packages[known]
        package = self._new(number, path, "", "std", None)
        lookup[path] = package.index
        self._waiting.append(package)
        return package

    def _new(self, number: int, path: str, directory: str, origin: Origin, module: Module | None) -> Package:
        package = Package(len(self.graph.packages), number, path, directory, origin, module)
        if origin in {"missing", "third-party"}:
            package.place = self._homes.place(path, module)
        self.graph.packages.append(package)
        return package

    def _condition(self, directory: str, source: SourceFile) -> Condition:
        """Where Go uses the file; 0, and a problem, when its constraint cannot be read."""
        try:
            return self._conditions.of(source)
        except ConstraintError as error:
            path = f"{directory}/{source.name}" if directory else source.name
            hint = "Go ignores this file: mend the constraint"
            self.problems.append(Problem(f"build constraint: {error}", path, source.header.constraint_line, 1, hint))
            return 0

    def _refused(self, package: Package, source: SourceFile) -> None:
        """Go refuses the package for such a file, also where it would not build the file (go list, Package.Error)."""
        error = source.header.error
        if error is None:
            return
        path = f"{package.directory}/{source.name}" if package.directory else source.name
        hint = "Go cannot read this file's imports: mend it"
        self.problems.append(Problem(error.message, path, error.line, error.column, hint))
