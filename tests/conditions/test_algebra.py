"""The algebra against brute force: every configuration times every set of tags."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomodlint.conditions.diagram import TooManyTags
from gomodlint.conditions.ports import universe_for
from gomodlint.conditions.projection import Projection
from gomodlint.conditions.universe import Universe
from gomodlint.conditions.wider import wider
from gomodlint.source.constraint import Expr
from tests.conditions.strategies import TAGS, expressions

PORTS = ("linux/amd64", "linux/arm64", "windows/amd64", "js/wasm", "android/arm64")


def truth(universe: Universe, expr: Expr) -> frozenset[tuple[int, frozenset[str]]]:
    """Every build in which the expression holds, by evaluating it in each."""
    builds = set()
    for position, at in enumerate(universe.configurations):
        words = {at.goos, at.goarch, "gc", "go1.20"} | ({"cgo"} if at.cgo else set())
        words |= {"unix"} if at.goos in {"linux", "android"} else set()
        words |= {"linux"} if at.goos == "android" else set()
        for size in range(len(universe.tags) + 1):
            for tags in itertools.combinations(universe.tags, size):
                if pointwise(expr, words.union(tags)):
                    builds.add((position, frozenset(tags)))
    return frozenset(builds)


def pointwise(expr: Expr, words: set[str]) -> bool:
    if expr[0] == "tag":
        return expr[1] in words
    values = [pointwise(operand, words) for operand in expr[1:]]
    return {"not": lambda: not values[0], "and": lambda: all(values), "or": lambda: any(values)}[expr[0]]()


def new_universe(tags: tuple[str, ...] = TAGS) -> Universe:
    """With room for what a few tags need: an operation that looks in vain for what it remembered soon ends."""
    universe = universe_for(ports=PORTS, tags=tags)
    universe.allow(1_000)
    return universe


def builds_of(universe: Universe, c: int) -> frozenset[tuple[int, frozenset[str]]]:
    return frozenset(
        (position, frozenset(tags))
        for position, at in enumerate(universe.configurations)
        for size in range(len(universe.tags) + 1)
        for tags in itertools.combinations(universe.tags, size)
        if universe.holds(c, *at, tags)
    )


@given(expressions())
def test_an_expression_holds_in_exactly_the_builds_where_go_would_say_so(expr: Expr) -> None:
    universe = new_universe()
    c = universe.evaluate(expr)
    builds = truth(universe, expr)
    assert builds_of(universe, c) == builds
    assert universe.count(c) == len(builds)


@given(expressions(), expressions())
def test_equal_functions_are_equal_ints(left: Expr, right: Expr) -> None:
    universe = new_universe(TAGS[:4])
    a, b = universe.evaluate(left), universe.evaluate(right)
    assert (a == b) == (truth(universe, left) == truth(universe, right))


@given(expressions(), expressions(), expressions())
def test_the_laws_of_a_boolean_algebra(x: Expr, y: Expr, z: Expr) -> None:
    u = new_universe()
    a, b, c = (u.evaluate(expr) for expr in (x, y, z))
    assert u.and_(a, b) == u.and_(b, a)
    assert u.or_(a, u.or_(b, c)) == u.or_(u.or_(a, b), c)
    assert u.and_(a, u.or_(b, c)) == u.or_(u.and_(a, b), u.and_(a, c))
    assert u.not_(u.and_(a, b)) == u.or_(u.not_(a), u.not_(b))
    assert u.not_(u.not_(a)) == a
    assert u.minus(a, b) == u.and_(a, u.not_(b))
    assert u.and_(a, u.not_(a)) == 0
    assert u.or_(a, u.not_(a)) == u.full
    assert u.implies(a, b) == (u.and_(a, u.not_(b)) == 0)
    assert u.implies(u.everywhere(a), a)
    assert u.implies(a, u.anywhere(a))


@given(expressions())
def test_where_a_condition_may_hold_and_where_it_must(expr: Expr) -> None:
    universe = new_universe(TAGS[:3])
    c = universe.evaluate(expr)
    held = [position for position, _ in builds_of(universe, c)]
    times = {position: held.count(position) for position in range(len(universe.configurations))}
    assert universe.anywhere(c) == sum(1 << position for position, count in times.items() if count)
    assert universe.everywhere(c) == sum(1 << position for position, count in times.items() if count == 2**3)


@given(expressions())
def test_a_witness_is_true_and_a_drawn_build_too(expr: Expr) -> None:
    universe = new_universe()
    c = universe.evaluate(expr)
    if c:
        witness = universe.witness(c)
        assert universe.holds(c, *witness)
        fewest = min(len(tags) for at, tags in builds_of(universe, c) if universe.configurations[at] == witness[:3])
        assert len(witness.tags) == fewest
        assert universe.holds(c, *universe.pick(c, random.Random(1)))
    else:
        with pytest.raises(ValueError, match="no configuration"):
            universe.witness(c)
        with pytest.raises(ValueError, match="no configuration"):
            universe.pick(c, random.Random(1))


def test_a_drawn_build_may_be_any_that_satisfies_the_condition() -> None:
    universe = new_universe(("debug", "prod"))
    c = universe.evaluate(("or", ("tag", "debug"), ("tag", "windows")))
    draws = random.Random(7)
    drawn = {universe.pick(c, draws) for _ in range(500)}
    assert len(drawn) == universe.count(c)


def test_a_witness_prefers_linux_amd64_without_cgo_and_without_tags() -> None:
    universe = universe_for(ports=["all"], tags=["debug", "prod"])
    assert str(universe.witness(universe.full)) == "GOOS=linux GOARCH=amd64 CGO_ENABLED=0"
    assert str(universe.witness(universe.cgo_enabled)) == "GOOS=linux GOARCH=amd64 CGO_ENABLED=1"
    assert str(universe.witness(universe.tag("windows"))).startswith("GOOS=windows GOARCH=amd64 CGO_ENABLED=0")
    assert str(universe.witness(universe.not_(universe.tag("linux")))).startswith("GOOS=darwin GOARCH=amd64")
    either = universe.or_(universe.tag("debug"), universe.tag("prod"))
    assert universe.witness(either).tags == ("prod",)
    assert universe.witness(universe.and_(universe.tag("debug"), universe.tag("prod"))).tags == ("debug", "prod")


def test_holds_refuses_a_build_of_another_universe() -> None:
    with pytest.raises(ValueError, match="plan9/amd64 with CGO_ENABLED=0 does not count here"):
        new_universe().holds(1, "plan9", "amd64", False, ())


def test_expressions_of_any_depth_and_number_of_tags() -> None:
    tags = [f"t{n}" for n in range(3000)]
    universe = universe_for(ports=["first-class"], tags=tags)
    deep: Expr = ("tag", "linux")
    for depth in range(30_000):
        deep = ("not", ("or", deep, ("tag", f"t{depth % 50}")))
    c = universe.evaluate(deep)
    assert universe.holds(c, *universe.witness(c))
    wide = universe.evaluate(("and", *(("tag", name) for name in tags)))
    assert len(universe.witness(wide).tags) == 3000
    assert universe.count(wide) == len(universe.configurations)


def test_too_many_tags_is_an_error_and_leaves_the_rest_exact() -> None:
    names = [f"t{n}" for n in range(40)]
    universe = Universe(universe_for(ports=["first-class"]).configurations, tags=names, bound=2000)
    pairs = [("and", ("tag", f"t{n}"), ("tag", f"t{n + 20}")) for n in range(20)]
    with pytest.raises(TooManyTags) as caught:
        universe.evaluate(("or", *pairs))
    assert "more than 2000 ways" in caught.value.problems[0].message
    assert len(universe._nodes) <= 2000
    assert universe.evaluate(pairs[0]) == universe.and_(universe.tag("t20"), universe.tag("t0"))


def test_an_operation_that_fails_leaves_no_nodes() -> None:
    names = [f"t{n}" for n in range(40)]
    universe = Universe(universe_for(ports=["first-class"]).configurations, tags=names)
    universe.growth = 100
    half = universe.evaluate(("or", *(("and", ("tag", f"t{n}"), ("tag", f"t{n + 20}")) for n in range(5))))
    other = universe.evaluate(("or", *(("and", ("tag", f"t{n}"), ("tag", f"t{n + 20}")) for n in range(5, 10))))
    before = universe.mark()
    with pytest.raises(TooManyTags):
        universe.or_(half, other)
    assert universe.mark() == before
    universe.growth = 10_000
    both = universe.or_(half, other)
    assert universe.implies(half, both)
    assert universe.not_(universe.and_(universe.not_(half), universe.not_(other))) == both


def test_what_makes_few_nodes_may_not_take_forever() -> None:
    names = [f"t{n}" for n in range(40)]
    universe = Universe(universe_for(ports=["first-class"]).configurations, tags=names)
    every = universe.evaluate(("and", *(("tag", name) for name in names)))
    none = universe.evaluate(("and", *(("not", ("tag", name)) for name in names)))

    def again() -> None:
        for _ in range(1000):
            universe.rollback(universe.mark())  # forgets what operations gave
            universe.or_(every, none)

    again()
    universe.allow(100)
    with pytest.raises(TooManyTags):
        again()


@given(expressions(), st.sets(st.sampled_from(range(len(TAGS)))))
def test_a_projection_holds_where_the_condition_does(expr: Expr, keep: set[int]) -> None:
    one, other = new_universe(), new_universe()
    c = one.evaluate(expr)
    assert Projection(one, other)(c) == other.evaluate(expr)
    more, fewer = (Projection(one, other, keep=keep, narrow=narrow)(c) for narrow in (False, True))
    assert other.implies(other.evaluate(expr), more)
    assert other.implies(fewer, other.evaluate(expr))
    for bound in (more, fewer):
        assert {other.split(node)[0] for node in other.nodes_of(bound)} <= keep


@given(expressions(), st.integers(0, 6))
def test_a_wider_condition_holds_where_the_expression_does(expr: Expr, room: int) -> None:
    universe = new_universe()
    c = universe.evaluate(expr)
    tight = universe.fresh(len(TAGS) + room)
    assert universe.implies(c, Projection(tight, universe)(wider(tight, expr)))


@settings(max_examples=60)
@given(expressions(), expressions())
def test_no_operation_answers_for_another(left: Expr, right: Expr) -> None:
    """What was asked before is remembered, by the operation: in every order, and the second time, too."""
    meant = {"and_": frozenset.intersection, "or_": frozenset.union, "minus": frozenset.difference}
    for order in itertools.permutations(meant):
        universe = new_universe(TAGS[:3])
        a, b = universe.evaluate(left), universe.evaluate(right)
        for name in (*order, *order):
            found = builds_of(universe, getattr(universe, name)(a, b))
            assert found == meant[name](builds_of(universe, a), builds_of(universe, b)), (name, order)


@given(expressions())
def test_the_nodes_of_a_condition_are_those_it_leads_to(expr: Expr) -> None:
    universe = new_universe()
    condition = universe.evaluate(expr)
    reached, waiting = set(), [condition]
    while waiting:
        node = waiting.pop()
        if node < 0 and node not in reached:
            reached.add(node)
            waiting += universe.split(node)[1:]
    assert universe.nodes_of(condition) == sorted(reached, reverse=True)
