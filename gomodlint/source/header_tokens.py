"""Tokens of a Go header, with automatic semicolons (Go: go/scanner, Scanner.Scan).

A port that follows the original step by step: Go's choice of message for a bad header depends on how far its scanner
has looked ahead. `//line` directives are checked as Go checks them and otherwise ignored: places are physical.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gomodlint.source.header_characters import BYTE_ORDER_MARK, Characters, is_digit, is_letter, named
from gomodlint.source.header_literals import read_character, read_number, read_raw_string, read_string
from gomodlint.source.header_model import KEYWORDS
from gomodlint.source.header_runs import BLANK, IN_LINE, plain_until

_OPERATORS = re.compile(
    rb"&\^=|<<=|>>=|\.\.\.|<-|\+\+|--|&&|\|\||&\^|<<|>>|:=|[-+*/%&|^<>=!]=|[-+*/%&|^<>=!~:.,;()\[\]{}]"
)
_WORD = re.compile(rb"[A-Za-z0-9_]*+")
_BLANK = re.compile(rb"[ \t\r]*+")
_BLANK_LINES = re.compile(rb"[ \t\r\n]*+")
_ENDS_STATEMENT = frozenset(
    {"IDENT", "STRING", "CHAR", "NUMBER", "break", "continue", "fallthrough", "return", "++", "--", ")", "]", "}"}
)
_LITERALS = frozenset({"IDENT", "STRING", "CHAR", "NUMBER"})
_DIGITS = re.compile(rb"[0-9]+")
_LINE_LIMIT = 1 << 30


class Token(NamedTuple):
    """A token: its kind (a keyword or operator as written, or IDENT, STRING, CHAR, NUMBER, EOF, ILLEGAL), text, offset.

    The text of a semicolon that a line end stands for is a newline.
    """

    kind: str
    text: str
    offset: int

    @property
    def is_literal(self) -> bool:
        """Whether Go's messages show the text rather than the kind."""
        return self.kind in _LITERALS


