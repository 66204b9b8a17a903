"""The same repository by wider conditions: those of a few tags, and those of none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from gomodlint.conditions.diagram import MAX_NODES, TooManyTags
from gomodlint.conditions.projection import Projection
from gomodlint.conditions.universe import Universe
from gomodlint.engine.look import Look
from gomodlint.graph.mapped import projected

KEPT_TAGS: Final = (16, 4, 0)  # beside those that the builds hang on
WIDE: Final = 20_000  # decision nodes for a question about a wider graph


class Views:
    """Wider views of what was seen. The last one has no tags, so that nothing is too large for it."""

    def __init__(self, seen: Look) -> None:
        self._seen = seen
        self._known: dict[int, Look | None] = {}

    def __iter__(self) -> Iterator[Look]:
        for count in KEPT_TAGS:
            if count not in self._known:
                self._known[count] = self._view(count)
            view = self._known[count]
            if view is not None:
                view.universe.allow(WIDE)
                yield view

    def _view(self, count: int) -> Look | None:
        seen = self._seen
        try:
            return view_in(seen, seen.universe.fresh(MAX_NODES), levels_kept(seen, count))
        except TooManyTags:
            return None


def view_in(seen: Look, universe: Universe, keep: frozenset[int]) -> Look:
    """The same by conditions of another universe, in which tags not in `keep` may be on or off. Raises TooManyTags."""
    graph = projected(seen.linked.graph, seen.universe, universe, keep)
    graph.wider = seen.linked.graph.wider
    within = Projection(seen.universe, universe, keep=keep)(seen.within)
    return seen._replace(universe=universe, linked=seen.linked._replace(graph=graph), within=within)


def levels_kept(seen: Look, count: int) -> frozenset[int]:
    """Levels of tags: those that the builds hang on, and as many of others, which most imports name; none for 0."""
    if not count:
        return frozenset()
    universe = seen.universe

    def levels(condition: int) -> set[int]:
        return {universe.split(node)[0] for node in universe.nodes_of(condition)}

    own = levels(seen.within)
    packages = seen.linked.graph.packages
    named = Counter(level for c in {c for p in packages for c in p.imports.values() if c < 0} for level in levels(c))
    others = sorted((level for level in named if level not in own), key=lambda level: (-named[level], level))
    return frozenset(own | set(others[:count]))
