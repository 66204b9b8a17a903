"""Selectors: lists of patterns that say which packages a rule is about."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from gomodlint.policy.matcher import Names
from gomodlint.policy.pattern import BUILT_IN, Pattern, fill


class Selectable(Protocol):
    """What a selector looks at in a package (see gomodlint.graph.package.Package)."""

    @property
    def index(self) -> int:
        """Its number in the graph."""

    @property
    def path(self) -> str:
        """Its import path."""

    @property
    def place(self) -> str | None:
        """The Tree path where a main module has it, or should have it; None for everybody else's."""

    @property
    def origin(self) -> str:
        """own, std, third-party or missing."""

    @property
    def main(self) -> int:
        """Where it is `package main`; 0 never."""


class Selector:
    """Selects a package iff some positive pattern matches and no `!` pattern does.

    `sets` gives the selectors that `$name` patterns refer to; `directory` is where `./` starts (a Tree path).
    With `below` it selects own packages in and below that directory alone.
    """

    __slots__ = ("_below", "_directory", "_negative", "_positive", "_sets", "captures", "depth", "patterns", "weight")

    def __init__(
        self, patterns: Sequence[Pattern], directory: str, sets: "Mapping[str, Selector]", *, below: str = ""
    ) -> None:
        self._below = below
        self.patterns = tuple(patterns)
        self._directory = directory
        self._sets = sets
        negative = [p for p in patterns if p.negated]
        self._positive = _Matcher([p for p in patterns if not p.negated], directory, sets)
        self._negative = _Matcher(negative, directory, sets) if negative else None
        references = [sets[p.text[1:]] for p in patterns if p.is_reference and p.text[1:] in sets]
        self.weight: int = 1 + sum(nested.weight for nested in references)  # sets that are asked, counted each time
        self.depth: int = 1 + max((nested.depth for nested in references), default=0)
        self.captures = frozenset(name for p in patterns if not p.negated for name in p.captures)

    def matches(self, package: Selectable) -> bool:
        """Whether the package is selected."""
        if self._below and not is_below(package.place, self._below):
            return False
        return self._positive.matches(package) and not (self._negative and self._negative.matches(package))

    def select(self, packages: Sequence[Selectable]) -> frozenset[int]:
        """Indices of the selected packages."""
        chosen = self._positive.select(packages)
        if self._negative is not None:
            chosen -= self._negative.select(packages)
        if self._below:
            chosen &= {package.index for package in packages if is_below(package.place, self._below)}
        return frozenset(chosen)

    def bindings(self, package: Selectable) -> dict[str, str] | None:
        """What the captures of the first matching pattern are bound to; None when the package is not selected."""
        from gomodlint.policy.wildcards import bound

        if not self.matches(package):
            return None
        for pattern in self.patterns:
            if pattern.negated or pattern.is_reference:
                continue
            text = relative(package, self._directory) if pattern.local else package.path
            found = None if text is None else bound(pattern.text, text)
            if found is not None:
                return found
        return {}

    def bound(self, bindings: Mapping[str, str]) -> "Selector":
        """This selector with `{name}` replaced by what it is bound to."""
        filled = [pattern._replace(text=fill(pattern.text, bindings)) for pattern in self.patterns]
        return Selector(filled, self._directory, self._sets, below=self._below)

    def below(self, directory: str) -> "Selector":
        """This selector, kept to own packages in and below a directory."""
        return Selector(self.patterns, self._directory, self._sets, below=directory)

    @property
    def is_kept(self) -> bool:
        """Whether it is kept to a directory."""
        return bool(self._below)

    def only(self, pattern: Pattern) -> "Selector":
        """What one of the patterns matches by itself, `!` or not."""
        return Selector([pattern._replace(negated=False)], self._directory, self._sets, below=self._below)

    @property
    def directory(self) -> str:
        """Where `./` starts: a Tree path."""
        return self._directory

    def named(self, pattern: Pattern) -> "Selector | None":
        """The set that one of its patterns refers to; None for other patterns, also `$main` and the like."""
        return self._sets.get(pattern.text[1:]) if pattern.is_reference else None

    def flat(self) -> Iterator[tuple[Pattern, str]]:
        """Its positive patterns, in place of `$set` those of the set; each with the directory where `./` starts."""
        for pattern in self.patterns:
            if pattern.negated:
                continue
            nested = self.named(pattern)
            if nested is None:
                yield pattern, self._directory
            else:
                yield from nested.flat()

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
        references = [p.text for p in patterns if p.is_reference]
        local = [p.text for p in patterns if p.local]
        paths = [p.text for p in patterns if not p.is_reference and not p.local]
        self._local = Names(local) if local else None
        self._paths = Names(paths) if paths else None
        self._groups = frozenset(text for text in references if text in BUILT_IN)
        self._sets = tuple(sets[text[1:]] for text in references if text[1:] in sets)

    def matches(self, package: Selectable) -> bool:
        if self._paths is not None and self._paths.matches(package.path):
            return True
        if self._local is not None:
            path = relative(package, self._directory)
            if path is not None and self._local.matches(path):
                return True
        if self._groups and self._in_group(package):
            return True
        return any(nested.matches(package) for nested in self._sets)

    def select(self, packages: Sequence[Selectable]) -> set[int]:
        """Indices of all packages that match: as `matches` for each, but without its cost for each."""
        chosen: set[int] = set()
        if self._paths is not None:
            found = self._paths.among(_names(packages).paths)
            if found is None:
                test = self._paths.test
                found = {p.index for p in packages if test(p.path)}
            chosen |= found
        if self._local is not None:
            found = None if self._directory else self._local.among(_names(packages).places)
            chosen.update(self._select_local(packages, self._local.test) if found is None else found)
        if self._groups:
            chosen.update([p.index for p in packages if self._in_group(p)])
        for nested in self._sets:
            chosen |= nested.select(packages)
        return chosen

    def _select_local(self, packages: Sequence[Selectable], test: Callable[[str], bool]) -> list[int]:
        if not self._directory:
            return [p.index for p in packages if p.place is not None and test(p.place)]
        places = [(relative(p, self._directory), p.index) for p in packages if p.place is not None]
        return [index for place, index in places if place is not None and test(place)]

    def _in_group(self, package: Selectable) -> bool:
        groups, origin = self._groups, package.origin
        if origin == "std":
            return "$std" in groups
        if origin == "own":
            return "$own" in groups or ("$main" in groups and package.main != 0)
        if origin == "missing" and package.place is not None:
            return "$own" in groups  # it is generated later, or was removed
        return "$third-party" in groups


