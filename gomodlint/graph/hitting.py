"""The fewest elements that meet every one of some sets, where the sets are found one at a time.

For a cut the sets are chains and the elements their imports: a chain is gone when one of its imports is. Under
conditions this is no flow problem (F imports a on linux, a imports T on windows: no cut is needed), so it is solved as
what it is: an implicit hitting set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from gomodlint.progress import Work

Element = TypeVar("Element", bound=Hashable)
Weigh = Callable[[Any], int]
_State = tuple[frozenset[Element], list[frozenset[Element]]]  # what is chosen, and the sets that it does not meet
Find = Callable[[frozenset[Element]], frozenset[Element] | None]

SETS = 400  # sets that are found, before the answer becomes a bound
SETS_LOOKED_AT = 500_000  # while other answers of the same size are looked for, about a second
STEPS = 20_000  # branches of one exact solution
ELEMENTS = 100_000_000  # of sets that are gone through for all exact solutions of an answer, some seconds
COUNTED = 10  # times as much work it is to count an element
SHORT = 8  # elements of a set that count as one set


def each_is_one(_element: object) -> int:
    """The weight of an element when they are counted."""
    return 1


class Hitting(NamedTuple, Generic[Element]):
    """The answer and its weight; `least` is what any answer weighs at least: it is exact when they are equal."""

    elements: frozenset[Element]
    weight: int
    least: int

    @property
    def exact(self) -> bool:
        """Whether nothing lighter would do."""
        return self.weight == self.least


class UncuttableError(Exception):
    """Some set has no element that may be taken: nothing meets it."""


def smallest_hitting_set(
    find: Find[Element], weigh: Weigh = each_is_one
) -> tuple[Hitting[Element], Sequence[frozenset[Element]]]:
    """The lightest elements such that `find(elements)` finds no set without any of them; and the sets that were found.

    `find` gives the elements of a set that has none of those it is given, or None; `weigh` gives an element's weight,
    above 0. Raises UncuttableError.
    """
    sets: list[frozenset[Element]] = []
    needed = _Needed[Element]()
    chosen: frozenset[Element] = frozenset()
    least = 0
    budget = [ELEMENTS]
    with Work("looking for the smallest answer") as work:
        while len(sets) < SETS:
            work.step()
            found = _several(find, chosen, sets)
            if not found:
                return Hitting(chosen, least, least), sets
            sets += found
            for one in found:
                needed.add(one)
            solution = _solved(needed.minimal(), weigh, budget)
            if solution is None:
                break
            chosen = solution
            least = sum(map(weigh, chosen))
    chosen = _greedy(find, sets, weigh)
    return Hitting(chosen, sum(map(weigh, chosen)), least), sets


def paid(find: Find[Element], weigh: Weigh = each_is_one) -> Hitting[Element]:
    """An answer that need not be the lightest, with a bound that holds for every answer.

    Each set in turn is paid for: the least that is left of the weight of its elements is taken from all of them. No
    element is paid for more often than it weighs, so every answer weighs as much as was paid; those of which nothing is
    left are an answer, and the ones that it does without are given back (Bar-Yehuda and Even: A local-ratio theorem for
    approximating the weighted vertex cover problem, 1985). Raises UncuttableError.
    """
    left: dict[Element, int] = {}
    taken: list[Element] = []
    least = 0
    with Work("looking for a better bound") as work:
        while (found := find(frozenset(taken))) is not None:
            work.step()
            if not found:
                raise UncuttableError
            for element in found:
                left.setdefault(element, weigh(element))
            part = min(left[element] for element in found)
            least += part
            for element in sorted(found, key=str):
                left[element] -= part
                if not left[element]:
                    taken.append(element)
        chosen = frozenset(taken)
        for element in sorted(taken, key=lambda e: (-weigh(e), str(e))):
            work.step()
            if find(chosen - {element}) is None:
                chosen -= {element}
    return Hitting(chosen, sum(map(weigh, chosen)), least)


def _several(
    find: Find[Element], chosen: frozenset[Element], sets: Sequence[frozenset[Element]]
) -> list[frozenset[Element]]:
    """Sets that `chosen` does not meet, no two with a common element: each raises the answer by one."""
    found: list[frozenset[Element]] = []
    avoided = chosen
    while len(sets) + len(found) < SETS:
        one = find(avoided)
        if one is None:
            break
        if not one:
            raise UncuttableError
        found.append(one)
        avoided |= one
    return found


def solve(sets: Iterable[frozenset[Element]], weigh: Weigh = each_is_one) -> frozenset[Element] | None:
    """A lightest set of elements that meets every set; None when it takes too long to find one."""
    return _solved(_Needed(sets).minimal(), weigh, [ELEMENTS])


def _solved(needed: list[frozenset[Element]], weigh: Weigh, budget: list[int]) -> frozenset[Element] | None:
    budget[0] -= COUNTED * sum(map(len, needed))
    if budget[0] < 0:
        return None
    best = _cover(needed, weigh)
    lightest = sum(map(weigh, best))
    steps = 0
    waiting: list[tuple[int, frozenset[Element], list[frozenset[Element]]]] = [(0, frozenset(), needed)]
    while waiting:
        steps += 1
        if steps > STEPS or budget[0] < 0:
            return None
        weight, chosen, left = waiting.pop()
        if not left:
            if weight < lightest:
                best, lightest = chosen, weight
            continue
        if weight + _packing(left, weigh) >= lightest:
            continue
        branch = min(left, key=len)
        budget[0] -= len(branch) * sum(map(len, left))
        options = sorted(branch, key=lambda e: (-sum(e in one for one in left) / weigh(e), str(e)))
        for number in reversed(range(len(options))):  # the most useful is looked at first
            earlier = frozenset(options[:number])  # with one of these the answer was looked at in its own branch
            rest = [one - earlier for one in left if options[number] not in one]
            if all(rest):
                waiting.append((weight + weigh(options[number]), chosen | {options[number]}, rest))
    return best


def alternatives(
    find: Find[Element], sets: Sequence[frozenset[Element]], size: int, most: int
) -> list[frozenset[Element]]:
    """Answers of a size, up to `most`; each meets every set that `find` can find. `size` is the smallest there is."""
    known = _Needed(sets)
    found: list[frozenset[Element]] = []
    refused: set[frozenset[Element]] = set()
    budget = [SETS_LOOKED_AT]
    for _ in range(SETS):  # as often as a candidate turns out to miss a set that was not known
        missed = None
        for candidate in _of_size(known.minimal(), size, budget):
            if candidate in refused or candidate in found:
                continue
            missed = find(candidate)
            if missed is not None:
                refused.add(candidate)
                break
            found.append(candidate)
            if len(found) == most:
                return found
        if not missed:
            return found
        known.add(missed)
    return found


def _of_size(sets: list[frozenset[Element]], size: int, budget: list[int]) -> Iterator[frozenset[Element]]:
    """Every set of so many elements that meets all sets, once; not all of them when that takes more than the budget."""
    waiting: list[Iterator[_State[Element]]] = [iter([(frozenset(), sets)])]
    while waiting and budget[0] > 0:
        state = next(waiting[-1], None)
        if state is None:
            waiting.pop()
            continue
        chosen, left = state
        budget[0] -= 1 + sum(len(one) // SHORT + 1 for one in left)
        if not left:
            yield chosen
        elif len(chosen) + _packing(left, each_is_one) <= size:
            waiting.append(_with_one_more(chosen, left))


def _with_one_more(chosen: frozenset[Element], left: list[frozenset[Element]]) -> Iterator[_State[Element]]:
    """One more element that meets a smallest set, each in turn without those before it, and the sets that are left.

    One at a time: a set may have thousands of elements, of which the first few do.
    """
    earlier: set[Element] = set()
    branch = min(left, key=len)
    for option in sorted(branch, key=str):
        rest = [one - earlier for one in left if option not in one]
        if all(rest):
            yield chosen | {option}, rest
        earlier.add(option)


class _Needed(Generic[Element]):
    """Sets, of which those that contain another one need not be met apart."""

    __slots__ = ("_all", "_wide")

    def __init__(self, sets: Iterable[frozenset[Element]] = ()) -> None:
        self._all: list[frozenset[Element]] = []
        self._wide: set[frozenset[Element]] = set()
        for one in sets:
            self.add(one)

    def add(self, one: frozenset[Element]) -> None:
        for other in self._all:
            if other < one:
                self._wide.add(one)
            elif one < other:
                self._wide.add(other)
        self._all.append(one)

    def minimal(self) -> list[frozenset[Element]]:
        """Those that contain no other one, the smallest first."""
        return [one for one in sorted(set(self._all), key=len) if one not in self._wide]


def _cover(sets: Sequence[frozenset[Element]], weigh: Weigh) -> frozenset[Element]:
    """A set that meets every set: each time the element that meets most for its weight."""
    chosen: set[Element] = set()
    left = list(sets)
    while left:
        counts: Counter[Element] = Counter()
        for one in left:
            counts.update(one)
        most = max(count / weigh(element) for element, count in counts.items())
        element = min((e for e, count in counts.items() if count / weigh(e) == most), key=str)
        chosen.add(element)
        left = [one for one in left if element not in one]
    return frozenset(chosen)


def _greedy(find: Find[Element], sets: list[frozenset[Element]], weigh: Weigh) -> frozenset[Element]:
    """An answer that need not be the smallest."""
    chosen = _cover(sets, weigh)
    while True:
        found = find(chosen)
        if found is None:
            return chosen
        if not found:
            raise UncuttableError
        sets.append(found)
        chosen |= {min(found, key=lambda e: (weigh(e), str(e)))}


def _packing(sets: Sequence[frozenset[Element]], weigh: Weigh) -> int:
    """What the lightest elements of sets without common elements weigh: every answer weighs as much."""
    used: set[Element] = set()
    count = 0
    for one in sorted(sets, key=len):
        if used.isdisjoint(one):
            used |= one
            count += 1 if weigh is each_is_one else min(map(weigh, one))
    return count
