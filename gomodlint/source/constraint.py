"""Build constraint expressions: `//go:build` and `// +build` (Go: go/build/constraint/expr.go)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from unicodedata import category

# An expression is nested tuples, so that it can be hashed:
# ("tag", name) | ("not", x) | ("and", x, y) | ("or", x, y)  # noqa: ERA001
Expr = tuple[Any, ...]

MAX_OPERANDS = 1000  # of a //go:build line; Go's maxSize
MAX_PLUS_BUILD_OPERATORS = 100  # of one // +build line

GO_SPACE = (  # Unicode White_Space: what strings.TrimSpace trims
    " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9_.]*+")
IGNORE: Expr = ("tag", "ignore")


class ConstraintError(Exception):
    """A `//go:build` expression that Go refuses. `offset` counts characters of the expression from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@lru_cache(maxsize=2048)  # the same text is asked for its tags, for its condition, and stands in many files
def parse_header(text: str) -> Expr:
    """The expression of `Header.constraint`: one `//go:build` line, or `// +build` lines joined by newlines.

    Raises ConstraintError for a `//go:build` expression with a syntax error; `// +build` lines have none.
    """
    if text.startswith("//go:build"):
        return parse(text[len("//go:build") :])
    return parse_plus_build(text.split("\n"))


def parse(text: str) -> Expr:
    """The expression after `//go:build`. Raises ConstraintError with Go's words."""
    return _Parser(text.strip(GO_SPACE)).parse()


def parse_plus_build(lines: Sequence[str]) -> Expr:
    """The conjunction of `// +build` lines; a line that is too long for Go's reader is left out, as Go does."""
    terms: list[Expr] = []
    for line in lines:
        text = line.strip(GO_SPACE).removeprefix("//").strip(GO_SPACE).removeprefix("+build")
        term = _plus_build_line(text)
        if term is not None:
            terms.append(term)
    while len(terms) > 1:  # by pairs: nothing limits the lines, and Python cannot hash or print what is nested too deep
        pairs = [("and", *terms[at : at + 2]) for at in range(0, len(terms) - 1, 2)]
        terms = pairs + terms[2 * len(pairs) :]
    return terms[0] if terms else ("or", IGNORE, ("not", IGNORE))


def tags(expression: Expr) -> frozenset[str]:
    """Every tag that an expression mentions."""
    found: set[str] = set()
    waiting: list[Expr] = [expression]
    while waiting:
        operator, *operands = waiting.pop()
        if operator == "tag":
            found.add(operands[0])
        else:
            waiting += operands
    return frozenset(found)


def to_text(expression: Expr) -> str:
    """The expression as one would write it after `//go:build`, with no more parentheses than needed."""
    pieces: list[str] = []
    waiting: list[str | tuple[Expr, int]] = [(expression, 0)]  # an expression with the rank of what surrounds it
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        (operator, *operands), outer = item
        if operator == "tag":
            pieces.append(operands[0])
        elif operator == "not":
            left, right = "()" if outer == 3 else ("", "")  # two `!` in a row are an error
            waiting += [right, (operands[0], 3), "!", left]
        else:
            rank, word = (2, " && ") if operator == "and" else (1, " || ")
            left, right = "()" if rank < outer else ("", "")
            waiting += [right, (operands[1], rank), word, (operands[0], rank), left]
    return "".join(pieces)


def is_tag_character(character: str) -> bool:
    """Whether a character may stand in a tag: a letter, a decimal digit, `_` or `.`."""
    return character in "_." or category(character)[0] == "L" or category(character) == "Nd"


