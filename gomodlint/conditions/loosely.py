"""And, or of conditions that are never too large: what would be becomes wider, and is known to be."""

from __future__ import annotations

from typing import Final, NamedTuple

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.space import Space

FAILURES: Final = 32  # operations that may be too large: after that none is tried


class Known(NamedTuple):
    """A condition. Unless it is `exact` it holds in more builds than is true, never in fewer."""

    holds: Condition
    exact: bool = True


class Loosely:
    """The operations of one space."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._left = FAILURES

    def and_(self, a: Known, b: Known) -> Known:
        """Both."""
        if not a.holds or not b.holds:
            return Known(0)
        if self._left:
            try:
                found = self._space.and_(a.holds, b.holds)
                return Known(found, (a.exact and b.exact) or not found)
            except TooManyTags:
                self._left -= 1
        found = self._space.anywhere(a.holds) & self._space.anywhere(b.holds)
        return Known(found, not found)

    def or_(self, a: Known, b: Known) -> Known:
        """Either."""
        if not a.holds or not b.holds:
            return a if a.holds else b
        if self._left:
            try:
                return Known(self._space.or_(a.holds, b.holds), a.exact and b.exact)
            except TooManyTags:
                self._left -= 1
        return Known(self._space.anywhere(a.holds) | self._space.anywhere(b.holds), exact=False)

    def surely(self, a: Known) -> Condition:
        """The configurations in which it certainly holds, whatever tags are on."""
        try:
            return self._space.everywhere(a.holds) if a.exact else 0
        except TooManyTags:
            return 0
