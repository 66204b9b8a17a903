"""What all parts of the parser share: the current token, errors and the recovery from them (Go: go/parser/parser.go).

The parser is a port that follows Go's step by step, for which error comes first depends on how it recovers. Nodes are
plain tuples: kind, offset, and what somebody asks for later.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from gomodlint.listing.syntax.quick_tokens import TokenList

Node = tuple[Any, ...]
Position = tuple[str, int, int]  # file ("" for the file itself), line, column

STATEMENT_START = frozenset(
    "break const continue defer fallthrough for go goto if return select switch type var".split()  # noqa: SIM905
)
DECLARATION_START = frozenset({"import", "const", "type", "var"})
EXPRESSION_END = frozenset({",", ":", ";", "NEWLINE", ")", "]", "}"})
_LITERALS = frozenset({"IDENT", "STRING", "CHAR", "NUMBER"})
_NAME = re.compile(rb"\w+")
_MOST_ERRORS, _DEEPEST = 10, 100_000
BEHIND_ERROR = 100_000  # tokens read after the first error: none so far on is reported before it


class GivenUp(Exception):  # noqa: N818 - not an error of ours
    """As go/parser's bailout."""


class Support:
    """Walks over tokens, and collects errors with their positions."""

    def __init__(self, data: bytes, tokens: TokenList, position: Callable[[int], Position]) -> None:
        self._data = data
        self._kinds = tokens.kinds
        self._stop = len(tokens.kinds)  # a token that is not gone on to
        self._offsets = tokens.offsets
        self._met = tokens.errors  # by the scanner
        self._met_next = 0
        self._texts = tokens.texts
        self._position = position
        self.errors: list[tuple[Position, str, int]] = []  # as printed, the words, the offset
        self._synced, self._syncs = -1, 0
        self._level = 0  # below 0: in a control clause
        self._in_rhs = False
        self._depth = 0
        self.at = -1
        self.tok = ""
        self.next()

    @property
    def pos(self) -> int:
        """The offset of the current token."""
        return self._offsets[self.at]

    def text(self, at: int) -> str:
        """The text of a token that is a name; of a literal too where the exact reader read it."""
        if self._texts:
            return self._texts[at]
        match = _NAME.match(self._data, self._offsets[at])
        return match[0].decode() if match else ""

    def next(self) -> None:
        """Go on to the next token. Raises GivenUp far behind the first error."""
        if self.at + 1 < self._stop:
            self.at += 1
            self.tok = self._kinds[self.at]
        elif self._stop < len(self._kinds):
            raise GivenUp
        while self._met_next < len(self._met) and self._met[self._met_next][0] <= self.at:
            _, offset, message = self._met[self._met_next]
            self._note((self._position(offset), message, offset))
            self._met_next += 1

    def error(self, offset: int, message: str) -> None:
        """Report an error, unless the one before is on the same line."""
        position = self._position(offset)
        if self.errors:
            if self.errors[-1][0][1] == position[1]:
                return
            if len(self.errors) > _MOST_ERRORS:
                raise GivenUp
        self._note((position, message, offset))

    def _note(self, error: tuple[Position, str, int]) -> None:
        if not self.errors:
            self._stop = min(self._stop, self.at + BEHIND_ERROR)
        self.errors.append(error)

    def error_expected(self, offset: int, what: str) -> None:
        """Report that something else was expected."""
        message = f"expected {what}"
        if offset == self.pos:
            if self.tok == "NEWLINE":
                message += ", found newline"
            elif self.tok in _LITERALS:
                message += f", found {self.text(self.at)}"
            else:
                message += f", found '{self.tok}'"
        self.error(offset, message)

    def expect(self, kind: str) -> int:
        """Pass a token of a kind, or report and pass another; its offset."""
        offset = self.pos
        if self.tok != kind and not (kind == ";" and self.tok == "NEWLINE"):
            self.error_expected(offset, f"'{kind}'")
        self.next()
        return offset

    def expect_closing(self, kind: str, context: str) -> int:
        """As `expect`; a line end before it lacks a comma."""
        if self.tok == "NEWLINE":
            self.error(self.pos, f"missing ',' before newline in {context}")
            self.next()
        return self.expect(kind)

    def expect_semicolon(self) -> None:
        """Pass a semicolon, which may be missing before a closing bracket."""
        kind = self.tok
        if kind in {";", "NEWLINE"}:
            self.next()
        elif kind == ",":
            self.error_expected(self.pos, "';'")
            self.next()
        elif kind not in {")", "}"}:
            self.error_expected(self.pos, "';'")
            self.advance(STATEMENT_START)

    def at_comma(self, context: str, follow: str) -> bool:
        """Whether a comma is here, or should be: only before `follow` it may be missing."""
        if self.tok == ",":
            return True
        if self.tok != follow:
            newline = " before newline" if self.tok == "NEWLINE" else ""
            self.error(self.pos, f"missing ','{newline} in {context}")
            return True
        return False

    def advance(self, kinds: frozenset[str]) -> None:
        """Skip to a token of these kinds; after ten times at the same one, over it."""
        while self.tok != "EOF":
            if self.tok in kinds:
                offset = self.pos
                if offset == self._synced and self._syncs < 10:
                    self._syncs += 1
                    return
                if offset > self._synced:
                    self._synced, self._syncs = offset, 0
                    return
            self.next()

    def deeper(self) -> None:
        """One level down; who calls takes `_depth` back."""
        self._depth += 1
        if self._depth > _DEEPEST:
            self.error(self.pos, "exceeded max nesting depth")
            raise GivenUp

    def identifier(self) -> Node:
        """A name, which the node knows by the number of its token; -1 if there is none."""
        at = self.at
        if self.tok == "IDENT":
            self.next()
            return ("Ident", self._offsets[at], at)
        self.expect("IDENT")
        return ("Ident", self._offsets[at], -1)
