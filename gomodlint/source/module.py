"""Modules and where an import path leads."""

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
