"""The shortest expression for a set of configurations, over GOOS, GOARCH, `unix` and `cgo`.

Small expressions are found by trying them all, larger ones by covering the set with boxes
(some systems x some architectures x a cgo setting), and the set's complement likewise.
"""

from itertools import permutations
from typing import Final

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.formula import FALSE, TRUE, cost, join, negated, weight
from gomodlint.conditions.space import ALSO, Space
from gomodlint.source.constraint import Expr

_TRIES: Final = 150  # bounds the search for expressions of four tags and more
_ORDERS: Final = tuple(permutations(range(3)))

Literal = tuple[int, Expr]
Box = tuple[int, int, int]  # for each axis the configurations that it lets through


class Spelling:
    """Spells sets of configurations of one universe; remembers what it has spelled."""

    def __init__(self, universe: Space) -> None:
        self._universe = universe
        self._full = universe.full
        at = universe.configurations
        values: tuple[list[str], ...] = ([c.goos for c in at], [c.goarch for c in at], [str(c.cgo) for c in at])
        self._axes = tuple(_axis(axis) for axis in values)
        names = [*dict.fromkeys([*values[0], *(ALSO[goos] for goos in values[0] if goos in ALSO), "unix"])]
        literals = tuple(self._literals(axis) for axis in (names, [*dict.fromkeys(values[1])], ["cgo"]))
        self._axis_literals = literals
        self._literals_of_all = sorted([lit for axis in literals for lit in axis], key=lambda lit: lit[1][0] == "not")
        self._memo: dict[tuple[Condition, Condition], Expr] = {}
        self._tries = 0

    def between(self, lower: Condition, upper: Condition) -> Expr:
        """Return an expression that holds in all of `lower` and nowhere outside `upper`, both leaves.

        Raises ValueError if no expression can: tags given by `-tags=` may hide what GOOS or cgo would tell.
        """
        if not lower:
            return FALSE
        if upper == self._full:
            return TRUE
        key = (lower, upper)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._search(lower, upper)
        return found

    def _search(self, lower: int, upper: int) -> Expr:
        found = self._small(self._literals_of_all, lower, upper, range(1, 4), 4 * _TRIES)
        if found is not None:
            return found
        best = self._cover(lower, upper)
        dual = negated(self._cover(self._full & ~upper, self._full & ~lower))
        best = min(best, dual, key=weight)
        found = self._small(self._literals_of_all, lower, upper, range(4, min(cost(best), 7)), _TRIES)
        return best if found is None else found

    def _small(self, literals: list[Literal], lower: int, upper: int, sizes: range, tries: int) -> Expr | None:
        """Return an expression of as few literals as `sizes` allows, without negations if that is as short."""
        positive = [literal for literal in literals if literal[1][0] == "tag"]
        self._tries = tries
        for size in sizes:
            for among in (positive, literals):
                found = self._chain(among, lower, upper, size)
                if found is not None:
                    return found
        return None

    def _chain(
        self, literals: list[Literal], lower: int, upper: int, size: int, last: tuple[str, int] = ("", -1)
    ) -> Expr | None:
        """Return an expression of `size` literals, each joined to the rest: `a && (b || c)`."""
        outside = self._full & ~upper
        if size == 1:
            return next((expr for mask, expr in literals if not lower & ~mask and not mask & outside), None)
        self._tries -= 1
        if self._tries < 0:
            return None
        inner = [(mask, index) for index, (mask, _) in enumerate(literals) if not mask & outside and mask & lower]
        outer = [(mask, index) for index, (mask, _) in enumerate(literals) if not lower & ~mask and outside & ~mask]
        if size == 2:
            pair = _pair(inner, outer, lower, outside)
            return None if pair is None else (pair[0], literals[pair[1]][1], literals[pair[2]][1])
        for operation, choices in (("or", inner), ("and", outer)):
            for mask, index in choices:
                if operation == last[0] and index <= last[1]:
                    continue  # the same operands in another order
                at = (operation, index)
                if operation == "or":
                    rest = self._chain(literals, lower & ~mask, upper, size - 1, at)
                else:
                    rest = self._chain(literals, lower, upper | (self._full & ~mask), size - 1, at)
                if rest is not None:
                    return join(operation, [literals[index][1], rest])
        return None

    def _cover(self, lower: int, upper: int) -> Expr:
        chosen: list[tuple[Box, Literal]] = []
        left = lower
        while left:
            point = left & -left
            boxes = sorted({self._box(point, upper, order) for order in _ORDERS})
            box = max(boxes, key=lambda box: (box[0] & box[1] & box[2] & left).bit_count())
            term = self._box_term(box, left, upper)
            if not term[0] & point:
                raise ValueError("no build constraint tells these configurations apart")
            chosen.append((box, term))
            left &= ~term[0]
        position = 0
        while position < len(chosen):  # what the other boxes cover, this one need not
            needed = lower
            for other, (_, (mask, _)) in enumerate(chosen):
                needed &= self._full if other == position else ~mask
            if needed:
                box, term = chosen[position]
                chosen[position] = box, min(term, self._box_term(box, needed, upper), key=lambda t: weight(t[1]))
                position += 1
            else:
                del chosen[position]
        return join("or", [expr for _, (_, expr) in chosen])

    def _box(self, point: int, upper: int, order: tuple[int, ...]) -> Box:
        """Return a largest box around one configuration inside `upper`, grown axis by axis."""
        sides = [next(mask for mask in axis.values() if mask & point) for axis in self._axes]
        for axis in order:
            others = self._others(sides, axis)
            for mask in self._axes[axis].values():
                if not mask & others & ~upper:
                    sides[axis] |= mask
        return sides[0], sides[1], sides[2]

    def _box_term(self, box: Box, needed: int, upper: int) -> Literal:
        sides = list(box)
        needed &= box[0] & box[1] & box[2]
        factors = []
        for axis in range(3):
            allowed = upper | (self._full & ~self._others(sides, axis))
            factor = TRUE if allowed == self._full else self._side(axis, needed, allowed)
            sides[axis] = self._mask(factor)
            factors.append(factor)
        return sides[0] & sides[1] & sides[2], join("and", factors)

    def _side(self, axis: int, lower: int, upper: int) -> Expr:
        """Return an expression over one axis: a short one if there is, else a list of values or of exclusions."""
        found = self._small(self._axis_literals[axis], lower, upper, range(1, 4), _TRIES)
        if found is not None:
            return found
        listed = self._listed(axis, lower, upper)
        excluded = negated(self._listed(axis, self._full & ~upper, self._full & ~lower))
        return min(listed, excluded, key=weight)

    def _listed(self, axis: int, lower: int, upper: int) -> Expr:
        """Return the values on the axis that `lower` needs, joined by "or"."""
        if axis == 2:
            return join("or", [expr for mask, expr in self._axis_literals[2] if mask & lower])
        values = self._axes[axis]
        broad = ["unix", *sorted(values, key=lambda name: name in ALSO)] if axis == 0 else list(values)
        terms: list[Expr] = []
        for name in broad:  # the systems that take in others come first
            mask = self._mask(("tag", name))
            excess = mask & ~upper
            if not values.get(name, mask) & lower or (name == "unix" and excess):
                continue
            without = [v for v, also in ALSO.items() if also == name and values.get(v, 0) & excess]
            terms.append(join("and", [("tag", name), *(("not", ("tag", v)) for v in without)]))
            lower &= ~self._mask(terms[-1])
        return join("or", terms)

    def _others(self, sides: list[int], axis: int) -> int:
        others = self._full
        for other in range(3):
            if other != axis:
                others &= sides[other]
        return others

    def _mask(self, expr: Expr) -> int:
        return self._universe.everywhere(self._universe.evaluate(expr))

    def _literals(self, names: list[str]) -> list[Literal]:
        """Return the tags among `names`, then their negations, that tell configurations apart."""
        masks: dict[int, Expr] = {}
        for name in names:
            masks.setdefault(self._universe.tag(name), ("tag", name))
        for name in names:
            masks.setdefault(self._universe.not_(self._universe.tag(name)), ("not", ("tag", name)))
        return [(mask, expr) for mask, expr in masks.items() if 0 < mask < self._full]


def _pair(
    inner: list[tuple[int, int]], outer: list[tuple[int, int]], lower: int, outside: int
) -> tuple[str, int, int] | None:
    """Return the operation and the places of two literals that together do it."""
    first = lower & -lower  # one of the two has to let it in
    for mask, index in inner:
        if mask & first:
            missing = lower & ~mask
            for other, place in inner:
                if not missing & ~other:
                    return "or", index, place
    first = outside & -outside  # one of the two has to keep it out
    for mask, index in outer:
        if not mask & first:
            surplus = outside & mask
            for other, place in outer:
                if not surplus & other:
                    return "and", index, place
    return None


def _axis(values: list[str]) -> dict[str, int]:
    masks: dict[str, int] = {}
    for position, value in enumerate(values):
        masks[value] = masks.get(value, 0) | 1 << position
    return masks
