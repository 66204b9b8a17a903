"""Selectors: lists of patterns that say which packages a rule is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from gomodlint.policy.pattern import Pattern, expression, fill


class Selectable(Protocol):
    """What a selector looks at in a package (see gomodlint.graph.package.Package)."""

    @property
    def index(self) -> int:
        """Its number in the graph."""

    @property
    def path(self) -> str:
        """Its import path."""

    @property
    def directory(self) -> str:
        """Its Tree path."""

    @property
    def origin(self) -> str:
        """own, std, third-party or missing."""

    @property
    def main(self) -> int:
        """Where it is `package main`; 0 never."""


class Selector:
    """Selects a package iff some positive pattern matches and no `!` pattern does.

    `sets` gives the selectors that `$name` patterns refer to; `directory` is where `./` starts (a Tree path).
    """

    __slots__ = ("_directory", "_negative", "_positive", "_sets", "captures", "patterns")

    def __init__(self, patterns: Sequence[Pattern], directory: str, sets: Mapping[str, Selector]) -> None:
        self.patterns = tuple(patterns)
        self._directory = directory
        self._sets = sets
        self._positive = _Matcher([p for p in patterns if not p.negated], directory, sets)
        self._negative = _Matcher([p for p in patterns if p.negated], directory, sets)
        self.captures = frozenset(name for p in patterns if not p.negated for name in p.captures)

    def matches(self, package: Selectable) -> bool:
        """Whether the package is selected."""
        return self._positive.matches(package) and not self._negative.matches(package)

    def select(self, packages: Iterable[Selectable]) -> frozenset[int]:
        """Indices of the selected packages."""
        positive, negative = self._positive.matches, self._negative.matches
        return frozenset(p.index for p in packages if positive(p) and not negative(p))

    def bindings(self, package: Selectable) -> dict[str, str] | None:
        """What the captures of the first matching pattern are bound to; None when the package is not selected."""
        if not self.matches(package):
            return None
        for pattern in self.patterns:
            if pattern.negated or pattern.is_reference:
                continue
            text = relative(package, self._directory) if pattern.local else package.path
            match = None if text is None else re.fullmatch(expression(pattern.text), text)
            if match is not None:
                return match.groupdict()
        return {}

    def bound(self, bindings: Mapping[str, str]) -> Selector:
        """This selector with `{name}` replaced by what it is bound to."""
        filled = [pattern._replace(text=fill(pattern.text, dict(bindings))) for pattern in self.patterns]
        return Selector(filled, self._directory, self._sets)

    def may_leave_the_repository(self) -> bool:
        """Whether a package that is not own could be selected: some pattern is an import path or such a group."""
        for pattern in self.patterns:
            if pattern.negated or pattern.local or pattern.text in {"$main", "$own"}:
                continue
            nested = self._sets.get(pattern.text[1:]) if pattern.is_reference else None
            if nested is None or nested.may_leave_the_repository():
                return True
        return False

    def __repr__(self) -> str:
        return f"Selector({[('!' if p.negated else '') + p.text for p in self.patterns]})"


class _Matcher:
    """Some patterns, any of which may match."""

    __slots__ = ("_directory", "_groups", "_local", "_paths", "_sets")

    def __init__(self, patterns: Sequence[Pattern], directory: str, sets: Mapping[str, Selector]) -> None:
        self._directory = directory
        self._paths = _union([p.text for p in patterns if not p.local and not p.is_reference])
        self._local = _union([p.text for p in patterns if p.local])
        references = [p.text for p in patterns if p.is_reference]
        self._sets = [sets[text[1:]] for text in references if text[1:] in sets]
        self._groups = frozenset(text for text in references if text[1:] not in sets)

    def matches(self, package: Selectable) -> bool:
        for pattern in self._paths:
            if pattern.fullmatch(package.path):
                return True
        if self._local:
            path = relative(package, self._directory)
            if path is not None and any(pattern.fullmatch(path) for pattern in self._local):
                return True
        if self._groups and self._in_group(package):
            return True
        return any(nested.matches(package) for nested in self._sets)

    def _in_group(self, package: Selectable) -> bool:
        groups, origin = self._groups, package.origin
        return (
            ("$own" in groups and origin == "own")
            or ("$main" in groups and origin == "own" and package.main != 0)
            or ("$std" in groups and origin == "std")
            or ("$third-party" in groups and origin in {"third-party", "missing"})
        )


def relative(package: Selectable, directory: str) -> str | None:
    """An own package's directory relative to the policy's; None for a package that lies elsewhere."""
    if package.origin != "own":
        return None
    if not directory:
        return package.directory
    if package.directory == directory:
        return ""
    return package.directory[len(directory) + 1 :] if package.directory.startswith(directory + "/") else None


def _union(texts: list[str]) -> tuple[re.Pattern[str], ...]:
    """One expression for all patterns without captures, and one for each pattern with some."""
    plain = [text for text in texts if "{" not in text]
    found = [re.compile("|".join(f"(?:{expression(text)})" for text in plain))] if plain else []
    return (*found, *(re.compile(expression(text)) for text in texts if "{" in text))
