"""What nodes lead to equals a search from each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomodlint.graph import closure
from gomodlint.graph.closure import Closure

graphs = st.integers(1, 9).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, n - 1), max_size=4), min_size=n, max_size=n).map(
        lambda rows: dict(enumerate(rows))
    )
)


def search(edges: dict[int, list[int]], start: int) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        for to in edges[waiting.pop()]:
            if to not in found:
                found.add(to)
                waiting.append(to)
    return found


@given(graphs)
def test_counts_and_pairs_equal_a_search(edges: dict[int, list[int]]) -> None:
    found = Closure(edges)
    assert found.counts() == {node: len(search(edges, node)) - 1 for node in edges}
    asked = [(a, b) for a in edges for b in edges if (a + b) % 3]
    assert found.pairs(asked) == {(a, b) for a, b in asked if b in search(edges, a)}


@pytest.mark.parametrize("room", [1, 1_000, 100_000])
def test_as_many_goals_at_a_time_as_there_is_room_for(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closure, "ROOM", room)
    edges = {at: [at + 1] if at < 499 else [] for at in range(500)}
    found = Closure(edges)
    assert found.counts() == {at: 499 - at for at in range(500)}
    assert found.pairs([(3, 400), (400, 3), (7, 7)]) == {(3, 400), (7, 7)}


def test_a_chain_of_twenty_thousand() -> None:
    edges = {at: [at + 1] if at < 19_999 else [] for at in range(20_000)}
    assert Closure(edges).counts()[0] == 19_999
