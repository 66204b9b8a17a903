"""The tokens of an ordinary Go file, by one regular expression.

What it does not take for sure (bad literals, letters outside ASCII in names, rare forms of numbers) is left to the
exact reader, source/header_tokens.py, which is many times slower.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gomodlint.source.header_model import KEYWORDS, is_plain

_ESCAPE = (
    rb"\\(?:[abfnrtv\\]|x[0-9a-fA-F]{2}|[0-3][0-7]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U000[1-9a-fA-F][0-9a-fA-F]{4})"
)
_TOKEN = re.compile(
    rb"[ \t\r]*(?:([A-Za-z_]\w*)"
    rb"|(\n)"
    rb"|(\"(?:[^\"\\\n]|\\\"|" + _ESCAPE + rb")*\"|`[^`]*`)"
    rb"|(0[xX][0-9a-fA-F]+(?![\w.])|(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.]))"
    rb"|(//[^\n]*|/\*.*?\*/)"
    rb"|('(?:[^'\\\n\x80-\xff]|[\xc2-\xf4][\x80-\xbf]+|\\'|" + _ESCAPE + rb")')"
    rb"|(&\^=|<<=|>>=|\.\.\.|<-|\+\+|--|&&|\|\||&\^|<<|>>|:=|[-+*/%&|^<>=!]=|/(?!\*)|[-+*%&|^<>=!~:.,;()\[\]{}])"
    rb"|(\Z))",
    re.DOTALL,
)
_NAME, _NEWLINE, _STRING, _NUMBER, _COMMENT, _CHARACTER, _OPERATOR = range(1, 8)
_KINDS = {keyword: keyword.decode() for keyword in KEYWORDS}
_KINDS |= {
    text.encode(): text
    for text in "&^= <<= >>= ... <- ++ -- && || &^ << >> := -= += *= /= %= &= |= ^= <= >= == != - + * / % & | ^ < > = ! ~ : . , ; ( ) [ ] { }".split()  # noqa: E501, SIM905
}
_ENDS = frozenset("IDENT STRING CHAR NUMBER break continue fallthrough return ++ -- ) ] }".split())  # noqa: SIM905


class TokenList(NamedTuple):
    """Kinds as in source/header_tokens.py, each with its offset; `NEWLINE` is a semicolon that a line end stands for.

    `errors` are (number of the token with which it was met, offset, message), in the order met.
    """

    kinds: list[str]
    offsets: list[int]
    errors: list[tuple[int, int, str]]
    texts: list[str]  # of names and literals; none from the quick reader


def quick_tokens(data: bytes) -> TokenList | None:
    """All tokens but comments, EOF last; None for a file that the exact reader has to look at."""
    if not is_plain(data) or b"//line " in data or b"/*line " in data:
        return None
    kinds: list[str] = []
    offsets: list[int] = []
    last, end = "", 0
    add, place, known = kinds.append, offsets.append, _KINDS.get
    for match in _TOKEN.finditer(data):
        if match.start() != end:
            return None
        end = match.end()
        group = match.lastindex
        if group == _NAME:
            last = known(match[1], "IDENT")
        elif group == _NEWLINE:
            if last not in _ENDS:
                continue
            last = "NEWLINE"
        elif group == _COMMENT:
            if last not in _ENDS or b"\n" not in match[5] or match[5].startswith(b"//"):
                continue
            last = "NEWLINE"
        elif group == _OPERATOR:
            last = _KINDS[match[7]]
        elif group == _STRING:
            last = "STRING"
        elif group == _NUMBER:
            last = "NUMBER"
        elif group == _CHARACTER:
            last = "CHAR"
        else:
            break
        add(last)
        place(match.start(group))
    if end != len(data):
        return None
    if last in _ENDS:
        kinds.append("NEWLINE")
        offsets.append(end)
    kinds.append("EOF")
    offsets.append(end)
    return TokenList(kinds, offsets, [], [])
