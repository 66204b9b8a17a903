"""Cuts equal what trying every set of imports gives, configuration by configuration."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest
from graphs import assignments, expressions, graph_of, holds, reached_at, universe
from hypothesis import given, settings
from hypothesis import strategies as st

from gomodlint.graph import hitting
from gomodlint.graph.cut import Between
from gomodlint.graph.hitting import UncuttableError, alternatives, paid, smallest_hitting_set, solve
from gomodlint.graph.package import Graph

ALGEBRA = universe()
ASSIGNMENTS = assignments()
graphs = st.integers(3, 6).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), expressions), max_size=9)
    )
)


def without(graph: Graph, drawn: Any, removed: Iterable[object]) -> Graph:
    gone = set(removed)
    count, edges = drawn
    kept = [(a, b, e) for a, b, e in edges if (a, b) not in gone]
    again = graph_of((count, kept), ALGEBRA)
    for package, old in zip(again.packages, graph.packages, strict=True):
        package.origin = old.origin
    return again


def reaches(graph: Graph, start: int, target: int) -> bool:
    return any(target in reached_at(graph, ALGEBRA, start, assignment) for assignment in ASSIGNMENTS)


def answer(graph: Graph, start: int, target: int, within: int) -> Any:
    between = Between(graph, ALGEBRA, [start], [target], within)

    def find(removed: frozenset[object]) -> frozenset[object] | None:
        chain = between.chain(removed)
        return None if chain is None else between.removable(chain)

    return between, find, *smallest_hitting_set(find)


@given(graphs, st.sets(st.integers(1, 4), max_size=2))
@settings(max_examples=300, deadline=None)
def test_a_cut_is_the_smallest_there_is(drawn: Any, foreign: set[int]) -> None:
    graph = graph_of(drawn, ALGEBRA)
    start, target = 0, len(graph.packages) - 1
    for index in foreign & set(range(1, target)):
        graph.packages[index].origin = "third-party"
    own = {(a, b) for a, b, _ in drawn[1] if graph.packages[a].origin == "own" and a != b}
    try:
        between, find, found, sets = answer(graph, start, target, ALGEBRA.full)
    except UncuttableError:
        assert reaches(without(graph, drawn, own), start, target)
        return
    sizes = [
        len(some)
        for size in range(len(own) + 1)
        for some in combinations(sorted(own), size)
        if not reaches(without(graph, drawn, some), start, target)
    ]
    assert found.exact
    assert len(found.elements) == sizes[0]
    assert not reaches(without(graph, drawn, found.elements), start, target)
    others = alternatives(find, sets, found.least, 1000)
    assert {frozenset(other) for other in others} == {
        frozenset(some)
        for some in combinations(sorted(own), sizes[0])
        if not reaches(without(graph, drawn, some), start, target)
    }
    after = between.reached(found.elements)
    left = without(graph, drawn, found.elements)
    for assignment in ASSIGNMENTS:
        pointwise = set(reached_at(left, ALGEBRA, start, assignment)) - {start}
        assert {i for i, c in after.items() if i != start and holds(ALGEBRA, c, assignment)} == pointwise


plain_graphs = st.integers(3, 8).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.none()), max_size=20),
        st.sets(st.integers(0, n - 1), min_size=1, max_size=3),
        st.sets(st.integers(0, n - 1), min_size=1, max_size=2),
    )
)


@given(plain_graphs, st.sets(st.integers(1, 6), max_size=3))
@settings(max_examples=300, deadline=None)
def test_a_flow_finds_what_the_search_for_sets_finds(drawn: Any, foreign: set[int]) -> None:
    count, edges, starts, targets = drawn
    graph = graph_of((count, edges), ALGEBRA)
    for index in (foreign & set(range(count))) - starts:
        graph.packages[index].origin = "third-party"
    between = Between(graph, ALGEBRA, starts, targets - starts, ALGEBRA.full)

    def find(removed: frozenset[object]) -> frozenset[object] | None:
        chain = between.chain(removed)
        return None if chain is None else between.removable(chain)

    answer, sets = smallest_hitting_set(find)
    flow = between.smallest()
    assert flow is not None
    assert len(flow.cut) == len(flow.chains) == answer.weight == answer.least
    assert find(frozenset(flow.cut)) is None
    every = {frozenset(one) for one in alternatives(find, sets, answer.weight, 1000)}
    assert {frozenset(one) for one in alternatives(find, flow.chains, answer.weight, 1000)} == every  # type: ignore[arg-type]
    assert {arc for chain in flow.chains for arc in chain} == {arc for one in every for arc in one}


def test_a_flow_is_for_imports_that_all_builds_have() -> None:
    linux, windows = ("tag", "linux"), ("tag", "windows")
    graph = graph_of((4, [(0, 1, linux), (1, 3, None), (0, 2, windows), (2, 3, None)]), ALGEBRA)
    assert Between(graph, ALGEBRA, [0], [3], ALGEBRA.full).smallest() is None
    assert Between(graph, ALGEBRA, [0], [3], ALGEBRA.evaluate(linux)).smallest() is None  # 0 does not import 2 there


def test_chains_are_found_from_the_nearest_start() -> None:
    graph = graph_of((2_000, [(at, at + 1, None) for at in range(1_999)]), ALGEBRA)
    between = Between(graph, ALGEBRA, list(range(1_999)), [1_999], ALGEBRA.full)
    assert between.chain([]) == [(1_998, 1_999, "")]
    flow = between.smallest()
    assert flow is not None
    assert flow.cut == {(1_998, 1_999)}


def test_ways_round_every_step_of_a_chain_and_thousands_of_ways_side_by_side() -> None:
    steps = 10_000
    ears = [(at, at + 1, None) for at in range(steps)]
    ears += [edge for at in range(1, steps) for edge in ((at, steps + at, None), (steps + at, at + 1, None))]
    graph = graph_of((2 * steps, ears), ALGEBRA)
    flow = Between(graph, ALGEBRA, [0], [steps], ALGEBRA.full).smallest()
    assert flow is not None
    assert flow.cut == {(0, 1)}
    assert flow.chains == [{(0, 1)}]
    graph = graph_of((steps, [(0, at, None) for at in range(1, steps)]), ALGEBRA)
    flow = Between(graph, ALGEBRA, [0], range(1, steps), ALGEBRA.full).smallest()
    assert flow is not None
    assert len(flow.cut) == steps - 1


def test_work_on_sets_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = [frozenset((a, b, a + b)) for a in range(12) for b in range(a + 1, 12)]

    def find(removed: frozenset[int]) -> frozenset[int] | None:
        return next((one for one in sets if removed.isdisjoint(one)), None)

    exact, _ = smallest_hitting_set(find)
    assert exact.exact
    monkeypatch.setattr(hitting, "ELEMENTS", 1_000)
    bound, _ = smallest_hitting_set(find)
    assert find(bound.elements) is None
    assert bound.least <= exact.least <= bound.weight
    assert not bound.exact


def test_imports_that_exclude_each_other_need_no_cut() -> None:
    linux, windows = ("tag", "linux"), ("tag", "windows")
    graph = graph_of((3, [(0, 1, linux), (1, 2, windows)]), ALGEBRA)
    assert answer(graph, 0, 2, ALGEBRA.full)[2].elements == frozenset()


def test_within_asked_builds_only() -> None:
    linux, windows = ("tag", "linux"), ("tag", "windows")
    graph = graph_of((4, [(0, 1, linux), (1, 3, None), (0, 2, windows), (2, 3, None)]), ALGEBRA)
    assert len(answer(graph, 0, 3, ALGEBRA.full)[2].elements) == 2
    assert len(answer(graph, 0, 3, ALGEBRA.evaluate(linux))[2].elements) == 1


@given(
    st.lists(st.frozensets(st.integers(0, 7), min_size=1, max_size=4), max_size=9),
    st.lists(st.integers(1, 5), min_size=8, max_size=8),
)
def test_the_solver_finds_a_lightest_hitting_set(sets: list[frozenset[int]], weights: list[int]) -> None:
    found = solve(sets, weights.__getitem__)
    assert found is not None
    lightest = min(
        sum(weights[element] for element in some)
        for size in range(9)
        for some in combinations(range(8), size)
        if all(not one.isdisjoint(some) for one in sets)
    )
    assert all(not one.isdisjoint(found) for one in sets)
    assert sum(weights[element] for element in found) == lightest


def test_what_is_too_large_is_bounded_from_both_sides() -> None:
    pairs = [frozenset((a, b)) for a in range(60) for b in range(60, 64)] + [
        frozenset((a, a + 1)) for a in range(100, 180)
    ]

    def find(removed: frozenset[int]) -> frozenset[int] | None:
        return next((one for one in pairs if one.isdisjoint(removed)), None)

    found, _ = smallest_hitting_set(find)
    assert found.least <= 44 <= len(found.elements)
    assert find(found.elements) is None


def test_a_set_without_elements_cannot_be_met() -> None:
    with pytest.raises(UncuttableError):
        smallest_hitting_set(lambda _removed: frozenset[int]())


@given(
    st.lists(st.frozensets(st.integers(0, 9), min_size=1, max_size=4), max_size=12),
    st.lists(st.integers(1, 5), min_size=10, max_size=10),
)
@settings(max_examples=300, deadline=None)
def test_what_was_paid_bounds_every_answer(sets: list[frozenset[int]], weights: list[int]) -> None:
    def find(removed: frozenset[int]) -> frozenset[int] | None:
        return next((one for one in sets if one.isdisjoint(removed)), None)

    found = paid(find, weights.__getitem__)
    lightest = min(
        sum(weights[element] for element in chosen)
        for size in range(11)
        for chosen in combinations(range(10), size)
        if find(frozenset(chosen)) is None
    )
    assert found.least <= lightest <= found.weight
    assert find(found.elements) is None
    assert all(find(found.elements - {element}) is not None for element in found.elements)
    if sets:
        assert found.least > 0
