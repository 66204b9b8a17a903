"""How far the header of a Go file goes (Go: go/build/read.go, readGoInfo)."""

from __future__ import annotations

import re

_SPACE = re.compile(rb"[ \t\r\n\f;]*+")
_IDENT = re.compile(rb"[A-Za-z0-9_\x80-\xff]*+")


class NeedMore(Exception):  # noqa: N818 - not an error: a question for more of the file
    """The data ends before the header does."""


class _SyntaxError(Exception):
    pass


def extent(data: bytes, start: int, *, whole: bool) -> tuple[int, int]:
    """Where the header ends, and one more than the offset of a NUL met on the way (0: none).

    After a syntax error the header is the whole file. Raises NeedMore when `data` is not the whole file and ends first.
    """
    reader = _Reader(data, start)
    try:
        reader.header()
    except _SyntaxError:
        if not whole:
            raise NeedMore from None
        end = len(data)
        nul = data.find(b"\0", start, reader.at + 1)
        return end, nul + 1
    if reader.at >= len(data) and not whole:
        raise NeedMore
    nul = data.find(b"\0", start, reader.at + 1)
    return (reader.at, nul + 1)


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self.at = at

    def header(self) -> None:
        self._keyword(b"package")
        self._identifier()
        while self._peek() == b"i":
            self._keyword(b"import")
            if self._peek() == b"(":
                self.at += 1
                while True:
                    following = self._peek()
                    if following == b")":
                        break
                    if not following:
                        raise _SyntaxError
                    self._import()
                self.at += 1
            else:
                self._import()

    def _peek(self) -> bytes:
        """The next byte after spaces and comments; nothing at the end."""
        data = self._data
        while True:
            match = _SPACE.match(data, self.at)
            self.at = match.end() if match else self.at
            if data[self.at : self.at + 1] != b"/":
                return data[self.at : self.at + 1]
            kind = data[self.at + 1 : self.at + 2]
            if kind == b"/":
                end = data.find(b"\n", self.at)
                self.at = len(data) if end < 0 else end + 1
            elif kind == b"*":
                end = data.find(b"*/", self.at + 2)
                if end < 0:
                    self.at = len(data)
                    raise _SyntaxError
                self.at = end + 2
            else:
                raise _SyntaxError

    def _keyword(self, word: bytes) -> None:
        self._peek()
        end = self.at + len(word)
        if self._data[self.at : end] != word or _IDENT.match(self._data, end, end + 1)[0]:  # type: ignore[index]
            raise _SyntaxError
        self.at = end

    def _identifier(self) -> None:
        self._peek()
        match = _IDENT.match(self._data, self.at)
        if match is None or not match[0]:
            raise _SyntaxError
        self.at = match.end()

    def _import(self) -> None:
        following = self._peek()
        if following == b".":
            self.at += 1
        elif following and _IDENT.match(following)[0]:  # type: ignore[index]
            self._identifier()
        quote = self._peek()
        if quote == b"`":
            end = self._data.find(b"`", self.at + 1)
            if end < 0:
                raise _SyntaxError
            self.at = end + 1
        elif quote == b'"':
            self._interpreted()
        else:
            raise _SyntaxError

    def _interpreted(self) -> None:
        data, at = self._data, self.at + 1
        while True:
            byte = data[at : at + 1]
            if byte == b'"':
                break
            if byte in {b"", b"\n"}:
                self.at = at
                raise _SyntaxError
            at += 2 if byte == b"\\" else 1
        self.at = at + 1
