"""Which nodes of a graph lead to which: one pass over its condensation answers for thousands of goals at a time.

One search for each node takes time in proportion to the square of a chain's length. Here goals are the bits of an int:
what a node leads to is what its imports lead to, put together, and nodes that lead to each other share one int.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from gomodlint.graph.components import components

Edges = Mapping[int, Collection[int]]
ROOM = 1 << 29  # bits that are held at once: 64 MiB


class Closure:
    """Strongly connected components, each after all that it leads to, and the components that each has edges to."""

    __slots__ = ("_below", "_members", "_place")

    def __init__(self, edges: Edges) -> None:
        """`edges` has every node, and leads to no other."""
        self._members = components(list(edges), edges, alone=True)
        self._place = {node: at for at, component in enumerate(self._members) for node in component}
        self._below = [
            {self._place[to] for node in component for to in edges[node]} - {at}
            for at, component in enumerate(self._members)
        ]

    def counts(self, without: Collection[int] = ()) -> dict[int, int]:
        """For every node how many others it leads to, those of `without` not counted."""
        found = [0] * len(self._members)
        counted = [node for component in self._members for node in component if node not in without]
        for _, reached in self._reached(counted):
            for at, bits in enumerate(reached):
                found[at] += bits.bit_count()
        return {node: found[at] - (node not in without) for node, at in self._place.items()}

    def pairs(self, asked: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Those of some pairs of nodes of which the first leads to the second, or is the second."""
        starts: dict[int, list[int]] = {}
        for start, goal in asked:
            starts.setdefault(goal, []).append(start)
        found: set[tuple[int, int]] = set()
        for bit_of, reached in self._reached(list(starts)):
            for goal, bit in bit_of.items():
                found.update((start, goal) for start in starts[goal] if reached[self._place[start]] >> bit & 1)
        return found

    def _reached(self, goals: Sequence[int]) -> Iterator[tuple[dict[int, int], list[int]]]:
        """Some of the goals, each with its bit, and for every component the bits of those that it leads to."""
        several = max(64, ROOM // max(1, len(self._members)))
        for first in range(0, len(goals), several):
            bit_of = {goal: bit for bit, goal in enumerate(goals[first : first + several])}
            reached = [0] * len(self._members)
            for goal, bit in bit_of.items():
                reached[self._place[goal]] |= 1 << bit
            for at, below in enumerate(self._below):
                bits = reached[at]
                for one in below:
                    bits |= reached[one]
                reached[at] = bits
            yield bit_of, reached
