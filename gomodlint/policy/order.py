"""A partial order of packages, in the language of Go's own dependency test.

Source: Go's internal/dag/parse.go (the language) and go/build/deps_test.go (how it is used).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from gomodlint.errors import Problem
from gomodlint.policy.pattern import Pattern
from gomodlint.policy.positions import Path
from gomodlint.policy.reader import Reader
from gomodlint.policy.selector import Selector
from gomodlint.policy.spelling import PatternError, check, quoted

BOTTOM = "NONE"
_LABEL = re.compile(r"[A-Z][A-Z0-9_-]*")
_TOKEN = re.compile(r"#[^\n]*|!<|[;,<]|[^\s;,<!#]+|\S")
_SIGNS = {";", ",", "<", "!<"}


class Statement(NamedTuple):
    """`below < above`, or with `allowed` false `below !< above`: names with their lines, from 1."""

    below: tuple[tuple[str, int], ...]
    allowed: bool
    above: tuple[tuple[str, int], ...]


class OrderError(Exception):
    """What is wrong with a text, the line in it (from 1), and what to do."""

    def __init__(self, message: str, line: int, hint: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.hint = hint


class Node(NamedTuple):
    """A name of the order: packages, or a label, which stands for a point of the order and selects nothing."""

    name: str
    packages: Selector | None


class PartialOrder(NamedTuple):
    """The nodes in the order of their definitions, and for each name all names below it."""

    nodes: tuple[Node, ...]
    below: Mapping[str, frozenset[str]]

    @staticmethod
    def schema() -> dict[str, Any]:
        """What a JSON Schema can say of it."""
        return {"type": "string", "pattern": "<"}

    @classmethod
    def from_policy(
        cls, value: Any, path: Path, reader: Reader, make_selector: Callable[[tuple[Pattern, ...]], Selector]
    ) -> PartialOrder | None:
        """The order that a policy's text describes; mistakes go to the reader, with the text's own lines."""
        text = reader.text(value, path)
        if text is None:
            return None
        problems: list[OrderError] = []
        below: dict[str, frozenset[str]] = {}
        lines: dict[str, int] = {}
        try:
            statements = list(parse(text))
            lines = {name: line for one in reversed(statements) if one.allowed for name, line in one.above}
            below = closure(statements, problems)
            if not statements:
                problems.append(OrderError("the order is empty: it would check nothing", 1, "write NONE < ./domain;"))
        except OrderError as error:
            problems.append(error)
        nodes = []
        for name in below:
            place = reader.line_place(path, lines[name])
            if _LABEL.fullmatch(name):
                nodes.append(Node(name, None))
                continue
            try:
                check(name)
            except PatternError as error:
                problems.append(OrderError(str(error), lines[name], error.hint))
                continue
            nodes.append(Node(name, make_selector((Pattern(name, False, place),))))
        for problem in problems:
            reader.problems.append(Problem(str(problem), *reader.line_place(path, problem.line), problem.hint))
        return None if problems else cls(tuple(nodes), below)


def parse(text: str) -> Iterator[Statement]:
    """The statements of a text, chains taken apart. Raises OrderError."""
    names: list[tuple[str, int]] = []
    before: tuple[tuple[str, int], ...] = ()
    sign = ""
    wants_name = True
    line = 1
    at = 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        token = match[0]
        if token.startswith("#"):
            continue
        if wants_name:
            if token in _SIGNS or token == "!":
                raise OrderError(f"a name is missing before {quoted(token)}", line)
            names.append((token, line))
            wants_name = False
            continue
        wants_name = True
        if token == ",":
            continue
        if token not in _SIGNS:
            raise OrderError(f"a sign is missing before {quoted(token)}", line, "put , < !< or ; between names")
        if sign:
            yield Statement(before, sign == "<", tuple(names))
        elif token == ";":
            raise OrderError("this statement has no <", names[0][1], "write a < b; for: b may import a")
        before, names = tuple(names), []
        sign = "" if token == ";" else token
    if names or sign:
        raise OrderError("the last statement is not finished", line, "end it with ;")


def closure(statements: list[Statement], problems: list[OrderError]) -> dict[str, frozenset[str]]:
    """For each defined name every name below it, in order of definition. What Go refuses goes to `problems`."""
    below: dict[str, frozenset[str]] = {}
    defined = {name for one in statements if one.allowed for name, _ in one.above}
    for statement in statements:
        if not statement.allowed:
            continue
        lower: set[str] = set()
        for name, line in statement.below:
            if name in below:
                lower |= {name} | below[name]
            elif name != BOTTOM:
                problems.append(_undefined(name, line, defined))
        for name, line in statement.above:
            if name == BOTTOM:
                problems.append(OrderError(f"{BOTTOM} is the bottom: nothing is below it", line))
            elif name in below:
                problems.append(OrderError(f"{name} is defined twice", line, "each name stands right of < once"))
            else:
                below[name] = frozenset(lower)
    for statement in statements:
        for name, line in () if statement.allowed else statement.above:
            for low, _ in statement.below:
                if low in below.get(name, ()):
                    problems.append(OrderError(f"{low} !< {name} does not hold: {low} is below {name}", line))
    return below


def _undefined(name: str, line: int, defined: set[str]) -> OrderError:
    if name in defined:
        return OrderError(f"{name} is used before it is defined", line, "move its own line up")
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(defined), 1, 0.75)
    hint = f"did you mean {quoted(near[0])}?" if near else f"write {BOTTOM} < {name};"
    return OrderError(f"{name} is not defined", line, hint)
