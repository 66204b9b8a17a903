"""Constraint expressions as values: hashing, printing, limits. Their reading is compared with Go's elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given

from gomodlint.source import constraint
from gomodlint.source.constraint import ConstraintError, Expr
from tests.conditions.strategies import NAMES, expressions
from tests.source.header_truth import evaluate


def _pairs(expression: Expr) -> Expr:
    """The expression with operators of exactly two operands, as the reader gives."""
    operator, *operands = expression
    if operator == "tag":
        return expression
    first, *rest = map(_pairs, operands)
    if operator == "not":
        return ("not", first)
    for operand in rest:
        first = (operator, first, operand)
    return first


@given(expressions())
def test_text_is_read_back(expression: Expr) -> None:
    paired = _pairs(expression)
    again = constraint.parse(constraint.to_text(paired))
    for index in range(8):
        true = {name for at, name in enumerate(NAMES) if at * 7 + index & 2}
        assert evaluate(again, true.__contains__) == evaluate(paired, true.__contains__)
    assert constraint.tags(again) == constraint.tags(paired)


@pytest.mark.parametrize("text", ["(" * 10**6, "!(" * 10**5, "(" * 10**6 + "a" + ")" * 10**6, "a" + " && a" * 10**5])
def test_expressions_too_large_are_refused(text: str) -> None:
    with pytest.raises(ConstraintError, match="build expression too large"):
        constraint.parse(text)


def test_the_deepest_expressions_can_be_used() -> None:
    nested = constraint.parse("!(" * 499 + "a" + ")" * 499)
    assert constraint.parse(constraint.to_text(nested)) == nested
    assert hash(nested) == hash(constraint.parse("!(" * 499 + "a" + ")" * 499))
    assert constraint.tags(nested) == {"a"}


def test_lines_of_plus_build_without_end() -> None:
    many = constraint.parse_plus_build(["// +build a"] * 50_000 + ["// +build b"])
    assert constraint.tags(many) == {"a", "b"}
    assert isinstance(hash(many), int)
    assert not evaluate(many, {"a"}.__contains__)
    assert evaluate(many, {"a", "b"}.__contains__)


def test_offsets_point_into_the_expression() -> None:
    with pytest.raises(ConstraintError) as caught:
        constraint.parse(" ééé && &")
    assert "ééé && &"[caught.value.offset] == "&"
    assert caught.value.offset == 7
