"""The lines of a lock that say what third-party source says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gomodlint.errors import NoVerdict, Problem
from gomodlint.graph.file_condition import FileConditions
from gomodlint.graph.package import Graph, Package
from gomodlint.lock.alternatives import alternatives
from gomodlint.source.constraint import ConstraintError, Expr
from gomodlint.source.directory import HeaderReader, SourceFile
from gomodlint.source.lock_file import LockedPackage
from gomodlint.source.locked import Locked, source_of


def third_party(
    graph: Graph, number: int, reader: HeaderReader, sums: Mapping[tuple[str, str], str], locked: Locked | None
) -> Iterator[str]:
    """Lines for all packages of one build list that come from required modules, by module and path.

    Everything that their files say is there, whatever the policy's builds. Raises NoVerdict for what is missing, and
    for a module that go.sum has no hash of.
    """
    packages = [p for p in graph.packages if p.build_list == number]
    _complain(graph, packages)
    modules: dict[str, list[Package]] = {}
    for package in packages:
        if package.origin == "third-party" and package.module is not None and package.module.version:
            modules.setdefault(package.module.path, []).append(package)
    for path in sorted(modules):
        module = modules[path][0].module
        sum_ = None if module is None else sums.get(source_of(module))
        if module is None or sum_ is None:
            hint = "go mod tidy writes it"
            raise NoVerdict(Problem(f"go.sum has no hash of module {path}", hint=hint))
        yield f"module {path} {module.version} {sum_}"
        for package in sorted(modules[path], key=lambda one: one.path):
            if package.directory:
                yield from _package(package, _facts(package, reader))
            elif locked is not None:
                yield from locked.lock.lines_of(package.path)


def _complain(graph: Graph, packages: Sequence[Package]) -> None:
    importers = graph.importers()
    missing = [p for p in packages if p.origin == "missing" and importers[p.index]]
    outside = [p for p in missing if not (p.module is not None and p.module.main)]
    if outside:
        more = f" and {len(outside) - 1} more" if len(outside) > 1 else ""
        first = min(outside, key=lambda one: one.path)
        message = f"cannot lock {first.path}{more}: {first.problem}"
        raise NoVerdict(Problem(message, hint="run: go mod download && gomodlint lock --update"))


def _facts(package: Package, reader: HeaderReader) -> LockedPackage:
    names: dict[tuple[str, Expr | None], None] = {}
    imports: dict[tuple[str, Expr | None], None] = {}
    for source in reader.read_directory(package.directory, None, tests=False):
        if source.test or source.header.package == "documentation":
            continue
        try:
            where = _where(source)
        except ConstraintError:
            continue  # Go ignores the file
        names[source.header.package, where] = None
        for path in source.header.imports.paths:
            imports[path, where] = None
    return LockedPackage(tuple(names), tuple(imports))


def _where(source: SourceFile) -> Expr | None:
    return FileConditions.expression(source)


def _package(package: Package, facts: LockedPackage) -> Iterator[str]:
    """The `package` lines (one for each name, the usual one first), and the imports below the last."""
    names = list(dict.fromkeys(name for name, _ in facts.names))
    for name in sorted(names, key=lambda one: (one == "main", names.index(one))):
        for where in _conditions([where for known, where in facts.names if known == name]):
            yield f"package {package.path} {name}{where}"
    for path in sorted({path for path, _ in facts.imports}):
        for where in _conditions([where for known, where in facts.imports if known == path]):
            yield f"\t{path}{where}"


def _conditions(found: Sequence[Expr | None]) -> list[str]:
    """What stands behind the path, for each of its lines: nothing where it always holds, else a tab and when."""
    return [f"\t{text}" if text else "" for text in alternatives(found)]
