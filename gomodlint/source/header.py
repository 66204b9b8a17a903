"""The header of a Go file: what stands before the first declaration that is not an import.

`scan` says what Go's own readers say (go/build/read.go, then go/parser in ImportsOnly mode). One regular expression
reads an ordinary header; whatever it does not fully accept goes to the exact reader.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# (import path, name, line, column). Name: "" plain, "." dot, "_" blank, else the alias. Line and column are those of
# the spec's first token (its name, or the opening quote), columns in bytes from 1. A plain tuple: there are a hundred
# thousand of them in a large repository.
ImportSpec = tuple[str, str, int, int]


class HeaderError(NamedTuple):
    """Why Go refuses the header: its own words and place."""

    message: str
    line: int
    column: int


class Header(NamedTuple):
    """What a Go file says before its first declaration.

    `constraint` is normalised: "" none, the trimmed `//go:build` line, or the trimmed `// +build` lines joined by
    newlines. `directives` are the `//gomodlint:` comments with their lines. With an `error` there are no imports.
    """

    package: str
    imports: tuple[ImportSpec, ...]
    constraint: str
    constraint_line: int
    generated: bool
    directives: tuple[tuple[int, str], ...]
    error: HeaderError | None


KEYWORDS = frozenset(
    b"break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var".split()  # noqa: E501
)

_BLOCK = rb"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/"
_LEAD = rb"(?:[ \t\r\n]++|//[^\n]*+\n|" + _BLOCK + rb")*+"
_END = rb"[ \t\r]*+(?:;[ \t\r]*+)?(?://[^\n]*+)?\n"
_SPEC = rb'(?:[A-Za-z_]\w*+[ \t]++|\.[ \t]*+)?"[\w.~+/-]++"' + _END
_GROUP = rb"[ \t]*+\((?:[ \t\r\n]++|//[^\n]*+\n|" + _BLOCK + rb"|" + _SPEC + rb")*+\)" + _END
_HEADER = re.compile(
    rb"(" + _LEAD + rb")package[ \t]++([A-Za-z_]\w*+)" + _END
    + rb"(" + _LEAD + rb"(?:import(?:[ \t]++" + _SPEC + rb"|" + _GROUP + rb")" + _LEAD + rb")*+)"
)  # fmt: skip
_TOKEN = re.compile(rb"//[^\n]*+|" + _BLOCK + rb'|(?:(\b[A-Za-z_]\w*+|\.)[ \t]*+)?"([^"]*+)"')
_GENERATED = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)

_texts: dict[bytes, str] = {}
_TEXTS_LIMIT = 200_000  # import paths and names kept; beyond, strings are simply not shared


def scan(data: bytes, *, whole: bool = True) -> Header | None:
    """The header of a Go file that starts with `data`; None when more of it is needed to tell (never if `whole`)."""
    match = _HEADER.match(data)
    if match is None:
        return _exact(data, whole=whole)
    end = match.end()
    following = data[end : end + 1]
    if not following:
        if not whole:
            return None
    elif following in b"i/;\f":
        return _exact(data, whole=whole)
    head = data[:end]
    lead_end = match.end(1)
    name = match[2]
    if name in KEYWORDS or not _is_plain(head):
        return _exact(data, whole=whole)
    imports = []
    line, counted = 1, 0
    for token in _TOKEN.finditer(data, match.start(3), end):
        path = token[2]
        if path is None:
            continue
        alias = token[1]
        if alias is None or alias == b"import":
            start, alias = token.start(2) - 1, b""
        elif alias in KEYWORDS:
            return _exact(data, whole=whole)
        else:
            start = token.start(1)
        line += data.count(b"\n", counted, start)
        counted = start
        imports.append((_text(path), _text(alias), line, start - data.rfind(b"\n", 0, start)))
    lead = head[:lead_end]
    constraint, constraint_line, error = "", 0, None
    if b"build" in lead:
        from gomodlint.source.header_constraint import find

        constraint, constraint_line, error = find(lead)
    generated = b"DO NOT EDIT" in lead and _GENERATED.search(lead) is not None
    directives = _directives(head) if b"//gomodlint:" in head else ()
    return Header(
        _text(name), () if error else tuple(imports), constraint, constraint_line, generated, directives, error
    )


def _is_plain(head: bytes) -> bool:
    """No NUL, valid UTF-8, no byte order mark."""
    if b"\0" in head:
        return False
    if head.isascii():
        return True
    try:
        return "\ufeff" not in head.decode()
    except UnicodeDecodeError:
        return False


def _text(data: bytes) -> str:
    text = _texts.get(data)
    if text is None:
        text = data.decode()
        if len(_texts) < _TEXTS_LIMIT:
            _texts[data] = text
    return text


def _directives(head: bytes) -> tuple[tuple[int, str], ...]:
    found = []
    for number, text in enumerate(head.split(b"\n"), 1):
        at = text.find(b"//gomodlint:")
        if at >= 0:
            found.append((number, text[at:].decode("utf-8", "replace").rstrip()))
    return tuple(found)


def _exact(data: bytes, *, whole: bool) -> Header | None:
    from gomodlint.source import header_exact

    return header_exact.scan(data, whole=whole)
