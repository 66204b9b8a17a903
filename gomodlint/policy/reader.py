"""Reads values of a TOML document with their types, and collects every mistake with its place."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from typing import Any

from gomodlint.errors import Problem
from gomodlint.policy.pattern import Pattern, PatternError, Place, check
from gomodlint.policy.positions import Path, positions
from gomodlint.source import constraint
from gomodlint.source.constraint import ConstraintError, Expr

NAMES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    list: "a list",
    dict: "a table",
    datetime.date: "a date",
}


class Reader:
    """One policy file while it is decoded. `problems` grows; nothing is raised for a mistake in the file."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._positions = positions(text)

    def place(self, path: Path) -> Place:
        """Where a path stands, or the nearest table around it."""
        while path and path not in self._positions:
            path = path[:-1]
        return Place(self.file, *self._positions.get(path, (1, 1)))

    def mistake(self, path: Path, message: str, hint: str = "") -> None:
        """Note a mistake at a path."""
        self.problems.append(Problem(message, *self.place(path), hint))

    def table(self, value: Any, path: Path) -> dict[str, Any]:
        """A table; a mistake and an empty one when it is something else."""
        if isinstance(value, dict):
            return value
        self.wrong(path, "a table", value)
        return {}

    def wrong(self, path: Path, expected: str, value: Any) -> None:
        """Note that a value has the wrong type."""
        self.mistake(path, f"{dotted(path)}: expected {expected}, found {describe(value)}")

    def unknown(self, path: Path, what: str, valid: Iterable[str]) -> None:
        """Note a key or value that does not exist, with the nearest that does."""
        name = str(path[-1])
        self.mistake(path, f"{what} {name!r}", self.nearest(name, valid))

    @staticmethod
    def nearest(name: str, valid: Iterable[str]) -> str:
        """A hint that names the nearest valid word, or all of them when they are few."""
        from difflib import get_close_matches

        choices = sorted(valid)
        near = get_close_matches(name, choices, 1, 0.5)
        if near:
            return f"did you mean {near[0]!r}?"
        return f"valid are {', '.join(choices)}" if len(choices) <= 24 else ""

    def scalar(self, value: Any, kind: type, path: Path) -> Any:
        """A value of one of the simple types; None after a mistake."""
        if kind is datetime.date and isinstance(value, datetime.datetime):
            self.mistake(path, f"{dotted(path)}: expected a date, found a date with a time", "write 2027-03-31")
            return None
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        self.wrong(path, NAMES.get(kind, kind.__name__), value)
        return None

    def choice(self, value: Any, choices: Collection[Any], path: Path) -> Any:
        """One of some values; None after a mistake."""
        if value in choices and type(value) in {type(choice) for choice in choices}:
            return value
        words = ", ".join(repr(choice) for choice in choices)
        hint = self.nearest(value, [c for c in choices if isinstance(c, str)]) if isinstance(value, str) else ""
        hint = hint if hint.startswith("did") else ""
        self.mistake(path, f"{dotted(path)}: expected one of {words}, found {describe(value)}", hint)
        return None

    def many(self, value: Any, path: Path, one: Callable[[Any, Path], Any]) -> tuple[Any, ...]:
        """A list of values; a lone text is a common slip and gets its own hint."""
        if not isinstance(value, list):
            hint = f"put it in brackets: [{value!r}]".replace("'", '"') if isinstance(value, str) else ""
            self.mistake(path, f"{dotted(path)}: expected a list, found {describe(value)}", hint)
            return ()
        found = [one(item, (*path, number)) for number, item in enumerate(value)]
        return tuple(item for item in found if item is not None)

    def text(self, value: Any, path: Path) -> str | None:
        """A text."""
        found: str | None = self.scalar(value, str, path)
        return found

    def texts(self, value: Any, path: Path) -> tuple[str, ...]:
        """A list of texts."""
        return self.many(value, path, self.text)

    def expression(self, value: Any, path: Path) -> Expr | None:
        """A build constraint, as after `//go:build`."""
        text = self.text(value, path)
        if text is None:
            return None
        try:
            return constraint.parse(text.removeprefix("//go:build"))
        except ConstraintError as error:
            self.mistake(path, f"{dotted(path)}: {error} in {text!r}", 'write a build constraint: "prod && !debug"')
            return None

    def pattern(self, value: Any, path: Path) -> Pattern | None:
        """One pattern of a selector."""
        text = self.text(value, path)
        if text is None:
            return None
        bare = text.removeprefix("!")
        try:
            check(bare)
        except PatternError as error:
            self.mistake(path, str(error), error.hint)
            return None
        return Pattern(bare, text.startswith("!"), self.place(path))

    def patterns(self, value: Any, path: Path) -> tuple[Pattern, ...]:
        """The patterns of a selector: at least one that is not excluded by `!`."""
        found: tuple[Pattern, ...] = self.many(value, path, self.pattern)
        if isinstance(value, list) and not value:
            self.mistake(path, f"{dotted(path)} is empty: it selects nothing", 'write ["..."] for every package')
        elif found and all(pattern.negated for pattern in found):
            self.mistake(path, f"{dotted(path)} only excludes", 'start with "..." and exclude from that')
        return found


def dotted(path: Path) -> str:
    """A path as one would write it: rules.x.to[1]."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def describe(value: Any) -> str:
    """A value in an error message: its kind, and itself when it is short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return f"the date {value}"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
