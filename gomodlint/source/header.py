"""The header of a Go file: what stands before the first declaration that is not an import.

`scan` says what Go's own readers say (go/build/read.go, then go/parser in ImportsOnly mode). One regular expression
reads an ordinary header; whatever it does not fully accept goes to the exact reader.
"""

from __future__ import annotations

import re

from gomodlint.source.header_model import KEYWORDS, Header, is_generated, is_plain
from gomodlint.source.imports import NONE, of_stretch, text_of

# What the expression does not take goes to the exact reader: comments inside statements, several statements in a line,
# strings with escapes, names outside ASCII, and `//line` directives, which Go checks.
# Atomic groups, not `(...)*+`: Python before 3.11.5 gets possessive repeats of groups wrong
# (https://github.com/python/cpython/issues/100061).
_LINE = rb"//(?!line )[^\n]*+\n"
_BLOCK = rb"/\*(?!line )[^*]*+\*++(?>(?:[^/*][^*]*+\*++)*)/"
_LEAD = rb"(?>(?:[ \t\r\n]++|" + _LINE + rb"|" + _BLOCK + rb")*)"
_END = rb"[ \t\r]*+(?:;[ \t\r]*+)?(?://[^\n]*+)?\n"
_KEYWORD = rb"(?:" + rb"|".join(sorted(KEYWORDS)) + rb")[ \t]"
_SPEC = rb"(?:(?!" + _KEYWORD + rb')[A-Za-z_]\w*+[ \t]++|\.[ \t]*+)?"[\w.~+/-]++"' + _END
_GROUP = rb"[ \t]*+\((?>(?:[ \t\r\n]++|" + _LINE + rb"|" + _BLOCK + rb"|" + _SPEC + rb")*)\)" + _END
_HEADER = re.compile(
    rb"(" + _LEAD + rb")package[ \t]++([A-Za-z_]\w*+)" + _END
    + rb"(" + _LEAD + rb"(?>(?:import(?:[ \t]++" + _SPEC + rb"|" + _GROUP + rb")()" + _LEAD + rb")*))"
)  # fmt: skip
_COMMENT = re.compile(rb"//[^\n]*+|" + _BLOCK + rb'|"[^"]*+"')

_FEW = 4096  # bytes


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
    imports = NONE
    last = match.end(4)
    if last >= 0:
        start = match.start(3)
        imports = of_stretch(data[start:last], data.count(b"\n", 0, start) + 1)
    constraint, constraint_line = "", 0
    if data.find(b"build", 0, lead_end) >= 0:
        from gomodlint.source.header_constraint import find_in_lead

        constraint, constraint_line, error = find_in_lead(data, lead_end, end)
        if error is not None:
            return _exact(data, whole=whole)
    generated = data.find(b"DO NOT EDIT", 0, lead_end) >= 0 and is_generated(head[:lead_end])
    directives = _directives(head) if b"//gomodlint:" in head else ()
    return Header(text_of(name), imports, constraint, constraint_line, generated, directives, None)


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
