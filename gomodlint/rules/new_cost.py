"""A change may not bring in an import that costs too much before main starts.

Why
    An import's init runs in every program that contains it, before main, and the importer cannot undo it. The time to
    see that is the review of the change that brings it in, not the day when somebody profiles the start-up.
Policy
    [rules.no-dear-newcomers]
    kind = "new-cost"
    from = ["..."]                # importing packages; default: all of the main modules
    max-cost = "yellow"           # what a new import may add: "green", "yellow" (default), "200 allocs, 64 KiB"
Looks at
    Only with `--base`: production imports that base does not have, of packages that the program did not contain, by the
    figures in gomodlint-cost.json (`gomodlint cost measure`). An import adds what it alone brings in: the package, and
    all that nothing else leads to. What was not measured passes, and the run says so: measure in the same change.
Example
    -- gomodlint.toml --
    [rules.no-dear-newcomers]
    kind = "new-cost"
    -- gomodlint-cost.json --
    {"schema_version": 1, "sections": [
     {"go": "go1.26", "goos": "linux", "goarch": "amd64", "cgo": true, "tags": [], "mode": "main", "runs": 5,
      "mains": {"example.com/m": {"allocs": 1613, "bytes": 567000, "us": 1, "live_bytes": 0, "gc": 0, "packages": 2}},
      "packages": {"encoding/gob": {"allocs": 1613, "bytes": 567000, "us": 1, "from": "go1.26"}}}]}
    -- main.go --
    package main

    import _ "encoding/gob" // new: adds 1,613 allocs, 554 KiB
Fix
    Import it where it is needed alone, ask its authors to work when they are called (`sync.OnceValue`), or choose
    another package. `gomodlint cost` shows where the cost comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

from gomodlint.graph.package import Graph
from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.costly import limit_mistakes, limit_of, too_dear
from gomodlint.rules.rule import Breach, Context, Line, Plant, Rule

if TYPE_CHECKING:
    from gomodlint.cost.costs import Price
    from gomodlint.cost.tree import CostTree


class NewCostOptions(NamedTuple):
    """Whose new imports, and what they may add."""

    from_: Annotated[Selector | None, Option("importing packages", role="subject")] = None
    max_cost: Annotated[str, Option("what a new import may add before main")] = "yellow"

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        yield from limit_mistakes(self.max_cost)


def check(context: Context, options: NewCostOptions) -> Iterator[Breach]:
    """New import lines that bring a program more than the limit, the last ones on the way to the cost."""
    if context.base is None or context.costs is None:
        return
    limit = limit_of(options.max_cost)
    before = _imports(context.base)
    there = {tree.main: _contained(context.base, tree) for tree in context.costs.trees}
    found: list[tuple[Line, Price]] = []
    for line in context.lines(context.subjects(options.from_)):
        path = line.imported.path
        if line.source.kind != "production" or (line.importer.path, path) in before or not line.source.condition:
            continue
        price = too_dear(context, line.importer, line.imported, limit)
        if price is not None and path not in there.get(price.main, ()):
            found.append((line, price))
    for line, price in found:
        if not any(other.importer.path in price.way and other is not line for other, _ in found):
            message = f"{line.importer.path} imports {line.imported.path}, new, which adds {price}"
            holds = context.holds(line.source.condition)
            yield Breach(
                line.importer, line.imported, line.file, line.line, line.column, line.specifier, message, holds
            )


def _imports(graph: Graph) -> set[tuple[str, str]]:
    """Who imports whom in production files, by import path."""
    return {(p.path, graph.packages[to].path) for p in graph.subjects() for to in p.imports}


def _contained(graph: Graph, tree: CostTree) -> set[str]:
    """What a program reached there in any build, by import path."""
    waiting = [package.index for package in graph.subjects() if package.path == tree.main]
    found: set[int] = set(waiting)
    while waiting:
        for index in graph.packages[waiting.pop()].imports:
            if index not in found:
                found.add(index)
                waiting.append(index)
    return {graph.packages[index].path for index in found}


def plant(options: NewCostOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.from_, None, against_base=True, costly=True)


def says(options: NewCostOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, packages

    who = packages(options.from_, EVERY_OWN, "and")
    return f"{who} must not get a new import that adds more than {options.max_cost} before main"


RULE = Rule(
    kind="new-cost", options=NewCostOptions, check=check, plant=plant, says=says, looks_at="configurations", since="0.1"
)
