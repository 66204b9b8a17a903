"""Modules and where an import path leads."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

ResolvedKind = Literal["main", "module", "std", "locked", "missing", "invalid"]

LONGEST_PATH = 4096  # characters of an import path: as long as the name of a file may be where it may be longest


class Module(NamedTuple):
    """A module of a build list."""

    path: str
    version: str  # "" for a main module and for a directory replacement
    directory: str  # a Tree path (relative to the repository, or absolute); "" when it is not on this machine
    main: bool
    go_version: str = ""
    indirect: bool = False
    replaced_by: str = ""  # "path version" or the directory as written, when a replace is in force


class Resolved(NamedTuple):
    """Where an import path leads. `path` is the package's own path (std maps some imports to `vendor/...`)."""

    path: str
    kind: ResolvedKind
    directory: str = ""  # a Tree path; "" for std tables and for what is missing
    module: Module | None = None
    problem: str = ""  # in `go list`'s words, when it puts an Error on the imported package


class Homes:
    """The directories of some main modules."""

    __slots__ = ("_directories",)

    def __init__(self, main: Iterable[Module]) -> None:
        self._directories = {module.path: module.directory for module in main}

    def place(self, path: str, module: Module | None) -> str | None:
        """Where a main module has, or should have, a package that is missing or that is taken from its release.

        None where no main module could have it. `module` is the one that provides it, if any does.
        """
        if len(path) > LONGEST_PATH:
            return None
        root = path if module is None else module.path
        while module is None and root not in self._directories and "/" in root:
            root = root.rpartition("/")[0]
        if root not in self._directories:
            return None
        return (self._directories[root] + path[len(root) :]).removeprefix("/")


def is_in_repository(directory: str) -> bool:
    """Whether a Tree path is the repository's own code: relative, and not vendored."""
    return not directory.startswith("/") and directory[1:2] != ":" and "vendor" not in directory.split("/")