class _Names(NamedTuple):
    """The sorted paths and places of some packages, with their indices."""

    packages: Sequence[Selectable]
    paths: list[tuple[str, int]]
    places: list[tuple[str, int]]


_KEPT: dict[int, _Names] = {}  # by the identity of the sequence, which is kept with it: a run has two or three


def _names(packages: Sequence[Selectable]) -> _Names:
    kept = _KEPT.get(id(packages))
    if kept is None or kept.packages is not packages or len(kept.paths) != len(packages):
        if len(_KEPT) > 4:
            _KEPT.clear()
        paths = sorted([(p.path, p.index) for p in packages])
        places = sorted([(p.place, p.index) for p in packages if p.place is not None])
        kept = _KEPT[id(packages)] = _Names(packages, paths, places)
    return kept


def is_below(place: str | None, directory: str) -> bool:
    """Whether a place is a directory or below it; everything is below ""."""
    return place is not None and (not directory or place == directory or place.startswith(f"{directory}/"))


def relative(package: Selectable, directory: str) -> str | None:
    """A package's place relative to the policy's directory; None for a package that lies elsewhere."""
    place = package.place
    if not directory or place is None:
        return place
    if place == directory:
        return ""
    return place[len(directory) + 1 :] if place.startswith(directory + "/") else None
