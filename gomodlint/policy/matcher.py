"""Many patterns as one question. Exact names and `x/...` need no regular expression; others get one at first use."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from gomodlint.policy.pattern import PIECE, expression, may_go_back

Test = Callable[[str], object]


class Names:
    """Whether a name (an import path, or a directory relative to the policy) matches any of some pattern texts."""

    __slots__ = ("_all", "_exact", "_others", "_prefixes", "_tests")

    def __init__(self, texts: Sequence[str]) -> None:
        exact: list[str] = []
        prefixes: list[str] = []
        self._others: list[str] = []
        self._all = False
        for text in texts:
            bare = "" if text == "." else text.removeprefix("./")
            head, tail = (bare[:-3], "...") if bare.endswith("...") else (bare, "")
            if PIECE.search(head):
                self._others.append(text)
            elif not tail:
                exact.append(head)
            elif not head:
                self._all = True
            else:
                prefixes.append(head)
                if head.endswith("/"):
                    exact.append(head[:-1])  # Go: x/... matches x too
        self._exact = frozenset(exact)
        self._prefixes = tuple(prefixes)
        self._tests: tuple[Test, ...] | None = None

    @property
    def test(self) -> Callable[[str], bool]:
        """The same question as `matches`, as the quickest function that answers it."""
        exact, prefixes = self._exact, self._prefixes
        if self._all:
            return self.matches
        if self._others:
            tests = self._compiled()
            if len(tests) > 1:
                return self.matches
            test = tests[0]
            if not exact and not prefixes:
                return lambda name: bool(test(name))
            return lambda name: name.startswith(prefixes) or name in exact or bool(test(name))
        if not prefixes:
            return exact.__contains__
        return lambda name: name.startswith(prefixes) or name in exact

    def among(self, names: Sequence[tuple[str, int]]) -> set[int] | None:
        """The numbers of the matching names, which are sorted; None when each has to be asked (`test`)."""
        if self._all or self._others:
            return None
        found: set[int] = set()
        for exact in self._exact:
            at = bisect_left(names, (exact,))
            while at < len(names) and names[at][0] == exact:
                found.add(names[at][1])
                at += 1
        for prefix in self._prefixes:
            at = bisect_left(names, (prefix,))
            while at < len(names) and names[at][0].startswith(prefix):
                found.add(names[at][1])
                at += 1
        return found

    def matches(self, name: str) -> bool:
        """Whether some pattern matches the whole name."""
        if self._all or name in self._exact or name.startswith(self._prefixes):
            return True
        if not self._others:
            return False
        for test in self._tests or self._compiled():  # noqa: SIM110 - quicker than a generator
            if test(name):
                return True
        return False

    def _compiled(self) -> tuple[Test, ...]:
        if self._tests is None:
            self._tests = tuple(_compiled(self._others))
        return self._tests


def _compiled(texts: Sequence[str]) -> Iterator[Test]:
    """One expression for all patterns that have one way to match, and a question for each of the others."""
    plain = [text for text in texts if "{" not in text and not may_go_back(text)]
    if plain:
        yield re.compile("|".join(f"(?:{expression(text)})" for text in plain), re.DOTALL).fullmatch
    if len(plain) == len(texts):
        return
    from gomodlint.policy.wildcards import matches, pieces

    for text in texts:
        if "{" in text:
            yield partial(_binds, text)
        elif may_go_back(text):
            yield partial(matches, pieces(text))


def _binds(text: str, name: str) -> bool:
    from gomodlint.policy.wildcards import bound

    return bound(text, name) is not None
