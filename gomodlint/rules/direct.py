"""Breaches over import lines, and over packages as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from gomodlint.graph.package import Package
from gomodlint.rules.files import chosen
from gomodlint.rules.rule import Breach, Context


def breaches_of_lines(
    context: Context, importers: Sequence[Package], targets: AbstractSet[int], message: str, files: Sequence[str] = ()
) -> Iterator[Breach]:
    """A breach for each import line that leads to a target (an index); a package's tests may import the package.

    `message` has two places: the importer's and the imported package's paths. With `when` only lines that such builds
    contain count. `files`: globs of the only files to look at.
    """
    wanted = chosen(files, context.directory)
    for line in context.lines([importer for importer in importers if not targets.isdisjoint(_imports(importer))]):
        if line.imported.index not in targets or line.imported is line.importer or not wanted(line.file):
            continue
        holds = context.holds(line.source.condition)
        if not holds and context.settings.when is not None:
            continue  # the rule is about other builds
        text = message.format(line.importer.path, line.imported.path)
        yield Breach(line.importer, line.imported, line.file, line.line, line.column, line.specifier, text, holds)


def breach_of_package(context: Context, package: Package, message: str) -> Breach:
    """A breach that is no import's: it stands at the first production file of the package, or the first of all."""
    prefix = f"{package.directory}/" if package.directory else ""
    files = [file for file in package.files if file.kind == "production"] or package.files
    file = prefix + files[0].name if files else package.directory
    holds = context.holds(package.exists)
    return Breach(package, package, file, 1, 1, "production", message.format(package.path), holds)


def _imports(importer: Package) -> set[int]:
    """Whatever its files import, under any condition or none."""
    return importer.imports.keys() | importer.test_imports.keys() | importer.external_test_imports.keys()
