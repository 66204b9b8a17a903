"""Runs of well-formed Go in a header, each taken by one regular expression: what need not be read token by token.

They keep a long header below a second whatever it contains. What an expression accepts, Go's
scanner and parser accept without an error; what it does not accept ends the run, and is read token by token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gomodlint.source.header_characters import is_digit, is_letter
from gomodlint.source.header_model import KEYWORDS
from gomodlint.source.import_path import unquote

_KEYWORD = rb"(?:" + rb"|".join(sorted(KEYWORDS)) + rb")(?![\w\x80-\xff])"
_NAME = rb"(?!" + _KEYWORD + rb")[A-Za-z_\x80-\xff][\w\x80-\xff]*+"
_HEX = rb"[0-9a-fA-F]"
_NOT_SURROGATE = rb"(?![dD][89a-fA-F])" + _HEX + rb"{4}"
_ESCAPE = (
    rb'\\(?:[abfnrtv\\"]|[0-3][0-7]{2}|x' + _HEX + rb"{2}|u" + _NOT_SURROGATE
    + rb"|U(?:0000" + _NOT_SURROGATE + rb"|000[1-9a-fA-F]" + _HEX + rb"{4}|0010" + _HEX + rb"{4}))"
)  # fmt: skip
_STRING = rb'(?>"[^"\\\n]*+(?>(?:' + _ESCAPE + rb'[^"\\\n]*+)*)"|`[^`]*+`)'

_LINE = rb"//(?!line |gomodlint:)[^\n]*+\n"
_DIRECTIVE = rb"//gomodlint:[^\n]*+\n"
_BLOCK = rb"/\*(?!line )[^*]*+\*++(?>(?:[^/*][^*]*+\*++)*)/"
_SHORT_BLOCK = rb"/\*(?!line )[^*\n]*+\*++(?>(?:[^/*\n][^*\n]*+\*++)*)/"
_NUMBER = rb"[1-9][0-9]{0,8}"
_MOVED = rb"//line [^\n:]*+(?::(?:" + _NUMBER + rb"|[^\n:0-9][^\n:]*+)?)?:" + _NUMBER + rb"\r?\n"  # surely a good one
_BLANK = rb"(?>(?:[ \t\r\n]++|" + _LINE + rb"|" + _BLOCK + rb"|" + _MOVED + rb")*)"
_COMMENTED = rb"(?>(?:[ \t\r\n]++|" + _LINE + rb"|" + _DIRECTIVE + rb"|" + _BLOCK + rb"|" + _MOVED + rb")*)"
_IN_LINE = rb"(?>(?:[ \t\r]++|" + _SHORT_BLOCK + rb")*)"
_END = _IN_LINE + rb"(?:[;\n]|" + _LINE + rb"|" + _DIRECTIVE + rb"|" + _BLOCK + rb")" + _COMMENTED
_SPEC = rb"(?:" + _NAME + _IN_LINE + rb"|\." + _COMMENTED + rb")?" + _STRING
_SPECS = rb"(?>(?:" + _SPEC + _END + rb")*)"
_GROUP = rb"\(" + _COMMENTED + _SPECS + rb"(?:" + _SPEC + _IN_LINE + rb")?\)"
_DECLARATION = rb"import(?![\w\x80-\xff])" + _COMMENTED + rb"(?:" + _GROUP + rb"|" + _SPEC + rb")" + _END

DECLARATIONS = re.compile(rb"(?>(?:" + _DECLARATION + rb")*)")
"""Import declarations with all that follows their ends up to the next token."""
SPECS = re.compile(_SPECS)
"""Import specs, as they stand between brackets, with all that follows their ends up to the next token."""
BLANK = re.compile(_BLANK)
"""What may stand before a token where a line end is a blank, but `//gomodlint:` comments."""
IN_LINE = re.compile(_IN_LINE)
"""What may stand before a token where a line end would be a semicolon."""

_NEXT = re.compile(
    rb"(?>(?:[ \t\r\n;()]++|import(?![\w\x80-\xff])|//[^\n]*+\n|" + _BLOCK + rb")*)"
    + rb"(?:(" + _NAME + rb"|\.)" + _COMMENTED + rb")?(" + _STRING + rb")"
)  # fmt: skip
_COMMENT = re.compile(rb"//[^\n]*+|" + _BLOCK + rb"|" + _STRING)


def plain_until(data: bytes) -> int:
    """The offset of the first NUL, byte order mark or byte that is not UTF-8; the length if there is none."""
    end = data.find(b"\0")
    end = len(data) if end < 0 else end
    if not data.isascii():
        mark = data.find(b"\xef\xbb\xbf", 0, end)
        end = end if mark < 0 else mark
        try:
            data[:end].decode()
        except UnicodeDecodeError as error:
            return error.start
    return end


class NoName(Exception):  # noqa: N818 - the run is shorter than its expression took it for
    """A name of a run has letters that Go does not take for letters; `offset` is where it starts."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


def specs(data: bytes, start: int, end: int) -> list[tuple[str, str, int]]:
    """Path, name and offset of each spec of a run.

    Raises NoName.
    """
    found: list[tuple[str, str, int]] = []
    paths: dict[bytes, str] = {}
    match = _NEXT.match(data, start, end)
    while match is not None:
        name, literal = match.groups()
        path = paths.get(literal)
        if path is None:
            path = paths[literal] = unquote(literal.decode())
        if name is None:
            found.append((path, "", match.start(2)))
        else:
            text = name.decode()
            if not text.isascii() and not _is_name(text):
                raise NoName(match.start(1))
            found.append((path, text, match.start(1)))
        match = _NEXT.match(data, match.end(), end)
    return found


def directives(data: bytes, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Offset and text of each `//gomodlint:` comment of a run."""
    if data.find(b"//gomodlint:", start, end) >= 0:
        for comment in _COMMENT.finditer(data, start, end):
            if comment[0].startswith(b"//gomodlint:"):
                yield comment.start(), comment[0].decode().rstrip()


def _is_name(text: str) -> bool:
    return is_letter(text[0]) and all(is_letter(one) or is_digit(one) for one in text)
