"""Dominators equal what taking each node away shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gomodlint.graph.dominators import ROOT, dominators, subtree_sums

graphs = st.integers(1, 9).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.sets(st.integers(0, n - 1), min_size=1, max_size=3),
        st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=24),
    )
)
Drawn = tuple[int, set[int], set[tuple[int, int]]]


def reached(drawn: Drawn, without: int | None = None) -> set[int]:
    _, roots, edges = drawn
    found = {root for root in roots if root != without}
    waiting = list(found)
    while waiting:
        node = waiting.pop()
        for a, b in edges:
            if a == node and b != without and b not in found:
                found.add(b)
                waiting.append(b)
    return found


@given(graphs)
def test_what_leaves_with_a_node_is_its_subtree(drawn: Drawn) -> None:
    _, roots, edges = drawn
    tree = dominators(sorted(roots), lambda node: sorted(b for a, b in edges if a == node))
    whole = reached(drawn)
    assert set(tree) == whole
    sums = subtree_sums(tree, lambda node: 2**node)
    for node in whole:
        gone = whole - reached(drawn, node)
        assert sums[node] == sum(2**one for one in gone)
        assert tree[node] == ROOT or tree[node] in whole


def test_a_long_chain_needs_no_deep_stack() -> None:
    tree = dominators([0], lambda node: [node + 1] if node < 50_000 else [])
    assert tree[50_000] == 49_999
    assert subtree_sums(tree, lambda _node: 1)[0] == 50_001


def test_ladders_of_ten_thousand_steps() -> None:
    # Two rows: one way down the first, both ways along the second. Step by step up the tree this takes hours.
    steps = 10_000

    def successors(node: int) -> list[int]:
        if node < steps:
            return [node + 1, steps + node] if node + 1 < steps else [steps + node]
        at = node - steps
        return [steps + near for near in (at + 1, at - 1) if 0 <= near < steps]

    tree = dominators([0], successors)
    assert all(tree[node] == node - 1 for node in range(1, steps))
    assert all(tree[node] == 0 for node in range(steps, 2 * steps))
