"""The nearest of some words, for hints."""

from __future__ import annotations

from collections.abc import Collection

from gomodlint.policy.spelling import quoted


class Near:
    """Finds words that others may stand for. It takes time: of very many mistakes the first ones get such a hint."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = 100_000  # words to compare with, a second or less

    @property
    def is_spent(self) -> bool:
        """Whether nothing is compared any more."""
        return self._left <= 0

    def find(self, name: str, words: Collection[str], cutoff: float = 0.6) -> str:
        """The nearest of some words; "" if none is near, or enough were compared."""
        from difflib import get_close_matches

        if self._left <= 0:
            return ""
        self._left -= len(words) + 1
        near = get_close_matches(name, words, 1, cutoff)
        return near[0] if near else ""

    def hint(self, name: str, valid: Collection[str]) -> str:
        """A hint that names the nearest valid word, or all of them when they are few."""
        if self._left <= 0:
            return ""
        choices = sorted(set(valid))
        near = self.find(name.lower().replace("_", "-"), choices) or self.find(name, choices)
        if near:
            return f"did you mean {quoted(near)}?"
        return f"valid are {', '.join(choices)}" if 0 < len(choices) <= 24 else ""
