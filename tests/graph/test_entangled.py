"""Packages so entangled that not every import gets a circle of its own: each is in one that is shown all the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomodlint.conditions.ports import universe_for
from gomodlint.graph import cycle
from gomodlint.graph.cycle import components, shortest_cycles

UNIVERSE = universe_for()
GRAPHS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30)


@settings(suppress_health_check=list(HealthCheck))
@given(GRAPHS)
def test_every_import_of_a_circle_is_shown(monkeypatch: pytest.MonkeyPatch, pairs: list[tuple[int, int]]) -> None:
    edges: dict[int, dict[int, int]] = {node: {} for node in range(8)}
    for a, b in pairs:
        edges[a][b] = UNIVERSE.full

    def shown() -> tuple[set[tuple[int, int]], int]:
        covered: set[tuple[int, int]] = set()
        count = 0
        for component in components(range(8), edges):
            for found in shortest_cycles(component, edges, UNIVERSE, UNIVERSE.full, str):
                covered |= set(zip(found.nodes, (*found.nodes[1:], found.nodes[0]), strict=True))
                count += 1
        return covered, count

    usual, many = shown()
    with monkeypatch.context() as patch:
        patch.setattr(cycle, "STEPS", -1)
        bounded, fewer = shown()
    assert bounded == usual
    assert fewer <= many
