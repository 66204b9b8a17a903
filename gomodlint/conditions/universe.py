"""The build configurations that count, and the conditions over them as text."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from gomodlint.conditions.configuration import Configuration, Facts
from gomodlint.conditions.diagram import MAX_NODES, Condition, TooManyTags
from gomodlint.conditions.space import Space

if TYPE_CHECKING:
    from gomodlint.conditions.label import Labeller
    from gomodlint.finding import Witness


WIDER: Final = 20_000  # decision nodes of a wider condition
SHORT: Final = 8  # tags of a wider label, when the terms of all labels have been had


class Label(NamedTuple):
    """A `//go:build` expression. Unless it is `exact` it also holds in builds in which the condition does not."""

    text: str
    exact: bool


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

    def at_most(self, c: Condition, within: Condition | None = None) -> Label:
        """As `label`; where the exact text would have too many terms one that holds wherever `c` does, and elsewhere.

        Tags are left out of it, those that were declared last first.
        """
        try:
            return Label(self.label(c, within), exact=True)
        except TooManyTags:
            from gomodlint.conditions.projection import Projection
        keep = len(self.tags)  # in a universe of its own it may be small enough
        if self.terms <= 0:
            keep = min(keep, SHORT)
        while True:
            plain = self.fresh(WIDER)
            plain.terms = self.terms
            project = Projection(self, plain, keep=range(keep))
            try:
                inside = plain.full if within is None else project(within)
                return Label(plain.label(project(c), inside), exact=keep == len(self.tags))
            except TooManyTags:
                keep //= 2  # at 0 there is no node left

    def rollback(self, mark: int) -> None:
        """As of a space; labels of what is gone are forgotten: its numbers will mean something else."""
        super().rollback(mark)
        if self._labeller is not None:
            self._labeller.forget(mark)

    def fresh(self, bound: int) -> "Universe":
        """A universe of the same builds with no conditions in it yet."""
        return Universe(
            self.configurations, tags=self.tags, true_tags=self._true, facts=self._facts, go=self._go, bound=bound
        )

    def alone(self, at: "Witness") -> "Universe":
        """A universe of one build: that of `at`, whose tags are on and all others off."""
        only = [Configuration(at.goos, at.goarch, at.cgo)]
        return Universe(only, true_tags=at.tags, facts=self._facts, go=self._go)
