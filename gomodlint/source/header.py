"""The header of a Go file: what stands before the first declaration that is not an import.

`scan` says what Go's own readers say (GO: go/build/read.go, go/parser in ImportsOnly mode).
"""

from typing import NamedTuple

# (import path, name, line, column). Name: "" plain, "." dot, "_" blank, else the alias. A plain tuple: there are
# a hundred thousand of them in a large repository. Line and column are those of the spec's first token (its name, or
# the opening quote), columns in bytes from 1.
ImportSpec = tuple[str, str, int, int]


class HeaderError(NamedTuple):
    """Why Go refuses the header: its own words and place."""

    message: str
    line: int
    column: int


class Header(NamedTuple):
    """What a Go file says before its first declaration."""

    package: str
    imports: tuple[ImportSpec, ...]
    constraint: str  # normalised: "" none, "//go:build EXPR", or the "// +build" lines joined by "\n"
    constraint_line: int
    generated: bool
    directives: tuple[tuple[int, str], ...]  # (line, text) of each "//gomodlint:" comment in the header
    error: HeaderError | None
