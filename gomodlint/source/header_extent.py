"""How far the header of a Go file goes (Go: go/build/read.go, readGoInfo).

Go's reader knows less than its parser: it takes semicolons for blanks and any word characters for a name. Where the
header ends decides what the parser sees.
"""

from __future__ import annotations

import re

_SPACE = re.compile(rb"[ \t\r\n\f;]*+")
_WORD = re.compile(rb"[A-Za-z0-9_\x80-\xff]*+")
_IN_STRING = rb'[^"\n\\]*+(?>(?:\\[\s\S][^"\n\\]*+)*)'
_STRING = re.compile(_IN_STRING)
# Whole specs and declarations, so that a long header is not read piece by piece. What they do not take, be it because
# the data ends, is.
_BLANK = rb"(?>(?:[ \t\r\n\f;]++|//[^\n]*+\n|/\*[^*]*+\*++(?>(?:[^/*][^*]*+\*++)*)/)*)"
_SPEC = _BLANK + rb"(?:\.|[\w\x80-\xff]++)?" + _BLANK + rb'(?>"' + _IN_STRING + rb'"|`[^`]*+`)'
_SPECS = rb"(?>(?:" + _SPEC + rb")*)"
_GROUP = _BLANK + rb"\(" + _SPECS + _BLANK + rb"\)"
_DECLARATION = _BLANK + rb"import(?![\w\x80-\xff])(?:" + _GROUP + rb"|" + _SPEC + rb")"
_WHOLE_SPECS = re.compile(_SPECS)
_WHOLE_DECLARATIONS = re.compile(rb"(?>(?:" + _DECLARATION + rb")*)")
_WHOLE_BLANK = re.compile(_BLANK)


class NeedMore(Exception):  # noqa: N818 - not an error: a question for more of the file
    """The data ends before the header does."""


class _SyntaxError(Exception):
    """As in Go, the parser gets the whole file then, so that it is the one that reports."""


def extent(data: bytes, *, whole: bool) -> tuple[int, int]:
    """Where the header ends, and the offset of a NUL met on the way or -1.

    Raises NeedMore when `data` is not the whole file and does not tell.
    """
    reader = _Reader(data, whole=whole)
    try:
        reader.header()
        end = reader.at
    except _SyntaxError:
        end = len(data)
    nul = data.find(b"\0", 0, reader.seen)
    if nul < 0 and end == len(data) and not whole:
        raise NeedMore
    return end, nul


class _Reader:
    """Reads with one byte of look-ahead; `seen` is how many bytes it has read, for a NUL among them stops Go."""

    def __init__(self, data: bytes, *, whole: bool) -> None:
        self._data = data
        self._whole = whole
        self.at = 0
        self.seen = 0

    def header(self) -> None:
        self._keyword(b"package")
        self._word()
        self._pass(_WHOLE_DECLARATIONS)
        while self._after_space() == b"i":
            self._keyword(b"import")
            if self._after_space() == b"(":
                self.at += 1
                self._pass(_WHOLE_SPECS)
                while self._after_space() != b")":
                    self._spec()
                self.at += 1
            else:
                self._spec()

    def _peek(self) -> bytes:
        """The byte at `at`; nothing at the end of the file."""
        self.seen = max(self.seen, self.at + 1)
        if self.at >= len(self._data) and not self._whole:
            raise NeedMore
        return self._data[self.at : self.at + 1]

    def _pass(self, expression: re.Pattern[bytes]) -> None:
        """Pass what an expression takes."""
        match = expression.match(self._data, self.at)
        self.at = match.end() if match else self.at

    def _after_space(self) -> bytes:
        """Pass blanks and comments; the byte behind them."""
        data = self._data
        self._pass(_WHOLE_BLANK)
        while True:
            match = _SPACE.match(data, self.at)
            self.at = match.end() if match else self.at
            byte = self._peek()
            if byte != b"/":
                return byte
            self.at += 1
            kind = self._peek()
            if kind == b"/":
                end = data.find(b"\n", self.at)
                self.at = len(data) if end < 0 else end + 1
            elif kind == b"*":
                end = data.find(b"*/", self.at + 1)
                self.at = len(data) if end < 0 else end + 2
                if end < 0:
                    self._peek()
                    raise _SyntaxError
            else:
                raise _SyntaxError

    def _keyword(self, word: bytes) -> None:
        self._after_space()
        for byte in word:
            if self._peek() != bytes((byte,)):
                raise _SyntaxError
            self.at += 1
        if _is_word(self._peek()):
            raise _SyntaxError

    def _word(self) -> None:
        if not _is_word(self._after_space()):
            raise _SyntaxError
        match = _WORD.match(self._data, self.at)
        self.at = match.end() if match else self.at
        self._peek()

    def _spec(self) -> None:
        byte = self._after_space()
        if byte == b".":
            self.at += 1
        elif _is_word(byte):
            self._word()
        quote = self._after_space()
        self.at += 1
        if quote == b"`":
            end = self._data.find(b"`", self.at)
            self.at = len(self._data) if end < 0 else end
        elif quote == b'"':
            match = _STRING.match(self._data, self.at)
            self.at = match.end() if match else self.at
            if self._data[self.at : self.at + 1] == b"\\":  # the last byte of the data
                self.at += 1
        else:
            raise _SyntaxError
        if self._peek() != quote:
            raise _SyntaxError
        self.at += 1


def _is_word(byte: bytes) -> bool:
    return bool(byte) and (byte >= b"\x80" or byte.isalnum() or byte == b"_")
