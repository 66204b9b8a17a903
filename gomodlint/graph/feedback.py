"""Edges without which a graph has no cycle, light ones: nodes in a row, so that little weight points backward."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Final

Edge = tuple[int, int]
ROUNDS: Final = 10
APART: Final = 1 << 40  # between the numbers of neighbours in a row


def feedback(component: Sequence[int], weights: Mapping[Edge, int]) -> frozenset[Edge]:
    """Edges without which a component has no cycle, light ones; no promise that none are lighter.

    Nodes are put in a row so that little weight points backward (Eades, Lin and Smyth: A fast and effective heuristic
    for the feedback arc set problem, 1993), then each is moved to where least does.
    """
    out: dict[int, dict[int, int]] = {node: {} for node in component}
    into: dict[int, dict[int, int]] = {node: {} for node in component}
    for (a, b), weight in weights.items():
        if a in out and b in out and a != b:
            out[a][b] = into[b][a] = weight
    row = _Row(_in_a_row(component, out, into))
    for _ in range(ROUNDS):
        moved = [row.move(node, out[node], into[node]) for node in component]
        if not any(moved):
            break
    return frozenset((a, b) for a, b in weights if a in out and b in out and a != b and row.is_before(b, a))


def _in_a_row(
    component: Sequence[int], out: Mapping[int, Mapping[int, int]], into: Mapping[int, Mapping[int, int]]
) -> list[int]:
    """Sinks last, sources first, and where there are neither first the node with the most weight out of it."""
    left = set(component)
    outs = {node: len(out[node]) for node in component}
    ins = {node: len(into[node]) for node in component}
    more = {node: sum(out[node].values()) - sum(into[node].values()) for node in component}
    sinks = [node for node in component if not outs[node]]
    sources = [node for node in component if not ins[node]]
    heaviest = [(-weight, node) for node, weight in more.items()]
    for heap in (sinks, sources, heaviest):
        heapify(heap)  # type: ignore[misc]
    first, last = list[int](), list[int]()

    def from_heap(heap: list[int]) -> Iterator[int]:
        while heap:
            node = heappop(heap)
            if node in left:
                yield node

    while left:
        node = next(from_heap(sinks), None)
        if node is not None:
            last.append(node)
        else:
            node = next(from_heap(sources), None)
            while node is None:
                weight, other = heappop(heaviest)
                node = other if other in left and more[other] == -weight else None
            first.append(node)
        left.discard(node)
        for to, weight in out[node].items():
            ins[to] -= 1
            more[to] += weight
            if to in left:
                heappush(heaviest, (-more[to], to))
                if not ins[to]:
                    heappush(sources, to)
        for of, weight in into[node].items():
            outs[of] -= 1
            more[of] -= weight
            if of in left:
                heappush(heaviest, (-more[of], of))
                if not outs[of]:
                    heappush(sinks, of)
    return [*first, *reversed(last)]


class _Row:
    """Nodes in a row, each with a number that grows along it: which comes first is told without counting."""

    __slots__ = ("_after", "_before", "_number")

    def __init__(self, nodes: Sequence[int]) -> None:
        self._after: dict[int | None, int | None] = dict(zip([None, *nodes], [*nodes, None], strict=True))
        self._before: dict[int | None, int | None] = {b: a for a, b in self._after.items()}
        self._number: dict[int | None, int] = {}
        self._count()

    def is_before(self, one: int, other: int) -> bool:
        return self._number[one] < self._number[other]

    def move(self, node: int, out: Mapping[int, int], into: Mapping[int, int]) -> bool:
        """Move a node to the first place where the least weight points backward; whether that is better."""
        cost = sum(into.values())  # in front of all: what leads to it points backward
        best, behind, here = cost, None, cost
        for other in sorted(out.keys() | into.keys(), key=self._number.__getitem__):
            cost += out.get(other, 0) - into.get(other, 0)
            if cost < best:
                best, behind = cost, other
            if self.is_before(other, node):
                here = cost
        if here <= best:
            return False
        self._put(node, behind)
        return True

    def _put(self, node: int, behind: int | None) -> None:
        """Take a node out of the row, and in again behind another, or at the front."""
        before, after = self._before[node], self._after[node]
        self._after[before], self._before[after] = after, before
        following = self._after[behind]
        self._after[behind] = self._before[following] = node
        self._before[node], self._after[node] = behind, following
        low = self._number[behind]
        high = low + 2 * APART if following is None else self._number[following]
        self._number[node] = (low + high) // 2
        if self._number[node] == low:
            self._count()

    def _count(self) -> None:
        number, node = 0, self._after[None]
        self._number[None] = 0  # the front
        while node is not None:
            number += APART
            self._number[node] = number
            node = self._after[node]