class Tokens:
    """Reads one token after the other into `current`, over comments, and keeps the errors met on the way.

    `directives` are the offset and text of each `//gomodlint:` comment passed.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.characters = Characters(data)
        self.directives: list[tuple[int, str]] = []
        self.plain_until = plain_until(data)
        self._inserts = False  # whether a line end is a semicolon here
        self._line_end = -1  # the line end in the comment just read that is a semicolon
        self.characters.advance()
        if self.characters.current == BYTE_ORDER_MARK:
            self.characters.advance()
        self.current = Token("ILLEGAL", "", 0)
        self.next()

    def go_on_at(self, offset: int) -> None:
        """Read the next token from an offset, at which a run ended."""
        self._inserts, self._line_end = False, -1
        self.characters.pass_over(offset)
        self.next()

    def next(self) -> None:
        """Read the next token that is not a comment."""
        token = self._read()
        while token is None:
            token = self._read()
        self.current = token

    def _read(self) -> Token | None:
        """The next token; None for a comment."""
        if self._line_end >= 0:
            token = Token(";", "\n", self._line_end)
            self._line_end = -1
            return token
        characters = self.characters
        if characters.current and characters.current in " \t\r\n/":
            blank = IN_LINE if self._inserts else BLANK
            match = blank.match(self.data, characters.offset, self.plain_until)
            if match is not None and match.end() > characters.offset:
                characters.pass_over(match.end())
            elif self.plain_until <= characters.offset:
                match = (_BLANK if self._inserts else _BLANK_LINES).match(self.data, characters.offset)
                if match is not None and match.end() > characters.offset:
                    characters.pass_over(match.end())
        start = characters.offset
        if self.data.startswith((b"//", b"/*"), start) and characters.current:
            self._comment(start)
            return None
        token = self._token(start)
        if token.kind != "ILLEGAL":  # which leaves the rule for line ends as it is
            self._inserts = token.kind in _ENDS_STATEMENT
        return token

    def _token(self, start: int) -> Token:
        characters = self.characters
        first = characters.current
        if not first:
            return Token(";", "\n", start) if self._inserts else Token("EOF", "", start)
        if is_letter(first):
            return self._word(start)
        if is_digit(first) and first.isascii():
            read_number(characters)
            return self._taken("NUMBER", start)
        if first == "." and "0" <= characters.following() <= "9":
            read_number(characters)
            return self._taken("NUMBER", start)
        if first == "\n":  # only where it ends a statement: elsewhere it is blank
            characters.advance()
            return Token(";", "\n", start)
        if first == '"':
            read_string(characters)
            return self._taken("STRING", start)
        if first == "'":
            read_character(characters)
            return self._taken("CHAR", start)
        if first == "`":
            read_raw_string(characters)
            token = self._taken("STRING", start)
            return token._replace(text=token.text.replace("\r", ""))
        match = _OPERATORS.match(self.data, start)
        if match is not None:
            characters.jump(match.end())
            operator = match[0].decode()
            return Token(operator, operator, start)
        return self._illegal(start, first)

    def _taken(self, kind: str, start: int) -> Token:
        return Token(kind, self.data[start : self.characters.offset].decode("utf-8", "replace"), start)

    def _word(self, start: int) -> Token:
        characters = self.characters
        match = _WORD.match(self.data, characters.next_offset)
        if match is not None and match.end() > characters.next_offset:
            characters.jump(match.end())
        else:
            characters.advance()
        while characters.current and (is_letter(characters.current) or is_digit(characters.current)):
            characters.advance()
        token = self._taken("IDENT", start)
        return token._replace(kind=token.text) if token.text.encode() in KEYWORDS else token

    def _illegal(self, start: int, first: str) -> Token:
        characters = self.characters
        characters.advance()
        if first in "\u201c\u201d":
            characters.error(start, f"curly quotation mark '{first}' (use neutral '\"')")
        elif first != BYTE_ORDER_MARK:  # which is reported where it was met
            characters.error(start, f"illegal character {named(first)}")
        return Token("ILLEGAL", first, start)

    def _comment(self, start: int) -> None:
        """Pass a comment; a line end inside may end a statement."""
        data, characters = self.data, self.characters
        if data[start + 1] == ord("/"):
            end = data.find(b"\n", start)
            characters.jump(len(data) if end < 0 else end)
            text = data[start : characters.offset]
            if text.startswith(b"//line ") and (start == 0 or data[start - 1] == ord("\n")):
                self._line_directive(start, text.removesuffix(b"\r"))
            elif text.startswith(b"//gomodlint:"):
                self.directives.append((start, text.decode("utf-8", "replace").rstrip()))
            return
        end = data.find(b"*/", start + 2)
        characters.jump(len(data) if end < 0 else end + 2)
        if end < 0:
            characters.error(start, "comment not terminated")
        elif data.startswith(b"/*line ", start):
            self._line_directive(start, data[start:end])
        line_end = data.find(b"\n", start, characters.offset)
        if self._inserts and line_end >= 0:
            self._line_end = line_end
            self._inserts = False

    def _line_directive(self, start: int, text: bytes) -> None:
        """Report a bad `//line file:line[:column]` (Go: go/scanner, Scanner.updateLineInfo)."""
        front, colon, tail = text[7:].rpartition(b":")
        if not colon:
            return
        at = start + 7 + len(front) + 1
        number = _unsigned(tail)
        if number is None:
            self.characters.error(at, f"invalid line number: {tail.decode('utf-8', 'replace')}")
            return
        front, colon, middle = front.rpartition(b":")
        line = _unsigned(middle) if colon else None
        if line is None:
            line = number
        elif number == 0 or number > _LINE_LIMIT:
            self.characters.error(at, f"invalid column number: {tail.decode('utf-8', 'replace')}")
            return
        else:
            at, tail = start + 7 + len(front) + 1, middle + b":" + tail
        if line == 0 or line > _LINE_LIMIT:
            self.characters.error(at, f"invalid line number: {tail.decode('utf-8', 'replace')}")


def _unsigned(digits: bytes) -> int | None:
    """A number of 64 bits as Go's int holds it, so that the largest ones are negative; None if it is none."""
    if not _DIGITS.fullmatch(digits) or len(digits.lstrip(b"0")) > 20:
        return None
    value = int(digits.lstrip(b"0") or b"0")
    if value >= 1 << 64:
        return None
    return value - (1 << 64) if value >= 1 << 63 else value
