"""In which build do most of some conditions hold, and how many: budgets count one build at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe

STEPS = 500  # splits by a tag; beyond, the answer is a bound


Choice = tuple[int, bool]  # a tag's level, and whether it is on


class Crowd(NamedTuple):
    """How many hold together at most, and builds in which they do.

    Unless `bound` is "exact" it is one: "least" when some build has as many, "most" when no build may have more.
    """

    size: int
    where: Condition
    bound: Literal["exact", "least", "most"]


def largest(universe: Universe, conditions: Iterable[Condition], within: Condition, enough: int) -> Crowd:
    """The largest number of conditions that hold in one build of `within`.

    Branch and bound over the tags, the fuller side first: a branch that cannot have more than `enough`,
    or than was found, is not followed.
    """
    weights = Counter(universe.and_(condition, within) for condition in conditions)
    weights.pop(0, None)
    best = 0
    where: tuple[tuple[Choice, ...], int] = ((), 0)
    waiting: list[tuple[Counter[Condition], tuple[Choice, ...]]] = [(weights, ())]
    for _ in range(STEPS):
        if not waiting:
            break
        here, chosen = waiting.pop()
        if sum(here.values()) <= max(best, enough):
            continue
        nodes = [condition for condition in here if condition < 0]
        if not nodes:
            size, bits = _most(here)
            if size > best:
                best, where = size, (chosen, bits)
            continue
        level = min(universe.split(node)[0] for node in nodes)
        sides = sorted((False, True), key=lambda on: (sum(_cofactor(universe, here, level, on).values()), not on))
        waiting += [(_cofactor(universe, here, level, on), (*chosen, (level, on))) for on in sides]
    found = Crowd(best, _builds(universe, *where), "exact")
    if any(sum(here.values()) > max(best, enough) for here, _ in waiting):
        if best > enough:
            return found._replace(bound="least")
        whole: Condition = 0
        for condition in weights:
            whole = universe.or_(whole, condition)
        return Crowd(sum(weights.values()), whole, "most")
    return found


def _builds(universe: Universe, chosen: tuple[Choice, ...], bits: int) -> Condition:
    """The condition of some bits and some choices of tags."""
    found: Condition = bits
    for level, on in reversed(chosen):
        found = universe.node(level, found, 0) if on else universe.node(level, 0, found)
    return found


def _cofactor(universe: Universe, weights: Mapping[Condition, int], level: int, on: bool) -> Counter[Condition]:
    """The conditions where the tag at a level is on, or off."""
    found: Counter[Condition] = Counter()
    for condition, weight in weights.items():
        if condition < 0:
            split = universe.split(condition)
            if split[0] == level:
                condition = split[1 if on else 2]  # noqa: PLW2901
        if condition:
            found[condition] += weight
    return found


def _most(weights: Mapping[Condition, int]) -> tuple[int, int]:
    """Among bit sets: how many have the most popular bit, and all bits that are as popular."""
    counts: Counter[int] = Counter()
    for bits, weight in weights.items():
        left = bits
        while left:
            low = left & -left
            counts[low] += weight
            left ^= low
    most = max(counts.values())
    return most, sum(bit for bit, count in counts.items() if count == most)
