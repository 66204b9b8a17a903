"""Reads values of a TOML document with their types, and collects every mistake with its place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from gomodlint.errors import Problem
from gomodlint.policy.pattern import Pattern, Place
from gomodlint.policy.positions import Path, Positions
from gomodlint.policy.spelling import PatternError, check, quoted
from gomodlint.source import constraint
from gomodlint.source.constraint import ConstraintError, Expr

if TYPE_CHECKING:
    from gomodlint.policy.near import Near

NAMES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    datetime.date: "a date",
}


class Reader:
    """One policy file while it is decoded. `problems` grows; nothing is raised for a mistake in the file."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._near: Near | None = None
        self._positions = Positions(text)
        self._lines = text.split("\n")

    @property
    def near(self) -> Near:
        """What finds words that mistyped ones stand for."""
        if self._near is None:
            from gomodlint.policy.near import Near

            self._near = Near()
        return self._near

    def place(self, path: Path) -> Place:
        """Where a key, table or element stands, or the nearest table around it."""
        return Place(self.file, *self._positions.key(path))

    def value_place(self, path: Path) -> Place:
        """Where the value of a key stands."""
        return Place(self.file, *self._positions.value(path))

    def line_place(self, path: Path, line: int) -> Place:
        """Where a line (from 1) of a text in several lines stands."""
        place = self.value_place(path)
        # TOML drops a line end right after the opening quotes.
        first = re.match(r"(?:\"\"\"|''')[ \t]*\r?$", self._lines[place.line - 1].encode()[place.column - 1 :].decode())
        number = place.line + line - 1 + bool(first)
        return Place(self.file, number, place.column if number == place.line else 1)

    def mistake(self, path: Path, message: str, hint: str = "") -> None:
        """Note a mistake at a key or a table."""
        self.problems.append(Problem(message, *self.place(path), hint))

    def wrong_value(self, path: Path, message: str, hint: str = "") -> None:
        """Note a mistake at a value."""
        self.problems.append(Problem(message, *self.value_place(path), hint))

    def unknown(self, path: Path, what: str, valid: Collection[str]) -> None:
        """Note a key that does not exist, with the nearest that does."""
        name = str(path[-1])
        self.mistake(path, f"{what} {quoted(name)}", self.near.hint(name, valid))

    def table(self, value: Any, path: Path, hint: str = "") -> dict[str, Any]:
        """A table; a mistake and an empty one when it is something else."""
        if isinstance(value, dict):
            return value
        self.expected(path, "a table", value, hint)
        return {}

    def expected(self, path: Path, what: str, value: Any, hint: str = "") -> None:
        """Note that a value has the wrong type."""
        self.wrong_value(path, f"{dotted(path)}: expected {what}, found {describe(value)}", hint)

    def scalar(self, value: Any, kind: type, path: Path) -> Any:
        """A value of one of the simple types; None after a mistake."""
        if kind is datetime.date and not isinstance(value, datetime.date):
            self.expected(path, "a date", value, "a date stands without quotes: 2027-03-31")
            return None
        if kind is datetime.date and isinstance(value, datetime.datetime):
            self.expected(path, "a date", value, f"write {value.date()}: the whole day counts, in UTC")
            return None
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        self.expected(path, NAMES[kind], value, _remedy(kind, value))
        return None

    def choice(self, value: Any, choices: Collection[Any], path: Path) -> Any:
        """One of some values; None after a mistake."""
        if any(value == choice and type(value) is type(choice) for choice in choices):
            return value
        *first, last = map(describe, choices)
        hint = self.near.hint(value, [c for c in choices if isinstance(c, str)]) if isinstance(value, str) else ""
        self.expected(
            path, f"{', '.join(first)} or {last}" if first else last, value, hint if hint.startswith("did") else ""
        )
        return None

    def many(self, value: Any, path: Path, one: Callable[[Any, Path], Any]) -> tuple[Any, ...]:
        """A list of values; a lone text is a common slip and gets its own hint."""
        if not isinstance(value, list):
            hint = f"put it in brackets: [{quoted(value)}]" if isinstance(value, str) else ""
            self.expected(path, "a list", value, hint)
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
        bare = text.removeprefix("//go:build")
        try:
            return constraint.parse(bare)
        except ConstraintError as error:
            words = f"{dotted(path)}: {error} at character {error.offset + 1} of {quoted(bare.strip())}"
            self.wrong_value(path, words, _constraint_hint(bare))
            return None

    def patterns(self, value: Any, path: Path) -> tuple[Pattern, ...]:
        """The patterns of a selector: at least one that is not excluded by `!`."""
        before = len(self.problems)
        found: tuple[Pattern, ...] = self.many(value, path, self._pattern)
        if len(self.problems) > before:
            return found
        positive = {pattern.text for pattern in found if not pattern.negated}
        if not found:
            self.wrong_value(path, f"{dotted(path)} is empty: it selects nothing", 'write ["..."] for every package')
        elif not positive:
            self.wrong_value(path, f"{dotted(path)} only excludes", 'put "..." in front to exclude from every package')
        seen: set[tuple[str, bool]] = set()
        for pattern in found:
            if pattern[:2] in seen:
                self._again(pattern, "stands here twice")
            elif pattern.negated and pattern.text in positive:
                self._again(pattern, "is both taken and excluded")
            seen.add(pattern[:2])
        return found

    def _again(self, pattern: Pattern, what: str) -> None:
        self.problems.append(Problem(f"{quoted(pattern.text)} {what}", *pattern.place, "remove one of the two"))

    def _pattern(self, value: Any, path: Path) -> Pattern | None:
        text = self.text(value, path)
        if text is None:
            return None
        bare = text.removeprefix("!")
        try:
            check(bare)
        except PatternError as error:
            self.wrong_value(path, str(error), error.hint)
            return None
        return Pattern(bare, text.startswith("!"), self.place(path))


def dotted(path: Path) -> str:
    """A path as one would write it: rules.x.to; the elements of lists count from 1."""
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
        return "an empty list" if not value else "a list"
    if isinstance(value, datetime.datetime):
        return "a date with a time"
    if isinstance(value, datetime.date | datetime.time):
        return f"the {'date' if isinstance(value, datetime.date) else 'time'} {value}"
    text = quoted(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:56] + '..."'


def _remedy(kind: type, value: Any) -> str:
    if kind is bool and isinstance(value, str) and value.lower() in {"true", "false", "yes", "no", "on", "off"}:
        return f"write {'true' if value.lower() in {'true', 'yes', 'on'} else 'false'}, without quotes"
    if kind in {int, float} and isinstance(value, str) and value.strip().lstrip("+-").isdigit():
        return f"write {value.strip()}, without quotes"
    if kind is str and isinstance(value, int | float) and not isinstance(value, bool):
        return "put it in quotes"
    if kind is str and isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return f"write {quoted(value[0])}, without brackets"
    return ""


def _constraint_hint(text: str) -> str:
    words = text.lower().split()
    if "and" in words or "or" in words or "not" in words:
        return 'the operators are those of //go:build: &&, || and !, as in "prod && !debug"'
    if "," in text or ("&&" not in text and "||" not in text and len(words) > 1):
        return 'write a //go:build expression: "prod && debug" for both, "prod || debug" for either'
    return 'write a //go:build expression, as in "prod && !debug"'
