"""Labels: the text is true, short, and the same every time."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.ports import universe_for
from gomodlint.conditions.universe import Universe
from gomodlint.source.constraint import Expr, parse
from tests.conditions.strategies import TAGS, expressions, read

FIRST_CLASS = universe_for(ports=["first-class"], tags=TAGS)
ALL = universe_for(ports=["all"], tags=TAGS, go="1.27")
WIDE = (
    "linux",
    "android",
    "darwin",
    "ios",
    "windows",
    "plan9",
    "unix",
    "cgo",
    "386",
    "amd64",
    "arm64",
    "wasm",
    "s390x",
)


def check(universe: Universe, c: int, within: int) -> str:
    text = universe.label(c, within)
    said = universe.evaluate(parse(text)) if text else universe.full
    assert not text or said == universe.evaluate(read(text))
    assert universe.and_(said, within) == universe.and_(c, within)
    assert (text == "") == (bool(within) and universe.implies(within, c))
    return text


@given(expressions((*TAGS, *WIDE)), expressions((*TAGS, *WIDE)))
def test_a_label_read_back_is_the_condition_it_labels(expr: Expr, care: Expr) -> None:
    for universe in (FIRST_CLASS, ALL):
        c = universe.evaluate(expr)
        check(universe, c, universe.full)
        check(universe, c, universe.evaluate(care))


@settings(max_examples=40)
@given(st.integers(0, ALL.full), st.integers(0, ALL.full))
def test_any_set_of_configurations_has_a_label(c: int, within: int) -> None:
    check(ALL, c, ALL.full)
    check(ALL, c, within)


@given(expressions((*TAGS, *WIDE)))
def test_a_label_does_not_depend_on_what_was_labelled_before(expr: Expr) -> None:
    fresh = universe_for(ports=["all"], tags=TAGS, go="1.27")
    assert fresh.label(fresh.evaluate(expr)) == ALL.label(ALL.evaluate(expr))


@given(expressions((*TAGS[:3], "linux", "windows", "cgo", "amd64")))
def test_a_label_of_a_small_expression_is_no_longer_than_the_expression(expr: Expr) -> None:
    used = names(expr)
    if len(used) <= 3:
        assert len(names(read(FIRST_CLASS.label(FIRST_CLASS.evaluate(expr)) or "gc"))) <= len(used)


def names(expr: Expr) -> list[str]:
    return [expr[1]] if expr[0] == "tag" else [name for operand in expr[1:] for name in names(operand)]


@pytest.mark.parametrize(
    "text",
    [
        "linux",
        "!windows",
        "linux || windows",
        "linux || wasm",
        "windows || unix && !linux",
        "windows || amd64 && !cgo",
        "unix && cgo",
        "linux && !prod",
        "linux && !android",
        "linux && (amd64 || arm64)",
        "linux && amd64 || darwin && arm64",
        "unix && (debug || prod)",
        "!debug && !prod",
        "debug && e2e || prod && pro",
        "linux && cgo || windows && prod || darwin && !prod",
        "(linux || windows) && (amd64 || arm64) && !cgo",
        "unix && !linux && !aix && !solaris",
        "linux || darwin || windows || freebsd || openbsd",
        "solaris || windows || plan9 || freebsd || openbsd",
    ],
)
def test_what_a_developer_would_write_comes_back_as_short(text: str) -> None:
    label = ALL.label(ALL.evaluate(read(text)))
    assert len(names(read(label))) == len(names(read(text))), label
    assert label.count("!") <= text.count("!"), label


def test_labels_of_what_was_taken_back_are_forgotten() -> None:
    """The number of a condition that was taken back means another one later."""
    universe = universe_for(ports=["first-class"], tags=TAGS)
    mark = universe.mark()
    first = universe.evaluate(parse("prod && linux"))
    assert check(universe, first, universe.full) == "linux && prod"
    universe.rollback(mark)
    second = universe.evaluate(parse("debug && windows"))
    assert second == first
    assert check(universe, second, universe.full) == "windows && debug"


def test_a_label_leaves_out_what_the_reader_takes_for_granted() -> None:
    both = ALL.evaluate(read("linux && prod"))
    assert ALL.label(both, ALL.tag("linux")) == "prod"
    assert ALL.label(both, both) == ""
    assert ALL.label(ALL.evaluate(read("prod && pro && slim")), ALL.evaluate(read("prod && (pro || !slim)"))) == "slim"
    assert ALL.label(ALL.evaluate(read("prod && debug")), ALL.evaluate(read("!(prod && !debug)"))) == "prod"
    assert ALL.label(ALL.evaluate(read("linux && debug && !prod")), ALL.not_(ALL.tag("prod"))) == "linux && debug"
    assert ALL.label(ALL.full) == ""


def test_a_condition_that_holds_nowhere_is_labelled_so() -> None:
    assert FIRST_CLASS.label(0) == "ignore"
    declared = universe_for(ports=["first-class"], tags=["ignore"])
    assert declared.evaluate(read(declared.label(0))) == 0


def test_hundreds_of_tags_in_one_condition_have_a_label() -> None:
    tags = [f"t{n}" for n in range(1500)]
    universe = universe_for(ports=["first-class"], tags=tags)
    c = universe.evaluate(("and", *(("tag", name) for name in tags), ("tag", "linux")))
    assert universe.label(c).split(" && ") == ["linux", *tags]


@pytest.mark.parametrize("number", [24, 25])
def test_a_label_of_many_terms_stays_true(number: int) -> None:
    """With more than 24 the negation, which would be shorter or as long, is not tried."""
    tags = [f"{letter}{n:02}" for n in range(number) for letter in "ab"]
    universe = universe_for(ports=["first-class"], tags=tags)
    pairs = [("or", ("tag", f"a{n:02}"), ("tag", f"b{n:02}")) for n in range(number)]
    some = universe.not_(universe.evaluate(("and", *pairs)))
    text = check(universe, some, universe.full)
    assert len(names(read(text))) == 2 * number, text
    every = universe.evaluate(("and", *pairs[:4]))
    assert len(names(read(check(universe, every, universe.full)))) == 8


def test_a_label_that_tags_make_impossible_is_an_error() -> None:
    hidden = Universe(
        [Configuration("linux", "amd64", False), Configuration("linux", "amd64", True)], true_tags=["cgo"]
    )
    assert hidden.tag("cgo") == hidden.full
    with pytest.raises(ValueError, match="no build constraint tells these configurations apart"):
        hidden.label(hidden.cgo_enabled)


def test_labels_of_many_drawn_conditions_stay_true() -> None:
    draws = random.Random(3)
    words = [*TAGS, *WIDE]
    for _ in range(300):
        parts = [
            (
                "and",
                *(("tag", name) if draws.getrandbits(1) else ("not", ("tag", name)) for name in draws.sample(words, 3)),
            )
            for _ in range(draws.randint(1, 6))
        ]
        check(ALL, ALL.evaluate(("or", *parts)), ALL.full)


@given(expressions((*TAGS, "linux", "cgo")), expressions((*TAGS, "linux", "cgo")), st.integers(0, 3))
def test_a_label_of_too_many_terms_is_wider_and_says_so(expr: Expr, care: Expr, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gomodlint.conditions.label.MAX_TERMS", most)
        universe = universe_for(ports=["first-class"], tags=TAGS)
        c, within = universe.evaluate(expr), universe.evaluate(care)
        text, exact = universe.at_most(c, within)
    said = universe.evaluate(parse(text)) if text else universe.full
    assert universe.implies(universe.and_(c, within), said)
    assert not exact or universe.and_(said, within) == universe.and_(c, within)
    if not universe.and_(c, within):
        assert exact


def test_of_two_texts_as_short_the_one_without_negations_is_said() -> None:
    universe = universe_for(ports=["linux/amd64", "windows/amd64", "darwin/amd64", "freebsd/amd64"])
    assert check(universe, universe.evaluate(parse("linux || windows")), universe.full) == "linux || windows"
    assert check(universe, universe.evaluate(parse("!linux && !windows")), universe.full) == "darwin || freebsd"
