"""A condition as a `//go:build` expression, as short as can be found.

The tags above the leaves are covered by an irredundant sum of products (S. Minato, "Fast generation of irredundant
sum-of-products forms from binary decision diagrams", 1992), where every product ends in a set of configurations that
`Spelling` spells. The negation is covered too, and the shorter of the two texts wins.
"""

from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import Final

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.formula import factored, negated, text_of, weight
from gomodlint.conditions.space import Space
from gomodlint.conditions.spelling import Spelling
from gomodlint.source.constraint import Expr

MAX_TERMS: Final = 20_000
FEW: Final = 200  # of one label, when `Universe.terms` have been had

Term = tuple[Expr, ...]  # a product of tags, negated tags and spelled sets
Cover = tuple[tuple[Term, ...], Condition]  # the products, and the condition that they are together
_Step = Generator[tuple[Condition, Condition], Cover, Cover]
_SHORT: Final = 24  # with more terms than this the negation is not tried


class Labeller:
    """Labels conditions of one universe; remembers what it has labelled."""

    def __init__(self, universe: Space) -> None:
        self._universe = universe
        self._spelling = Spelling(universe)
        self._labels: dict[tuple[Condition, Condition], str] = {}
        self._newest: Condition = 0  # no node that one of them has to do with is newer
        self._covers: dict[tuple[Condition, Condition], Cover] = {}
        systems = [at.goos for at in universe.configurations]
        ports = dict.fromkeys(["unix", *systems, *(at.goarch for at in universe.configurations), "cgo"])
        self._ranks = {name: number for number, name in enumerate([*ports, *universe.tags])}

    def label(self, c: Condition, within: Condition) -> str:
        """See `Universe.label`."""
        key = (c, within)
        found = self._labels.get(key)
        if found is None:
            found = self._labels[key] = self._label(c, within)
            self._newest = min(self._newest, c, within)
        return found

    def forget(self, mark: int) -> None:
        """Forget what has to do with nodes that were made after `mark`, and what is quickly had again."""
        if self._newest < -mark:
            self._labels = {key: text for key, text in self._labels.items() if min(key) >= -mark}
            self._newest = -mark
        self._covers.clear()

    def _label(self, c: Condition, within: Condition) -> str:
        universe = self._universe
        lower, upper = universe.and_(c, within), universe.or_(c, universe.not_(within))
        if not lower:
            return self._never()
        if upper == universe.full:
            return ""
        terms, found = self._cover(lower, upper)
        universe.terms -= len(terms)
        expr = factored(terms)
        if len(terms) <= _SHORT:
            with suppress(TooManyTags):  # a negation with so many terms is not shorter
                terms_off, off = self._cover(universe.not_(upper), universe.not_(lower))
                if len(terms_off) <= _SHORT:
                    other = negated(factored(terms_off))
                    if weight(other) < weight(expr):
                        expr, found = other, universe.not_(off)
        text = self._text(expr)
        if not (universe.implies(lower, found) and universe.implies(found, upper)):
            raise AssertionError(f"label {text!r} is wrong")
        return text

    def _never(self) -> str:
        """Return Go's own word for "in no build", or a contradiction where that word is a tag like others."""
        return "ignore" if not self._universe.tag("ignore") else "ignore && !ignore"

    def _text(self, expr: Expr) -> str:
        return text_of(expr, lambda name: (self._ranks.get(name, len(self._ranks)), name))

    def _cover(self, lower: Condition, upper: Condition) -> Cover:
        """Run the steps of the cover without recursion: there may be more tags than stack."""
        steps = [self._steps(lower, upper)]
        keys = [(lower, upper)]
        result: Cover | None = self._covers.get(keys[0])
        if result is not None:
            return result
        while steps:
            try:
                key = steps[-1].send(result) if result is not None else next(steps[-1])
            except StopIteration as stop:
                result = self._covers[keys.pop()] = stop.value
                steps.pop()
                continue
            result = self._covers.get(key)
            if result is None:
                keys.append(key)
                steps.append(self._steps(*key))
        if result is None:
            raise AssertionError("a step returned no cover")
        return result

    def _steps(self, lower: Condition, upper: Condition) -> _Step:
        universe = self._universe
        if not lower:
            return (), 0
        if upper == universe.full:
            return ((),), universe.full
        if lower >= 0 and upper >= 0:
            expr = self._spelling.between(lower, upper)
            term = expr[1:] if expr[0] == "and" else (expr,)
            return (term,), universe.evaluate(expr)
        level = min(universe.split(c)[0] for c in (lower, upper) if c < 0)
        lower_on, lower_off = self._branches(lower, level)
        upper_on, upper_off = self._branches(upper, level)
        on, is_on = yield universe.minus(lower_on, upper_off), upper_on
        off, is_off = yield universe.minus(lower_off, upper_on), upper_off
        left = universe.or_(universe.minus(lower_on, is_on), universe.minus(lower_off, is_off))
        both, is_both = yield left, universe.and_(upper_on, upper_off)
        most = MAX_TERMS if universe.terms > 0 else FEW
        if len(on) + len(off) + len(both) > most:
            raise TooManyTags(most)
        tag: Expr = ("tag", universe.tags[level])
        terms = (*_times(tag, on), *_times(("not", tag), off), *both)
        return terms, universe.or_(is_both, universe.node(level, is_on, is_off))

    def _branches(self, c: Condition, level: int) -> tuple[Condition, Condition]:
        if c >= 0:
            return c, c
        at, on, off = self._universe.split(c)
        return (on, off) if at == level else (c, c)


def _times(factor: Expr, terms: Sequence[Term]) -> tuple[Term, ...]:
    return tuple((factor, *term) for term in terms)
