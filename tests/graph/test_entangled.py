"""Packages so entangled that not every import gets a circle of its own: each is in one that is shown all the same."""

from __future__ import annotations

import pytest
from graphs import expressions, universe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.graph import any_cycles, cycle
from gomodlint.graph.components import components
from gomodlint.graph.cycle import shortest_cycles
from gomodlint.graph.feedback import feedback

ALGEBRA = universe()
GRAPHS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), expressions), max_size=30)
Edges = dict[int, dict[int, Condition]]


def shown(edges: Edges, steps: list[int] | None = None) -> list[tuple[tuple[int, ...], Condition]]:
    return [
        (found.nodes, found.condition)
        for component in components(list(edges), edges)
        for found in shortest_cycles(component, edges, ALGEBRA, ALGEBRA.full, str, steps)
    ]


def around(circles: list[tuple[tuple[int, ...], Condition]]) -> set[tuple[int, int]]:
    return {step for nodes, _ in circles for step in zip(nodes, (*nodes[1:], nodes[0]), strict=True)}


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(GRAPHS, st.sampled_from([-1, 3, 10]))
def test_every_import_of_a_circle_is_shown(
    monkeypatch: pytest.MonkeyPatch, drawn: list[tuple[int, int, tuple[object, ...] | None]], steps: int
) -> None:
    edges: Edges = {node: {} for node in range(8)}
    for a, b, expression in drawn:
        condition = ALGEBRA.full if expression is None else ALGEBRA.evaluate(expression)
        if condition:
            edges[a][b] = condition
    usual = shown(edges)
    with monkeypatch.context() as patch:
        patch.setattr(cycle, "STEPS", steps)
        bounded = shown(edges, [0])
    assert around(bounded) == around(usual)
    assert len(bounded) == len(set(bounded)) <= len(around(usual))
    for nodes, condition in bounded:
        assert len(set(nodes)) == len(nodes)
        exact = ALGEBRA.full
        for step in around([(nodes, condition)]):
            exact = ALGEBRA.and_(exact, edges[step[0]][step[1]])
        assert condition == exact != 0


def test_where_builds_fall_into_too_many_classes_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = {0: {1: ALGEBRA.evaluate(("tag", "prod"))}, 1: {0: ALGEBRA.evaluate(("tag", "debug"))}}
    monkeypatch.setattr(cycle, "STEPS", -1)
    assert len(shown(edges)) == 1
    monkeypatch.setattr(any_cycles, "CLASSES", 2)
    with pytest.raises(TooManyTags):
        shown(edges)


def test_a_ring_is_gone_round_once() -> None:
    size = 20_000
    edges = {node: {(node + 1) % size: ALGEBRA.full} for node in range(size)}
    steps = [0]
    ((nodes, condition),) = shown(edges, steps)
    assert (len(nodes), condition) == (size, ALGEBRA.full)
    assert steps[0] <= size


def test_a_circle_of_ten_thousand_that_no_build_has(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each package also imports the one after the next: neither row nor circle answers for several imports.
    size = 10_000
    edges = {node: {node + 1: ALGEBRA.full, node + 2: ALGEBRA.full} for node in range(size - 2)}
    edges[size - 2] = {size - 1: ALGEBRA.evaluate(("tag", "linux"))}
    edges[size - 3] = {size - 2: ALGEBRA.full}
    edges[size - 1] = {0: ALGEBRA.evaluate(("tag", "windows"))}
    monkeypatch.setattr(cycle, "STEPS", 100_000)
    steps = [0]
    assert shown(edges, steps) == []
    assert steps[0] <= 100_000 + 2 * size


def test_what_breaks_a_ring_with_a_short_cut_a_step() -> None:
    size = 20_000
    weights = {(node, (node + far) % size): 1 for node in range(size) for far in (1, 2)}
    left = feedback(range(size), weights)
    assert 0 < len(left) <= 4
    rest: dict[int, dict[int, Condition]] = {node: {} for node in range(size)}
    for a, b in weights.keys() - left:
        rest[a][b] = ALGEBRA.full
    assert components(range(size), rest) == []


def test_components_share_their_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    edges: Edges = {}
    for first in range(0, 400, 4):  # circles of four with a short cut each
        edges |= {first + at: {first + (at + 1) % 4: ALGEBRA.full} for at in range(4)}
        edges[first][first + 2] = ALGEBRA.full
    monkeypatch.setattr(cycle, "STEPS", 50)
    steps = [0]
    assert len(around(shown(edges, steps))) == 5 * 100
    assert steps[0] < (cycle.SHARED + 1) * 50
