"""The fewest imports to take away where no condition counts: as many as chains without a common one (Menger, 1927).

Source: Dinitz: Algorithm for solution of a problem of maximum flow in a network with power estimation, 1970. Where each
import may be part of one chain alone that takes time in proportion to imports times the square root of their number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, NamedTuple

from gomodlint.graph.components import components

Arc = tuple[int, int]
SOURCE: Final = -1
SINK: Final = -2
MANY: Final = 1 << 60  # chains that may share an arc that cannot be taken away


class Flow(NamedTuple):
    """A smallest cut, and for each of as many chains without a common arc its arcs that are part of some such cut."""

    cut: frozenset[Arc]
    chains: Sequence[frozenset[Arc]]


def smallest_cut(
    starts: Iterable[int], targets: Collection[int], successors: Callable[[int], Iterable[int]],
    removable: Callable[[int], bool],
) -> Flow:  # fmt: skip
    """What separates the starts from the targets, none of which is a start. `removable` tells of a node's arcs.

    Every chain must have an arc that may be taken away.
    """
    net = _Net(dict.fromkeys(starts), targets, successors, removable)
    while net.blocked():
        pass
    return net.flow()


class _Net:
    """Arcs by number, each followed by the one back; what each has room for."""

    def __init__(
        self, starts: Iterable[int], targets: Collection[int], successors: Callable[[int], Iterable[int]],
        removable: Callable[[int], bool],
    ) -> None:  # fmt: skip
        self._heads: list[int] = []
        self._room: list[int] = []
        self._arcs: dict[int, list[int]] = {SOURCE: [], SINK: []}
        self._unit: list[tuple[int, Arc]] = []
        self._level: dict[int, int] = {}
        waiting = list(starts)
        self._arcs |= {start: [] for start in waiting}
        for start in waiting:
            self._add(SOURCE, start, MANY)
        while waiting:
            node = waiting.pop()
            if node in targets:
                self._add(node, SINK, MANY)
                continue
            for to in successors(node):
                if to not in self._arcs:
                    self._arcs[to] = []
                    waiting.append(to)
                if removable(node):
                    self._unit.append((len(self._heads), (node, to)))
                self._add(node, to, 1 if removable(node) else MANY)

    def _add(self, node: int, to: int, room: int) -> None:
        self._arcs[node].append(len(self._heads))
        self._arcs[to].append(len(self._heads) + 1)
        self._heads += (to, node)
        self._room += (room, 0)

    def blocked(self) -> bool:
        """Send what is shortest, until each shortest way is full; whether there was a way at all."""
        self._level = self._levels()
        if SINK not in self._level:
            return False
        at = dict.fromkeys(self._level, 0)  # which of a node's arcs may lead on
        way: list[int] = []
        while True:
            node = self._heads[way[-1]] if way else SOURCE
            if node == SINK:
                self._send(way)
                way.clear()
            elif at[node] < len(self._arcs[node]):
                arc = self._arcs[node][at[node]]
                if self._room[arc] and self._level.get(self._heads[arc]) == self._level[node] + 1:
                    way.append(arc)
                else:
                    at[node] += 1
            elif way:
                at[self._heads[way.pop() ^ 1]] += 1
            else:
                return True

    def flow(self) -> Flow:
        """The answer, when no more can be sent."""
        residual = {node: [self._heads[a] for a in arcs if self._room[a]] for node, arcs in self._arcs.items()}
        place = {n: at for at, nodes in enumerate(components(list(residual), residual, alone=True)) for n in nodes}
        cut = [arc for _, arc in self._unit if arc[0] in self._level and arc[1] not in self._level]
        used: dict[int, list[int]] = {}
        for node, arcs in self._arcs.items():
            for arc in arcs:
                if arc % 2 == 0:  # not one back
                    used.setdefault(node, []).extend([arc] * self._room[arc + 1])
        names = dict(self._unit)
        chains = []
        for _ in cut:
            node, chain = SOURCE, []
            while node != SINK:
                arc = used[node].pop()
                to = self._heads[arc]
                if arc in names and place[node] != place[to]:
                    chain.append(names[arc])
                node = to
            chains.append(frozenset(chain))
        return Flow(frozenset(cut), chains)

    def _levels(self) -> dict[int, int]:
        levels = {SOURCE: 0}
        order = [SOURCE]
        for node in order:
            for arc in self._arcs[node]:
                to = self._heads[arc]
                if self._room[arc] and to not in levels:
                    levels[to] = levels[node] + 1
                    order.append(to)
        return levels

    def _send(self, way: Sequence[int]) -> None:
        for arc in way:
            self._room[arc] -= 1
            self._room[arc ^ 1] += 1
