"""What a Go file's header says, and the words that its readers share."""

import re
from typing import NamedTuple

from gomodlint.source.imports import Imports


class HeaderError(NamedTuple):
    """Why Go refuses the header: its own words and place."""

    message: str
    line: int
    column: int


class Header(NamedTuple):
    """What a Go file says before its first declaration.

    `constraint` is normalised: "" none, the trimmed `//go:build` line, or the trimmed `// +build` lines joined by
    newlines; `constraint_line` is the line of the first. `generated` says that `// Code generated … DO NOT EDIT.`
    stands before the package clause. `directives` are the `//gomodlint:` comments with their lines. With an `error`
    there are no imports, and `package` is empty unless its clause was fine.
    """

    package: str
    imports: Imports
    constraint: str
    constraint_line: int
    generated: bool
    directives: tuple[tuple[int, str], ...]
    error: HeaderError | None


# Errors with which Go puts the file into InvalidGoFiles and into no other list (after any other error it is listed).
NUL = "unexpected NUL in input"
MULTIPLE_GO_BUILD = "multiple //go:build comments"

KEYWORDS = frozenset(
    b"break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var".split()  # noqa: E501
)

_GENERATED = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)


def is_generated(lead: bytes) -> bool:
    """Whether the text before a package clause marks a generated file (https://go.dev/s/generatedcode)."""
    return _GENERATED.search(lead) is not None


def is_plain(data: bytes) -> bool:
    """Whether there is no NUL, no byte order mark, and nothing but valid UTF-8."""
    if b"\0" in data:
        return False
    if data.isascii():
        return True
    try:
        return "\ufeff" not in data.decode()
    except UnicodeDecodeError:
        return False