class _Frame:
    """An open parenthesis: what stands to the left of the operand being read."""

    __slots__ = ("alternatives", "conjunction", "negated", "position")

    def __init__(self, position: int) -> None:
        self.position = position  # of the parenthesis; -1 for the whole expression
        self.alternatives: Expr | None = None
        self.conjunction: Expr | None = None
        self.negated = False

    def add(self, operand: Expr) -> None:
        """Take an operand, negated if a `!` stands before it."""
        if self.negated:
            operand = ("not", operand)
            self.negated = False
        self.conjunction = operand if self.conjunction is None else ("and", self.conjunction, operand)

    def close_conjunction(self) -> Expr:
        """End the current `&&` group; the alternatives so far."""
        if self.conjunction is None:
            raise AssertionError("an operator follows an operand")
        self.alternatives = (
            self.conjunction if self.alternatives is None else ("or", self.alternatives, self.conjunction)
        )
        self.conjunction = None
        return self.alternatives


class _Parser:
    """Go's recursive descent, with its stack of parentheses kept as a list."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = 0
        self._size = 0
        self.token = ""
        self.position = 0
        self.is_tag = False

    def parse(self) -> Expr:
        frames = [_Frame(-1)]
        while True:
            operand = self._operand(frames)
            if operand is None:
                continue  # a parenthesis was opened
            frames[-1].add(operand)
            while self.token == ")" and len(frames) > 1:
                inner = frames.pop().close_conjunction()
                self._lex()
                frames[-1].add(inner)
            if self.token == "&&":
                continue
            whole = frames[-1].close_conjunction()
            if self.token == "||":
                continue
            if len(frames) > 1:
                raise ConstraintError("missing close paren", frames[-1].position)
            if self.token:
                raise ConstraintError(f"unexpected token {self.token}", self.position)
            return whole

    def _operand(self, frames: list[_Frame]) -> Expr | None:
        """Read `!`s, then a tag or an opening parenthesis (None)."""
        self._size += 1
        if self._size > MAX_OPERANDS:
            raise ConstraintError("build expression too large", self.position)
        self._lex()
        if self.token == "!":
            self._lex()
            if self.token == "!":
                raise ConstraintError("double negation not allowed", self.position)
            frames[-1].negated = True
        if self.token == "(":
            frames.append(_Frame(self.position))
            return None
        if not self.is_tag:
            if not self.token:
                message = "missing close paren" if len(frames) > 1 else "unexpected end of expression"
                raise ConstraintError(message, self.position)
            raise ConstraintError(f"unexpected token {self.token}", self.position)
        tag = self.token
        self._lex()
        return ("tag", tag)

    def _lex(self) -> None:
        text, start = self._text, self._next
        while start < len(text) and text[start] in " \t":
            start += 1
        self.position, self.is_tag, self.token = start, False, ""
        if start >= len(text):
            self._next = start
            return
        first = text[start]
        if first in "()!":
            self._next, self.token = start + 1, first
            return
        if first in "&|":
            if text[start + 1 : start + 2] != first:
                raise ConstraintError(f"invalid syntax at {first}", start)
            self._next, self.token = start + 2, first * 2
            return
        match = _ASCII_WORD.match(text, start)
        end = match.end() if match else start
        while end < len(text) and is_tag_character(text[end]):
            end += 1
        if end == start:
            raise ConstraintError(f"invalid syntax at {first}", start)
        self._next, self.token, self.is_tag = end, text[start:end], True


def _plus_build_line(text: str) -> Expr | None:
    """Fields are ORed, their comma-separated literals ANDed. None when the line has too many operators."""
    operators = 0
    whole: Expr | None = None
    for clause in re.split(f"[{GO_SPACE}]+", text.strip(GO_SPACE)):
        if not clause:
            continue
        group: Expr | None = None
        for literal in clause.split(","):
            operand = _literal(literal)
            operators += group is not None
            group = operand if group is None else ("and", group, operand)
        operators += whole is not None
        if operators > MAX_PLUS_BUILD_OPERATORS:
            return None
        whole = group if whole is None else ("or", whole, group)
    return IGNORE if whole is None else whole


def _literal(text: str) -> Expr:
    if text.startswith("!!") or text == "!":
        return IGNORE
    name = text.removeprefix("!")
    tag: Expr = ("tag", name) if name and all(map(is_tag_character, name)) else IGNORE
    return ("not", tag) if text.startswith("!") else tag
