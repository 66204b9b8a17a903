"""Tokens of a Go header, with automatic semicolons (Go: go/scanner)."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category

from gomodlint.source.header import KEYWORDS, HeaderError

_OPERATORS = sorted(
    "+ - * / % & | ^ << >> &^ += -= *= /= %= &= |= ^= <<= >>= &^= && || <- ++ -- == < > = ! ~ != <= >= := ... ( [ { , . ) ] } ; :".split(),  # noqa: E501, SIM905
    key=len,
    reverse=True,
)
_BLANK = re.compile(rb"[ \t\r]*+")
_WORD = re.compile(rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*+")
_NUMBER = re.compile(rb"\.?[0-9](?:[eEpP][+-]|[0-9A-Za-z_.])*+")
_CHARACTER = re.compile(rb"'(?:[^'\\\n]|\\.)*+'?")
_ENDS_LINE = frozenset(
    {"IDENT", "STRING", "CHAR", "INT", "break", "continue", "fallthrough", "return", "++", "--", ")", "]", "}"}
)
_LITERALS = frozenset({"IDENT", "STRING", "CHAR", "INT"})


class Token(NamedTuple):
    """A token: its kind (a keyword or operator as written, IDENT, STRING, CHAR, INT, EOF), text and byte offset."""

    kind: str
    text: str
    offset: int

    @property
    def is_literal(self) -> bool:
        """Whether Go's messages show the text rather than the kind."""
        return self.kind in _LITERALS


