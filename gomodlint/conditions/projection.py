"""Conditions of one universe as conditions of another of the same builds, with all tags or without some."""

from __future__ import annotations

from collections.abc import Container

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.space import Space


class Projection:
    """Carries conditions over; remembers those that it has carried.

    Of tags at levels that are not in `keep` (None: all are kept) nothing is asked any more: what holds with the tag on
    or off holds then, a wider condition. With `narrow` it must hold with the tag on and off.
    """

    __slots__ = ("_join", "_keep", "_known", "_source", "_target")

    def __init__(
        self, source: Space, target: Space, *, keep: Container[int] | None = None, narrow: bool = False
    ) -> None:
        self._source = source
        self._target = target
        self._keep = keep
        self._join = target.and_ if narrow else target.or_
        self._known: dict[Condition, Condition] = {}

    def __call__(self, c: Condition) -> Condition:
        """The condition in the other universe. Raises TooManyTags."""
        if c >= 0:
            return c
        known = self._known
        found = known.get(c)
        if found is None:
            for node in self._source.nodes_of(c):
                if node not in known:
                    level, on, off = self._source.split(node)
                    on, off = known.get(on, on), known.get(off, off)  # a leaf is what it was
                    keep = self._keep is None or level in self._keep
                    known[node] = self._target.node(level, on, off) if keep else self._join(on, off)
            found = known[c]
        return found
