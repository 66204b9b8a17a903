"""The header of a Go file: what stands before the first declaration that is not an import.

`scan` says what Go's own readers say (go/build/read.go, then go/parser in ImportsOnly mode). One regular expression
reads an ordinary header; whatever it does not fully accept goes to the exact reader.
"""

from __future__ import annotations

import re

from gomodlint.source.header_model import KEYWORDS, Header, ImportSpec, is_generated, is_plain

# What the expression does not take goes to the exact reader: comments inside statements, several statements in a line,
# strings with escapes, names outside ASCII, and `//line` directives, which Go checks.
# Atomic groups, not `(...)*+`: Python before 3.11.5 gets possessive repeats of groups wrong
# (https://github.com/python/cpython/issues/100061).
_LINE = rb"//(?!line )[^\n]*+\n"
_BLOCK = rb"/\*(?!line )[^*]*+\*++(?>(?:[^/*][^*]*+\*++)*)/"
_LEAD = rb"(?>(?:[ \t\r\n]++|" + _LINE + rb"|" + _BLOCK + rb")*)"
_END = rb"[ \t\r]*+(?:;[ \t\r]*+)?(?://[^\n]*+)?\n"
_SPEC = rb'(?:(?!import[ \t])[A-Za-z_]\w*+[ \t]++|\.[ \t]*+)?"[\w.~+/-]++"' + _END
_GROUP = rb"[ \t]*+\((?>(?:[ \t\r\n]++|" + _LINE + rb"|" + _BLOCK + rb"|" + _SPEC + rb")*)\)" + _END
_HEADER = re.compile(
    rb"(" + _LEAD + rb")package[ \t]++([A-Za-z_]\w*+)" + _END
    + rb"(" + _LEAD + rb"(?>(?:import(?:[ \t]++" + _SPEC + rb"|" + _GROUP + rb")()" + _LEAD + rb")*))"
)  # fmt: skip
_NAME = re.compile(rb"([A-Za-z_]\w*+|\.)[ \t]*+\Z")
_BLOCK_COMMENT = re.compile(rb"//[^\n]*+|" + _BLOCK)
_COMMENT = re.compile(rb"//[^\n]*+|" + _BLOCK + rb'|"[^"]*+"')

_FEW = 4096  # bytes
_texts: dict[bytes, str] = {}
_beginnings: dict[bytes, tuple[str, int]] = {}
_TEXTS_LIMIT = 200_000  # of each; beyond, strings are simply not shared


def scan(data: bytes, *, whole: bool = True) -> Header | None:
    """The header of a Go file that starts with `data`; None when more of it is needed to tell (never if `whole`).

    Raises nothing: what is wrong with the file is in `Header.error`.
    """
    match = _HEADER.match(data)
    if match is None:
        return _exact(data, whole=whole)
    lead_end = match.end(1)
    end = match.end()
    following = data[end : end + 1]
    if not following:
        if not whole:
            return None
    elif following in b"i/;\f\0":  # the header may go on, or Go's reader stops
        return _exact(data, whole=whole)
    head = data[:end]
    name = match[2]
    if name in KEYWORDS or not is_plain(head):
        return _exact(data, whole=whole)
    imports = _imports(data, match.start(3), match.end(4)) if match.end(4) >= 0 else ()
    if imports is None:
        return _exact(data, whole=whole)
    constraint, constraint_line = "", 0
    if data.find(b"build", 0, lead_end) >= 0:
        from gomodlint.source.header_constraint import find_in_lead

        constraint, constraint_line, error = find_in_lead(data, lead_end, end)
        if error is not None:
            return _exact(data, whole=whole)
    generated = data.find(b"DO NOT EDIT", 0, lead_end) >= 0 and is_generated(head[:lead_end])
    directives = _directives(head) if b"//gomodlint:" in head else ()
    return Header(_text(name), imports, constraint, constraint_line, generated, directives, None)


def _imports(data: bytes, start: int, end: int) -> tuple[ImportSpec, ...] | None:
    """The import specs of a stretch that the expression accepts; None if it needs the exact reader.

    Every spec has a line of its own there, and the beginnings of such lines are few: what each says is remembered.
    """
    stretch = data[start:end]
    if b'"' not in stretch:
        return ()
    if b"/*" in stretch:
        stretch = _BLOCK_COMMENT.sub(_blank, stretch)
    imports = []
    number = data.count(b"\n", 0, start)
    for text in stretch.split(b"\n"):
        number += 1
        beginning, quote, rest = text.partition(b'"')
        if quote:
            name, column = _beginnings.get(beginning) or _beginning(beginning)
            if column:
                path = rest[:-1]
                imports.append((_texts.get(path) or _path(rest), name, number, column))
            elif name:
                return None
    return tuple(imports)


def _path(rest: bytes) -> str:
    """The import path before the second quote of a line."""
    return _text(rest.partition(b'"')[0])


def _beginning(text: bytes) -> tuple[str, int]:
    """What stands before the first quote of a line: the spec's name and column; ("", 0) in a comment.

    A keyword has no place there: it comes with column 0.
    """
    if b"//" in text:
        return "", 0  # not remembered: comments are many
    match = _NAME.search(text)
    name, column = "", len(text) + 1
    if match is not None and match[1] != b"import":
        name, column = match[1].decode(), match.start() + 1
        if match[1] in KEYWORDS:
            column = 0
    if len(_beginnings) < _TEXTS_LIMIT:
        _beginnings[text] = name, column
    return name, column


def _blank(comment: re.Match[bytes]) -> bytes:
    """As many blanks and line ends as a comment has, unless it is a `//` comment, which stays."""
    text = comment[0]
    if text.startswith(b"//"):
        return text
    return b"\n" * text.count(b"\n") + b" " * (len(text) - text.rfind(b"\n") - 1)


def _text(data: bytes) -> str:
    text = _texts.get(data)
    if text is None:
        text = data.decode()
        if len(_texts) < _TEXTS_LIMIT:
            _texts[data] = text
    return text


def _directives(head: bytes) -> tuple[tuple[int, str], ...]:
    found = []
    line, counted = 1, 0
    for comment in _COMMENT.finditer(head):
        text = comment[0]
        if text.startswith(b"//gomodlint:"):
            line += head.count(b"\n", counted, comment.start())
            counted = comment.start()
            found.append((line, text.decode().rstrip()))
    return tuple(found)


def _exact(data: bytes, *, whole: bool) -> Header | None:
    """As `scan`, token by token. Where a few bytes do not tell, some more mostly do without this: it loads slowly."""
    if not whole and len(data) <= _FEW:
        return None
    from gomodlint.source import header_exact

    return header_exact.scan(data, whole=whole)
