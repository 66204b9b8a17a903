"""The largest crowd equals what counting in every single build gives."""

from __future__ import annotations

from typing import Any

from graphs import assignments, expressions, holds, universe
from hypothesis import given
from hypothesis import strategies as st

from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.universe import Universe
from gomodlint.graph import crowd
from gomodlint.graph.crowd import largest

ALGEBRA = universe()
ASSIGNMENTS = assignments()


def condition_of(expression: Any) -> int:
    return ALGEBRA.full if expression is None else ALGEBRA.evaluate(expression)


@given(st.lists(expressions, max_size=12), expressions, st.integers(0, 4))
def test_it_is_the_most_that_hold_in_one_build(drawn: list[Any], within: Any, enough: int) -> None:
    conditions = [condition_of(one) for one in drawn]
    region = condition_of(within)
    counts = {a: sum(holds(ALGEBRA, c, a) for c in conditions) for a in ASSIGNMENTS if holds(ALGEBRA, region, a)}
    most = max(counts.values(), default=0)
    found = largest(ALGEBRA, conditions, region, enough)
    assert found.bound == "exact"
    if most <= enough:
        assert found.size <= enough
        return
    assert found.size == most
    where = {a for a in ASSIGNMENTS if holds(ALGEBRA, found.where, a)}
    assert where
    assert all(counts.get(a) == most for a in where)


def test_beyond_the_bound_it_says_so() -> None:
    tags = tuple(f"t{number}" for number in range(60))
    algebra = Universe((Configuration("linux", "amd64", cgo=False),), tags=tags)
    # Of each pair of tags either both or none: no branch can be cut off early.
    pairs = [
        algebra.evaluate(("and", ("tag", one), ("not", ("tag", other))))
        for one in tags
        for other in tags
        if one != other
    ]
    most = (len(tags) // 2) ** 2  # half of them on
    found = largest(algebra, pairs, algebra.full, most)
    assert (found.size, found.bound) == (len(pairs), "most")
    found = largest(algebra, pairs, algebra.full, most // 2)
    assert found.bound == "least"
    assert most // 2 < found.size <= most
    build = algebra.witness(found.where)
    assert sum(algebra.holds(pair, "linux", "amd64", False, build.tags) for pair in pairs) >= found.size
    assert 2 ** len(tags) > crowd.STEPS
