"""The truth of build tags and expressions over the build configurations that count.

Facts about tags are those of `matchTag` in Go's go/build/build.go.
"""

import sys
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final

from gomodlint.conditions.configuration import Configuration, Facts
from gomodlint.conditions.diagram import MAX_NODES, Condition, Diagram
from gomodlint.conditions.release import release_number
from gomodlint.finding import Witness
from gomodlint.source.cgo import CGO_ENABLED
from gomodlint.source.constraint import Expr

if TYPE_CHECKING:
    from random import Random


# The systems that satisfy another system's tag, and those that are `unix` (GO: internal/syslist/syslist.go).
ALSO: Final = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
_UNIX: Final = frozenset(
    "aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris".split()  # noqa: SIM905
)


class Space(Diagram):
    """Every configuration that counts, times every set of the declared tags.

    `configurations` have one bit each, the first the lowest: witnesses prefer the lowest. `tags` may be on or off,
    `true_tags` (those of `-tags=`) are on. `facts` gives the tags that Go's tools set for a configuration: experiments
    and architecture levels; by default those of the Go release `go` ("1.26" or "1.26.6"). All other tags are off.
    Raises UnknownRelease if `go` is not a release.
    """

    __slots__ = (
        "_facts",
        "_go",
        "_masks",
        "_release",
        "_tag_memo",
        "_tools",
        "_true",
        "_variables",
        "cgo_enabled",
        "configurations",
        "covers",
        "tags",
        "terms",
    )

    def __init__(
        self,
        configurations: Sequence[Configuration],
        *,
        tags: Sequence[str] = (),
        true_tags: Collection[str] = (),
        facts: Facts | None = None,
        go: str = "1.26",
        bound: int = MAX_NODES,
    ) -> None:
        super().__init__((1 << len(configurations)) - 1, bound=bound)
        self.configurations = tuple(configurations)
        self.tags = tuple(dict.fromkeys(tags))
        self._true = frozenset(true_tags)
        self._variables = {name: level for level, name in enumerate(self.tags)}
        self._go = go
        self._release = release_number(go)
        self._facts = facts
        self._tools: dict[str, int] | None = None
        self._tag_memo: dict[str, Condition] = {}
        self.covers: dict[int, tuple[Expr, Condition, bool]] = {}  # of conditions.wider, by id: expressions may be deep
        self.terms = sys.maxsize  # that all labels together may have; after that they are short, or wider
        self._masks = _masks_of(self.configurations)
        self.cgo_enabled: Condition = self._masks.get("cgo", 0)

    def rollback(self, mark: int) -> None:
        """As of a diagram; tags that were first asked for since `mark` are forgotten, too."""
        super().rollback(mark)
        self._tag_memo = {name: c for name, c in self._tag_memo.items() if c >= -mark}
        self.covers = {key: known for key, known in self.covers.items() if known[1] >= -mark}

    @property
    def release(self) -> int:
        """N of the Go 1.N whose standard library and release tags count."""
        return self._release

    def tag(self, name: str) -> Condition:
        """Where Go finds the tag satisfied, in a file name or in a constraint."""
        found = self._tag_memo.get(name)
        if found is None:
            found = self._tag_memo[name] = self._match(name)
        return found

    def evaluate(self, expr: Expr) -> Condition:
        """Where a parsed constraint holds. Any depth is fine; raises TooManyTags."""
        if expr[0] == "tag":
            return self.tag(expr[1])
        results: list[Condition] = []
        stack: list[tuple[Expr, bool]] = [(expr, False)]
        while stack:
            at, ready = stack.pop()
            operation = at[0]
            if operation == "tag":
                results.append(self.tag(at[1]))
            elif not ready:
                stack.append((at, True))
                stack.extend((operand, False) for operand in at[1:])
            elif operation == "not":
                results.append(self.not_(results.pop()))
            else:
                join, value = (self.and_, self.full) if operation == "and" else (self.or_, 0)
                first = len(results) - len(at) + 1
                for operand in results[first:]:  # the last operand first: constraints tend to name tags in order
                    value = join(operand, value)
                results[first:] = [value]
        return results[0]

    def witness(self, c: Condition) -> Witness:
        """Return the simplest build in which `c` holds: the first such configuration, then the fewest tags.

        Raises ValueError if there is none (`c` is 0).
        """
        where = self.anywhere(c)
        if not where:
            raise ValueError("no configuration satisfies the condition")
        bit = where & -where
        at = self.configurations[bit.bit_length() - 1]
        chosen = sorted([*self._true, *self._fewest_tags(c, bit)])
        return Witness(at.goos, at.goarch, at.cgo, tuple(chosen))

    def holds(self, c: Condition, goos: str, goarch: str, cgo: bool, tags: Collection[str]) -> bool:
        """Whether `c` holds in one build; raises ValueError if its configuration is not of this universe.

        Of `tags` the declared ones count: no condition depends on others.
        """
        try:
            position = self.configurations.index(Configuration(goos, goarch, cgo))
        except ValueError:
            raise ValueError(f"{goos}/{goarch} with CGO_ENABLED={int(cgo)} does not count here") from None
        while c < 0:
            level, on, off = self._nodes[~c]
            c = on if self.tags[level] in tags else off
        return bool(c >> position & 1)

    def point(self, goos: str, goarch: str, cgo: bool, tags: Collection[str]) -> Callable[[Condition], bool]:
        """`holds` for one build, to be asked often; raises ValueError as it does."""
        self.holds(self.full, goos, goarch, cgo, tags)
        bit = 1 << self.configurations.index(Configuration(goos, goarch, cgo))
        on = [name in tags for name in self.tags]
        nodes = self._nodes

        def holds(c: Condition) -> bool:
            while c < 0:
                level, high, low = nodes[~c]
                c = high if on[level] else low
            return bool(c & bit)

        return holds

    def build(self, at: Witness) -> Condition:
        """The condition that holds in one build alone; of its tags the declared ones count."""
        c: Condition = 1 << self.configurations.index(Configuration(at.goos, at.goarch, at.cgo))
        for level in range(len(self.tags) - 1, -1, -1):
            c = self.node(level, c, 0) if self.tags[level] in at.tags else self.node(level, 0, c)
        return c

    def pick(self, c: Condition, random: "Random") -> Witness:
        """Draw a build in which `c` holds; raises ValueError if there is none (`c` is 0)."""
        bits = [position for position in range(len(self.configurations)) if self.anywhere(c) >> position & 1]
        if not bits:
            raise ValueError("no configuration satisfies the condition")
        position = random.choice(bits)
        at = self.configurations[position]
        tags = {name for name in self.tags if random.getrandbits(1)}
        while c < 0:
            level, on, off = self._nodes[~c]
            tags.discard(self.tags[level])
            alive = [branch for branch in (on, off) if self.anywhere(branch) >> position & 1]
            c = random.choice(alive)
            if c == on:
                tags.add(self.tags[level])
        return Witness(at.goos, at.goarch, at.cgo, tuple(sorted({*self._true, *tags})))

    def count(self, c: Condition) -> int:
        """In how many builds `c` holds: configurations times sets of the declared tags."""
        counts: dict[Condition, int] = {}

        def below(branch: Condition, level: int) -> int:  # over the tags from `level` on
            if branch >= 0:
                return branch.bit_count() << (len(self.tags) - level)
            return counts[branch] << (self._nodes[~branch][0] - level)

        for ref in self.nodes_of(c):
            level, on, off = self._nodes[~ref]
            counts[ref] = below(on, level + 1) + below(off, level + 1)
        return below(c, 0)

    def _match(self, name: str) -> Condition:
        fixed = self._masks.get(name, 0)
        if name == "boringcrypto":  # an old name: -tags=boringcrypto does not satisfy it
            name = "goexperiment.boringcrypto"
        if name in self._true:
            return self.full
        if name == "gc" or _is_release(name, self._release):
            return self.full
        if "." in name or self._facts is not None:
            fixed |= self._tool_tags().get(name, 0)
        level = self._variables.get(name)
        return fixed if level is None else self.node(level, self.full, fixed)

    def _tool_tags(self) -> dict[str, int]:
        if self._tools is None:
            facts = self._facts
            if facts is None:
                from gomodlint.conditions.facts import default_facts

                facts = default_facts(self._go)
            self._tools = {}
            for position, configuration in enumerate(self.configurations):
                for name in facts(configuration):
                    self._tools[name] = self._tools.get(name, 0) | 1 << position
        return self._tools

    def _fewest_tags(self, c: Condition, bit: int) -> list[str]:
        """Return the fewest declared tags under which `c` holds at one bit; of equals, those declared last."""
        costs: dict[Condition, int] = {}
        never = len(self.tags) + 1

        def cost(branch: Condition) -> int:
            if branch >= 0:
                return 0 if branch & bit else never
            return costs[branch]

        for ref in self.nodes_of(c):
            _, on, off = self._nodes[~ref]
            costs[ref] = min(cost(off), cost(on) + 1)
        chosen = []
        while c < 0:
            level, on, off = self._nodes[~c]
            if cost(off) <= cost(on) + 1:
                c = off
            else:
                chosen.append(self.tags[level])
                c = on
        return chosen


def _masks_of(configurations: Sequence[Configuration]) -> dict[str, int]:
    masks: dict[str, int] = {}
    bit = 1
    for goos, goarch, cgo in configurations:
        names = {goos, goarch, ALSO.get(goos, goos)}
        if goos in _UNIX:
            names.add("unix")
        if cgo:
            names.update(("cgo", CGO_ENABLED[1]))
        for name in names:
            masks[name] = masks.get(name, 0) | bit
        bit <<= 1
    return masks


def _is_release(name: str, release: int) -> bool:
    """Whether the tag is one of go1.1 ... go1.N (GO: go/build/build.go, defaultReleaseTags)."""
    number = name[4:]
    if (
        not name.startswith("go1.")
        or not (number.isascii() and number.isdigit())
        or number[0] == "0"
        or len(number) > 9
    ):
        return False
    return int(number) <= release
