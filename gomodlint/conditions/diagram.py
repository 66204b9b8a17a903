"""Boolean functions of a bit set's position and of tags: hash-consed decision nodes with bit sets as leaves.

A `Condition` is an int. At or above 0 it is a leaf: the set of configurations, one bit each, whatever the tags are.
Below 0 it refers to a node `(level, on, off)`: the tag at that level decides which of two conditions holds. Nodes are
shared, no node has equal branches, and levels rise from root to leaf, so equal functions are equal ints.

Nothing here recurses, so that neither the number of tags nor the shape of an expression can exhaust the stack.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from gomodlint.errors import NoVerdict, Problem

Condition = int

MAX_NODES: Final = 500_000
STEPS: Final = 8  # steps of the algebra for each node that the bound allows: what makes few nodes may still take long
FEWER: Final = "declare fewer tags in [build] tags, or exclude builds nobody makes with [build] where"
_LEAF: Final = 1 << 60  # the level of a leaf: below every tag


class TooManyTags(NoVerdict):
    """The exact answer needs more decision nodes, or more steps, than the bound allows.

    Everything computed before stays valid, and nothing is left of what failed. A caller that can use a wider answer may
    take `Diagram.anywhere` of the operands; a narrower one is `Diagram.everywhere`.
    """

    def __init__(self, bound: int) -> None:
        super().__init__(
            Problem(
                f"the declared build tags combine in more than {bound} ways",
                hint=f"{FEWER}; a question may be about fewer builds with --when",
            )
        )


class Diagram:
    """The operations on conditions. `full` is the leaf that holds in every configuration.

    `growth` is how many nodes a single operation may add: all that the bound allows, unless somebody says less.
    """

    __slots__ = ("_anywhere", "_bound", "_index", "_left", "_limit", "_memos", "_nodes", "full", "growth")

    def __init__(self, full: Condition, *, bound: int = MAX_NODES) -> None:
        self.full = full
        self.growth = bound
        self._bound = bound
        self._limit = bound  # of nodes, in the operation under way
        self._left = STEPS * bound  # steps
        self._nodes: list[tuple[int, Condition, Condition]] = []  # node of condition c is _nodes[~c]
        self._anywhere: list[Condition] = []
        self._index: dict[tuple[int, Condition, Condition], Condition] = {}
        self._memos: tuple[dict[tuple[Condition, Condition], Condition], ...] = ({}, {}, {})

    def node(self, level: int, on: Condition, off: Condition) -> Condition:
        """Return the condition that is `on` where the tag at `level` is set, else `off`; raises TooManyTags."""
        if on == off:
            return on
        key = (level, on, off)
        found = self._index.get(key)
        if found is None:
            if len(self._nodes) >= self._limit:
                raise TooManyTags(self._bound)
            self._nodes.append(key)
            anywhere = self._anywhere
            anywhere.append((on if on >= 0 else anywhere[~on]) | (off if off >= 0 else anywhere[~off]))
            found = self._index[key] = -len(self._nodes)
        return found

    def allow(self, more: int) -> None:
        """Let there be `more` nodes than there are: for what is small, after something large has used up the bound."""
        self._bound = self._limit = len(self._nodes) + more
        self._left = STEPS * more

    @contextmanager
    def aside(self, more: int) -> Iterator[None]:
        """Let there be `more` nodes for what is needed for a moment: afterwards they are gone, as by `rollback`."""
        mark, bound, left = len(self._nodes), self._bound, self._left
        self.allow(more)
        try:
            yield
        finally:
            self.rollback(mark)
            self._bound = self._limit = bound
            self._left = left

    def mark(self) -> int:
        """Where the diagram stands, for `rollback`."""
        return len(self._nodes)

    def rollback(self, mark: int) -> None:
        """Forget the nodes that were made since `mark`. No condition that was made since then may be used again."""
        self._drop(mark)
        for memo in self._memos:
            memo.clear()

    def _drop(self, mark: int) -> None:
        for key in self._nodes[mark:]:
            del self._index[key]
        del self._nodes[mark:]
        del self._anywhere[mark:]

    def and_(self, a: Condition, b: Condition) -> Condition:
        """Both. Hot callers inline it: `a & b if a >= 0 and b >= 0 else u.and_(a, b)`."""
        found = self._quick_and(a, b)
        return self._apply(0, self._quick_and, a, b) if found is None else found

    def or_(self, a: Condition, b: Condition) -> Condition:
        """Either. Hot callers inline it as for `and_`, with `|`."""
        found = self._quick_or(a, b)
        return self._apply(1, self._quick_or, a, b) if found is None else found

    def minus(self, a: Condition, b: Condition) -> Condition:
        """The first without the second."""
        found = self._quick_minus(a, b)
        return self._apply(2, self._quick_minus, a, b) if found is None else found

    def not_(self, a: Condition) -> Condition:
        """Every configuration and tag set in which `a` does not hold."""
        return self.minus(self.full, a)

    def implies(self, a: Condition, b: Condition) -> bool:
        """Whether `b` holds wherever `a` does."""
        return not self.minus(a, b)

    def anywhere(self, c: Condition) -> Condition:
        """Return the leaf of the configurations in which `c` holds under at least one tag set."""
        return c if c >= 0 else self._anywhere[~c]

    def everywhere(self, c: Condition) -> Condition:
        """Return the leaf of the configurations in which `c` holds under every tag set."""
        return c if c >= 0 else self.full & ~self.anywhere(self.not_(c))

    def split(self, c: Condition) -> tuple[int, Condition, Condition]:
        """Return level, `on` and `off` of a condition below 0."""
        return self._nodes[~c]

    def nodes_of(self, c: Condition) -> list[Condition]:
        """Return every node that `c` is made of, each after those below it; empty for a leaf."""
        seen = {c} if c < 0 else set()
        stack = list(seen)
        while stack:
            _, on, off = self._nodes[~stack.pop()]
            for below in (on, off):
                if below < 0 and below not in seen:
                    seen.add(below)
                    stack.append(below)
        return sorted(seen, reverse=True)  # a node is made after its branches, and newer nodes are lower ints

    def _quick_and(self, a: Condition, b: Condition) -> Condition | None:
        if a >= 0:
            if b >= 0:
                return a & b
            if not a or a == self.full:
                return b if a else 0
        elif b >= 0 and (not b or b == self.full):
            return a if b else 0
        if a == b:
            return a
        anywhere = self._anywhere
        if not (a if a >= 0 else anywhere[~a]) & (b if b >= 0 else anywhere[~b]):
            return 0
        return self._memos[0].get((a, b) if a < b else (b, a))

    def _quick_or(self, a: Condition, b: Condition) -> Condition | None:
        if a >= 0:
            if b >= 0:
                return a | b
            if not a or a == self.full:
                return a or b
        elif b >= 0 and (not b or b == self.full):
            return b or a
        if a == b:
            return a
        return self._memos[1].get((a, b) if a < b else (b, a))

    def _quick_minus(self, a: Condition, b: Condition) -> Condition | None:
        if a >= 0 and b >= 0:
            return a & ~b
        if not b:
            return a
        if a == b or b == self.full:  # noqa: PLR1714 - quicker
            return 0
        anywhere = self._anywhere
        if not (a if a >= 0 else anywhere[~a]) & (b if b >= 0 else anywhere[~b]):
            return a
        return self._memos[2].get((a, b))

    def _apply(
        self, operation: int, quick: Callable[[Condition, Condition], Condition | None], a: Condition, b: Condition
    ) -> Condition:
        memo = self._memos[operation]
        if len(memo) > self._bound:
            memo.clear()  # between calls only: within one, the memo holds the branches' results
        mark, remembered = len(self._nodes), len(memo)
        self._limit = min(self._bound, mark + self.growth)
        commutes = operation < 2
        first = (b, a) if commutes and b < a else (a, b)
        try:
            self._run(memo, quick, first, commutes=commutes)
        except TooManyTags:
            while len(memo) > remembered:  # what was known before has to do with nodes that stay
                memo.popitem()
            self._drop(mark)
            raise
        finally:
            self._limit = self._bound
        return memo[first]

    def _run(
        self,
        memo: dict[tuple[Condition, Condition], Condition],
        quick: Callable[[Condition, Condition], Condition | None],
        first: tuple[Condition, Condition],
        *,
        commutes: bool,
    ) -> None:
        limit = 4 * self._bound
        nodes, index = self._nodes, self._index
        stack = [first]
        left = self._left
        while stack:
            left -= 1
            if len(memo) > limit or left < 0:
                raise TooManyTags(self._bound)
            key = a, b = stack[-1]
            level, a_on, a_off = nodes[~a] if a < 0 else (_LEAF, a, a)
            b_level, b_on, b_off = nodes[~b] if b < 0 else (_LEAF, b, b)
            if b_level < level:
                level, a_on, a_off = b_level, a, a
            elif level < b_level:
                b_on = b_off = b
            on = quick(a_on, b_on)
            off = quick(a_off, b_off)
            if on is not None and off is not None:
                known = on if on == off else index.get((level, on, off))
                memo[key] = self.node(level, on, off) if known is None else known
                stack.pop()
                continue
            if on is None:
                stack.append((b_on, a_on) if commutes and b_on < a_on else (a_on, b_on))
            if off is None:
                stack.append((b_off, a_off) if commutes and b_off < a_off else (a_off, b_off))
        self._left = left
