"""The build configurations that count, and the conditions over them as text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from gomodlint.conditions.configuration import Configuration, Facts
from gomodlint.conditions.diagram import MAX_NODES, Condition
from gomodlint.conditions.space import Space

if TYPE_CHECKING:
    from gomodlint.conditions.label import Labeller


class Universe(Space):
    """A space whose conditions have labels. The arguments are those of `Space`."""

    __slots__ = ("_labeller",)

    def __init__(
        self,
        configurations: Sequence[Configuration],
        *,
        tags: Sequence[str] = (),
        true_tags: Collection[str] = (),
        facts: Facts | None = None,
        go: str = "1.26",
        bound: int = MAX_NODES,
    ) -> None:
        super().__init__(configurations, tags=tags, true_tags=true_tags, facts=facts, go=go, bound=bound)
        self._labeller: Labeller | None = None

    def label(self, c: Condition, within: Condition | None = None) -> str:
        """Return `c` as a `//go:build` expression, as short as can be found; empty if it covers all of `within`.

        `within` (default: everything) is what the reader takes for granted: the text may say anything outside it.
        Parsed and evaluated, the text agrees with `c` everywhere in `within`.
        """
        if self._labeller is None:
            from gomodlint.conditions.label import Labeller

            self._labeller = Labeller(self)
        return self._labeller.label(c, self.full if within is None else within)
