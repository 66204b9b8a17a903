"""The `[sets]` table: named groups of packages, which other selectors use as `$name`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gomodlint.errors import Problem
from gomodlint.policy.pattern import BUILT_IN, Pattern
from gomodlint.policy.positions import Path
from gomodlint.policy.reader import Reader
from gomodlint.policy.selector import Selector
from gomodlint.policy.spelling import quoted

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_MOST = 10_000  # sets in sets may be named in ever more ways, two at each step, and each way takes time
_DEEPEST = 100  # sets that refer to each other
_KEYS = ("packages", "optional")


class Sets:
    """The sets that a file may use: its own and inherited ones. `selector` makes selectors that refer to them."""

    def __init__(self, reader: Reader, directory: str, inherited: Mapping[str, Selector]) -> None:
        self._reader = reader
        self._directory = directory
        self._own: dict[str, tuple[Pattern, ...]] = {}
        self.known: dict[str, Selector] = dict(inherited)
        self.optional: set[str] = set()

    @property
    def own(self) -> frozenset[str]:
        """The names of the file's own sets."""
        return frozenset(self._own)

    def read(self, value: Any) -> None:
        """Take the `[sets]` table; mistakes go to the reader."""
        for name, given in self._reader.table(value, ("sets",)).items():
            if name == "extends":
                continue  # a slip that the reader of `extends` explains
            path: Path = ("sets", name)
            if f"${name}" in BUILT_IN:
                self._reader.mistake(path, f"${name} is built in", "choose another name")
            elif not _NAME.fullmatch(name):
                hint = f"in [sets] without the $: {name[1:]} = [...]" if _NAME.fullmatch(name[1:]) else ""
                self._reader.mistake(
                    path, f"{quoted(name)} is not a name for a set", hint or "letters, digits, _ and - only"
                )
            self._own[name] = self._patterns(name, given, path)
        done: set[str] = set()
        for name in self._own:
            self._resolve(name, done, ())

    def selector(self, patterns: tuple[Pattern, ...]) -> Selector:
        """A selector over these patterns; sets that do not exist go to the reader."""
        for pattern in patterns:
            name = pattern.text[1:]
            if pattern.is_reference and pattern.text not in BUILT_IN and not (name in self.known or name in self._own):
                near = self._reader.near
                hint = near.hint(pattern.text, () if near.is_spent else self._references())
                self._reader.problems.append(Problem(f"there is no set {pattern.text}", *pattern.place, hint))
        selector = Selector(patterns, self._directory, self.known)
        if selector.weight <= _MOST and selector.depth <= _DEEPEST:
            return selector
        message = f"these patterns lead to other sets in {selector.weight:,} ways, up to {selector.depth} deep"
        hint = f"at most {_MOST:,} and {_DEEPEST}: name fewer sets in each other"
        self._reader.problems.append(Problem(message, *patterns[0].place, hint))
        return Selector((), self._directory, {})

    def _patterns(self, name: str, given: Any, path: Path) -> tuple[Pattern, ...]:
        reader = self._reader
        if isinstance(given, dict):
            for key in given:
                if key not in _KEYS:
                    reader.unknown((*path, key), "unknown key", _KEYS)
            if reader.scalar(given.get("optional", False), bool, (*path, "optional")):
                self.optional.add(name)
            if "packages" not in given:
                reader.mistake(path, f"set {name}: packages is missing", f'write {name} = ["./..."]')
                return ()
            given, path = given["packages"], (*path, "packages")
        patterns = reader.patterns(given, path)
        for pattern in patterns:
            if pattern.captures:
                message = f"{quoted(pattern.text)}: a set cannot capture"
                hint = "write * for one element; {name} may stand in from and to of a rule"
                reader.problems.append(Problem(message, *pattern.place, hint))
        return patterns

    def _resolve(self, name: str, done: set[str], above: tuple[str, ...]) -> None:
        """Make the selectors of a set and, before it, of those it refers to."""
        if name in above:
            circle = above[above.index(name) :]
            words = " -> ".join(f"${n}" for n in (*circle, name))
            self._reader.mistake(("sets", name), f"sets refer to each other in a circle: {words}", "break it up")
            return
        if name in done or len(above) > _DEEPEST:  # the selectors of those behind it are too deep, which is said
            return
        for pattern in self._own[name]:
            if pattern.is_reference and pattern.text[1:] in self._own:
                self._resolve(pattern.text[1:], done, (*above, name))
        if name not in done:
            done.add(name)
            self.known[name] = self.selector(self._own[name])

    def _references(self) -> list[str]:
        return [*(f"${name}" for name in self.known.keys() | self._own), *BUILT_IN]
