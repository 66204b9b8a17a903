"""The files of the main modules, read without any algebra of conditions."""

from collections.abc import Sequence
from typing import NamedTuple

from gomodlint.errors import Problem
from gomodlint.source import constraint
from gomodlint.source.constraint import ConstraintError
from gomodlint.source.directory import HeaderReader, SourceFile
from gomodlint.source.module import Module
from gomodlint.source.tree import Entry, TreeError


class OwnDirectory(NamedTuple):
    """A directory of a main module, read."""

    build_list: int
    module: Module
    path: str  # import path
    directory: str
    files: tuple[SourceFile, ...]


class OwnSources(NamedTuple):
    """All own directories, and what could not be read."""

    directories: tuple[OwnDirectory, ...]
    problems: tuple[Problem, ...]


Found = tuple[int, Module, Sequence[tuple[str, str, list[Entry]]]]  # build list, module, (path, directory, entries)


def read_own(modules: Sequence[Found], reader: HeaderReader) -> OwnSources:
    """Read every Go file of the main modules, tests included."""
    directories: list[OwnDirectory] = []
    problems: list[Problem] = []
    for number, module, packages in modules:
        for path, directory, entries in packages:
            try:
                files = reader.read_directory(directory, entries, tests=True)
            except TreeError as error:
                problems.append(Problem(f"cannot read: {error.reason}", error.path, hint="make it readable"))
                continue
            directories.append(OwnDirectory(number, module, path, directory, files))
    return OwnSources(tuple(directories), tuple(problems))


def custom_tags(own: OwnSources) -> set[str]:
    """Every tag that a constraint of an own file mentions, whatever its meaning."""
    texts = {file.header.constraint for directory in own.directories for file in directory.files}
    tags: set[str] = set()
    for text in texts:
        if text:
            try:
                tags |= constraint.tags(constraint.parse_header(text))
            except ConstraintError:
                continue  # named as a problem when the graph is built
    return tags
