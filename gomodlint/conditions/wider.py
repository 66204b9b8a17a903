"""An expression whose condition is too large, as one that holds wherever it does: some of its tags are not asked."""

from __future__ import annotations

from typing import Final

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.space import Space
from gomodlint.source.constraint import Expr, tags

LARGEST: Final = 10_000  # decision nodes that one operation may make for a wider condition


def covering(space: Space, expression: Expr) -> tuple[Condition, bool]:
    """A condition that holds wherever an expression does, and whether it does nowhere else.

    It holds elsewhere, too, where the expression is too large for the bound.
    """
    known = space.covers.get(id(expression))
    if known is None:
        mark = space.mark()
        try:
            known = expression, space.evaluate(expression), True
        except TooManyTags:
            space.rollback(mark)
            growth, space.growth = space.growth, LARGEST
            try:
                known = expression, wider(space, expression), False
            finally:
                space.growth = growth
        space.covers[id(expression)] = known
    return known[1:]


def wider(space: Space, expression: Expr) -> Condition:
    """A condition that holds in every build in which the expression does, by as many of its tags as the bound allows.

    Of the declared tags those that come first are asked. A tag that Go gives a meaning, too, is asked for that alone.
    """
    named = tags(expression)
    declared = [name for name in space.tags if name in named]
    keep = len(declared) // 2
    while True:
        mark = space.mark()
        try:
            return _upper(space, expression, frozenset(declared[keep:]))
        except TooManyTags:
            space.rollback(mark)
        if not keep:
            return space.full
        keep //= 2


def _upper(space: Space, expression: Expr, unknown: frozenset[str]) -> Condition:
    """Where the expression may hold: every part as where it may hold and where it must, whatever `unknown` tags are."""
    results: list[tuple[Condition, Condition]] = []
    stack: list[tuple[Expr, bool]] = [(expression, False)]
    while stack:
        at, ready = stack.pop()
        if at[0] == "tag":
            holds = space.tag(at[1])
            results.append((space.anywhere(holds), space.everywhere(holds)) if at[1] in unknown else (holds, holds))
        elif not ready:
            stack.append((at, True))
            stack.extend((operand, False) for operand in at[1:])
        elif at[0] == "not":
            may, must = results.pop()
            results.append((space.not_(must), space.not_(may)))
        else:
            join = space.and_ if at[0] == "and" else space.or_
            first = len(results) - len(at) + 1
            may = must = space.full if at[0] == "and" else 0
            for more, less in results[first:]:
                may, must = join(more, may), join(less, must)
            results[first:] = [(may, must)]
    return results[0][0]