def place(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column (in bytes) of an offset, from 1."""
    return data.count(b"\n", 0, offset) + 1, offset - data.rfind(b"\n", 0, offset)


class Tokens:
    """Reads one token after the other into `current`, and keeps the errors met on the way."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        self._insert = False  # whether a newline ends a statement here
        self._errors: list[HeaderError] = []
        self.current = Token("EOF", "", 0)

    def first_error(self) -> HeaderError | None:
        """The first scanning error so far, by place."""
        return min(self._errors, key=lambda error: (error.line, error.column), default=None)

    def next(self) -> None:
        """Read the next token that is not a comment."""
        self.current = self._read()
        kind = self.current.kind
        self._insert = kind in _ENDS_LINE

    def _error(self, message: str, offset: int) -> None:
        self._errors.append(HeaderError(message, *place(self._data, offset)))

    def _read(self) -> Token:
        data = self._data
        while True:
            match = _BLANK.match(data, self._at)
            self._at = match.end() if match else self._at
            start = self._at
            first = data[start : start + 1]
            if first == b"\n" or not first:
                if self._insert:
                    self._at += first == b"\n"
                    return Token(";", "\n", start)
                if not first:
                    return Token("EOF", "", start)
                self._at += 1
                continue
            if data.startswith((b"//", b"/*"), start):
                ended = self._comment(start)
                if ended is not None:
                    return ended
                continue
            return self._token(start, first)

    def _comment(self, start: int) -> Token | None:
        """Skip a comment; a newline inside or after it may end a statement."""
        data = self._data
        if data[start + 1 : start + 2] == b"/":
            end = data.find(b"\n", start)
            self._at = len(data) if end < 0 else end
            self._check(start, self._at)
            return None
        end = data.find(b"*/", start + 2)
        if end < 0:
            self._error("comment not terminated", start)
        self._at = len(data) if end < 0 else end + 2
        self._check(start, self._at)
        if self._insert and (b"\n" in data[start : self._at] or end < 0):
            return Token(";", "\n", start)
        return None

    def _token(self, start: int, first: bytes) -> Token:
        data = self._data
        word = _WORD.match(data, start)
        if word is not None:
            return self._word(start, word[0])
        if first in b"0123456789" or (first == b"." and data[start + 1 : start + 2].isdigit()):
            number = _NUMBER.match(data, start)
            self._at = number.end() if number else start + 1
            return Token("INT", data[start : self._at].decode(), start)
        if first == b'"':
            return self._quoted(start)
        if first == b"`":
            end = data.find(b"`", start + 1)
            if end < 0:
                self._error("raw string literal not terminated", start)
            self._at = len(data) if end < 0 else end + 1
            self._check(start, self._at)
            return Token("STRING", data[start : self._at].replace(b"\r", b"").decode("utf-8", "replace"), start)
        if first == b"'":
            character = _CHARACTER.match(data, start)
            self._at = character.end() if character else start + 1
            return Token("CHAR", data[start : self._at].decode("utf-8", "replace"), start)
        for operator in _OPERATORS:
            if data.startswith(operator.encode(), start):
                self._at = start + len(operator)
                return Token(operator, operator, start)
        return self._illegal(start)

    def _word(self, start: int, word: bytes) -> Token:
        if word.isascii():
            self._at = start + len(word)
            kind = word.decode()
            return Token(kind if word in KEYWORDS else "IDENT", kind, start)
        end = start
        text = word.decode("utf-8", "surrogateescape")
        for position, character in enumerate(text):
            if character == "_" or category(character)[0] == "L" or (position and category(character) == "Nd"):
                end += len(character.encode("utf-8", "surrogateescape"))
                continue
            break
        if end == start:
            return self._illegal(start)
        self._at = end
        return Token("IDENT", self._data[start:end].decode(), start)

    def _quoted(self, start: int) -> Token:
        data, at = self._data, start + 1
        while True:
            byte = data[at : at + 1]
            if byte in {b"", b"\n"}:
                self._error("string literal not terminated", start)
                break
            if byte == b'"':
                at += 1
                break
            if byte == b"\\":
                at = self._escape(at)
            else:
                at += 1
        self._at = at
        self._check(start, at)
        return Token("STRING", data[start:at].decode("utf-8", "replace"), start)

    def _escape(self, at: int) -> int:
        """Check an escape sequence that starts at a backslash; where it ends."""
        data = self._data
        kind = data[at + 1 : at + 2]
        if kind and kind in b'abfnrtv\\"':
            return at + 2
        digits = {b"x": (2, 16, 255), b"u": (4, 16, 0x10FFFF), b"U": (8, 16, 0x10FFFF)}.get(kind)
        first = at + 2
        if kind and kind in b"01234567":
            digits, first = (3, 8, 255), at + 1
        if digits is None:
            self._error("escape sequence not terminated" if not kind else "unknown escape sequence", at)
            return at + 1
        count, base, limit = digits
        allowed = b"01234567" if base == 8 else b"0123456789abcdefABCDEF"
        value = 0
        for position in range(first, first + count):
            byte = data[position : position + 1]
            if not byte or byte not in allowed:
                if not byte:
                    self._error("escape sequence not terminated", position)
                else:
                    character = data[position:].decode("utf-8", "replace")[0]
                    self._error(f"illegal character U+{ord(character):04X} '{character}' in escape sequence", position)
                return position
            value = value * base + int(byte, base)
        if value > limit or 0xD800 <= value < 0xE000:
            self._error("escape sequence is invalid Unicode code point", at)
        return first + count

    def _illegal(self, start: int) -> Token:
        data = self._data
        character = data[start:].decode("utf-8", "surrogateescape")[0]
        self._at = start + len(character.encode("utf-8", "surrogateescape"))
        if "\udc80" <= character <= "\udcff":
            self._error("illegal UTF-8 encoding", start)
        elif character == "\ufeff":
            self._error("illegal byte order mark", start)
        else:
            self._error(f"illegal character U+{ord(character):04X} '{character}'", start)
        return Token("ILLEGAL", character, start)

    def _check(self, start: int, end: int) -> None:
        """Every character of a comment or string must be valid."""
        piece = self._data[start:end]
        if piece.isascii() and b"\0" not in piece:
            return
        offset = start
        for character in piece.decode("utf-8", "surrogateescape"):
            if "\udc80" <= character <= "\udcff":
                self._error("illegal UTF-8 encoding", offset)
            elif character == "\ufeff" and offset:
                self._error("illegal byte order mark", offset)
            elif character == "\0":
                self._error("illegal character NUL", offset)
            offset += len(character.encode("utf-8", "surrogateescape"))
