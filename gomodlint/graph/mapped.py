"""A graph with other conditions in the place of its own: of another universe, wider ones, or those of one build."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Literal

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.projection import Projection
from gomodlint.conditions.universe import Universe
from gomodlint.finding import Witness
from gomodlint.graph.chain import Hop
from gomodlint.graph.file_condition import FileConditions
from gomodlint.graph.package import GoFile, Graph, Package
from gomodlint.source.constraint import Expr
from gomodlint.source.directory import SourceFile
from gomodlint.source.lock_file import LockedPackage

Change = Callable[[Condition], Condition]
Less = Literal["", "imports", "all"]


def carried(graph: Graph, source: Universe, target: Universe, only: Container[int] | None = None) -> Graph:
    """The same graph in another universe of the same builds; without the imports of packages not in `only`.

    Raises TooManyTags.
    """
    change = Projection(source, target)
    found = _mapped(graph, change, change, only)
    found.wider = graph.wider
    return found


def projected(graph: Graph, source: Universe, target: Universe, keep: Container[int] | None, less: Less = "") -> Graph:
    """A graph that has every import wherever the given one has it, by conditions without the tags not in `keep`.

    `less` is what it has only where the given one has it: "imports", or "all" that there is. Raises TooManyTags.
    """
    more, fewer = (Projection(source, target, keep=keep, narrow=narrow) for narrow in (False, True))
    found = _mapped(graph, fewer if less == "all" else more, fewer if less else more)
    for index in graph.wider if less else ():
        package = found.packages[index]
        for imports in (package.imports, package.test_imports, package.external_test_imports):
            imports.update(dict.fromkeys(imports, 0))
        if less == "all":
            package.exists = 0
    return found


def in_build(graph: Graph, universe: Universe, alone: Universe, build: Witness) -> Graph:
    """What the graph is in one build, in the universe `alone` of that build; exact also where conditions are wider.

    A package that is `main` in some build stays one: rules choose by it.
    """
    holds = universe.point(build.goos, build.goarch, build.cgo, build.tags)
    full = alone.full

    def change(c: Condition) -> Condition:
        return full if holds(c) else 0

    found = _mapped(graph, change, change)
    for package, was in zip(found.packages, graph.packages, strict=True):
        package.main = full if was.main else 0
    conditions = FileConditions(alone)
    for index in graph.wider:
        _reread(found, graph, index, conditions, full)
    return found


def _mapped(graph: Graph, change: Change, change_edge: Change, only: Container[int] | None = None) -> Graph:
    new = Graph()
    new.lookup = graph.lookup
    new.build_lists = graph.build_lists

    def edges(imports: Mapping[int, Condition]) -> dict[int, Condition]:
        return {index: change_edge(c) for index, c in imports.items()}

    for old in graph.packages:
        package = Package(old.index, old.build_list, old.path, old.directory, old.origin, old.module)
        package.place, package.name, package.problem, package.subject = old.place, old.name, old.problem, old.subject
        package.exists, package.main = change(old.exists), change(old.main)
        if only is None or old.index in only:
            package.imports = edges(old.imports)
            package.test_imports = edges(old.test_imports)
            package.external_test_imports = edges(old.external_test_imports)

        def files(_: Package, old: Package = old) -> tuple[GoFile, ...]:
            return tuple(file._replace(condition=change(file.condition)) for file in old.files)

        package.read_files_with(files, old.marks)
        new.packages.append(package)
    return new


def _reread(new: Graph, old: Graph, index: int, conditions: FileConditions, full: Condition) -> None:
    """A package of `new` by the constraints of its files, which are asked for one build."""
    package, was = new.packages[index], old.packages[index]
    lookup = new.lookup[package.build_list]
    entry = locked_entry(old, was)
    if entry is not None:
        alone = conditions.universe
        package.exists = full if any(_holds(alone, where) for _, where in entry.names) else 0
        there = {lookup[path] for path, where in entry.imports if path in lookup and _holds(alone, where)}
        package.imports = {imported: full if imported in there else 0 for imported in package.imports}
        return
    files = []
    for file in was.files:
        is_test = file.kind != "production"
        holds = file.condition and conditions.of(SourceFile(file.name, is_test, file.header))
        files.append(file._replace(condition=full if holds else 0))
    package.files = tuple(files)
    package.exists = full if any(f.condition and f.kind == "production" for f in files) else 0
    kinds = {
        "production": package.imports,
        "test": package.test_imports,
        "external-test": package.external_test_imports,
    }
    for imports in kinds.values():
        for imported in imports:
            imports[imported] = 0
    for file in files:
        for path in file.header.imports.paths if file.condition else ():
            if path != "C":
                kinds[file.kind][lookup[path]] = full


def is_built(graph: Graph, universe: Universe, chain: Sequence[Hop], build: Witness) -> bool:
    """Whether one build has every import of a chain, at the places that it names."""
    holds = universe.point(build.goos, build.goarch, build.cgo, build.tags)
    exactly: FileConditions | None = None
    for hop in chain:
        package = graph.packages[hop.importer]
        if hop.site is None:
            if not holds(package.imports[hop.imported]) or not is_locked_import(
                graph, universe, package, hop.imported, build
            ):
                return False
            continue
        name = hop.site.file.rpartition("/")[2]
        file = next(file for file in package.files if file.name == name)
        if hop.importer not in graph.wider:
            if not holds(file.condition):
                return False
            continue
        exactly = exactly or FileConditions(universe.alone(build))
        if not exactly.of(SourceFile(file.name, file.kind != "production", file.header)):
            return False
    return True


def locked_entry(graph: Graph, package: Package) -> LockedPackage | None:
    """What gomodlint.lock says of a package whose source is not there; None for others."""
    if package.origin != "third-party" or package.directory:
        return None
    locked = graph.build_lists[package.build_list].locked
    return None if locked is None else locked.package(package.path)


def is_locked_import(graph: Graph, universe: Universe, package: Package, imported: int, build: Witness) -> bool:
    """Whether a build has an import that only the lock tells of; so it is, too, of packages with exact conditions."""
    entry = locked_entry(graph, package) if package.index in graph.wider else None
    if entry is None:
        return True
    alone, path = universe.alone(build), graph.packages[imported].path
    lookup = graph.lookup[package.build_list]
    return any(_holds(alone, where) for name, where in entry.imports if name == path or lookup.get(name) == imported)


def _holds(universe: Universe, where: Expr | None) -> bool:
    return where is None or bool(universe.evaluate(where))
