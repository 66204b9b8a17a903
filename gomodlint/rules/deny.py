"""Some packages may not import, or may not even reach, some others.

Why
    The oldest rule of architecture. With `transitive = true` a helper cannot carry the import across the border: the
    finding shows the chain, and the exact builds in which the whole chain exists.
Policy
    [rules.no-pprof-in-prod]
    kind = "deny"
    transitive = true
    from = ["$main"]              # who; default: every package of the main modules
    to   = ["net/http/pprof"]     # must not import (transitive: must not reach) these
    when = "prod"                 # only in builds with this constraint
    why  = "it puts /debug/pprof on http.DefaultServeMux"
    not-through = ["./internal/debugserver"]   # transitive: chains through a package of these do not count
    # through   = ["./legacy/..."]             # transitive: only chains through a package of these count
    # files     = ["**/handler_*.go", "!cmd/**"]   # direct: only imports in these files
    # max-cost  = "yellow"        # alone or beside `to`: nor what costs more before main (docs/cost.md), with all that
    #                             # only it brings: "green", "yellow", or figures, "200 allocs, 64 KiB"
Looks at
    Direct: every production file, whatever its constraint, unless `when` is given. Transitive: the configurations that
    count. A chain ends at the first package of `to` that it meets. `scope = "test"` looks at test files instead (and
    at what they reach), `"all"` at both. `max-cost` looks at direct imports of packages outside the main modules,
    by the figures in gomodlint-cost.json; what was not measured passes, and the run says so.
Example
    -- gomodlint.toml --
    [rules.pure]
    kind = "deny"
    transitive = true
    from = ["./domain"]
    to   = ["net/http"]
    -- domain/order.go --
    package domain

    import _ "example.com/m/helper"
    -- helper/helper.go --
    package helper

    import _ "net/http" // want "domain reaches net/http"
Fix
    Turn the dependency round with an interface, or move the code that needs it. `gomodlint why
    --all FROM TO` shows every chain.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.costly import costly_lines, limit_mistakes, limit_of
from gomodlint.rules.direct import breaches_of_lines
from gomodlint.rules.files import mistakes_of_ways
from gomodlint.rules.rule import Breach, Context, Plant, Rule
from gomodlint.rules.wrapped import breaches_of_wrapped_reach

if TYPE_CHECKING:
    from gomodlint.cost.level import Limit


class DenyOptions(NamedTuple):
    """Who, whom, and whether indirect imports count."""

    from_: Annotated[Selector | None, Option("importing packages", role="subject")] = None
    to: Annotated[Selector | None, Option("packages that must not be imported")] = None
    transitive: Annotated[bool, Option("also forbid to reach them through other packages")] = False

    through: Annotated[Selector | None, Option("only chains through one of these count")] = None
    not_through: Annotated[Selector | None, Option("chains through one of these do not count")] = None
    files: Annotated[tuple[str, ...], Option("only imports in these files: globs, ! excludes")] = ()

    max_cost: Annotated[str | None, Option("what an import may cost before main: a level, figures")] = None

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        if self.to is None and self.max_cost is None:
            yield Mistake(
                (), "to is missing (packages that must not be imported)", 'add to = ["example.com/package/..."]'
            )
        if self.max_cost is not None and (self.transitive or self.through or self.not_through or self.files):
            hint = "make it a rule of its own: what an import brings in is in its cost already"
            yield Mistake(("max-cost",), "max-cost looks at every direct import", hint)
        yield from limit_mistakes(self.max_cost)
        yield from mistakes_of_ways(self.transitive, self.through, self.not_through, self.files)


def check(context: Context, options: DenyOptions) -> Iterator[Breach]:
    """Direct imports, or the shortest chain from each package in `from` to each package in `to`."""
    if options.max_cost is not None:
        yield from _too_dear(context, options, limit_of(options.max_cost))
    if options.to is None:
        return
    bindings = context.bind(options.from_, options.to)
    for importers, to in bindings:
        if options.transitive:
            yield from breaches_of_wrapped_reach(
                context,
                importers,
                to.select(context.graph.packages),
                "{} reaches {}",
                options.through,
                options.not_through,
            )
        else:
            yield from breaches_of_lines(
                context, importers, to.select(context.graph.packages), "{} imports {}", options.files
            )


def _too_dear(context: Context, options: DenyOptions, limit: "Limit") -> Iterator[Breach]:
    for line, price in costly_lines(context, context.subjects(options.from_), limit):
        if options.to is not None and options.to.matches(line.imported):
            continue  # forbidden whatever it costs
        holds = context.holds(line.source.condition)
        if holds or context.settings.when is None:
            message = f"{line.importer.path} imports {line.imported.path}, which adds {price}"
            yield Breach(
                line.importer, line.imported, line.file, line.line, line.column, line.specifier, message, holds
            )


def plant(options: DenyOptions) -> Plant:
    """A violation to try the rule with."""
    if options.to is None:
        return Plant(options.from_, None, not_imported=None, costly=True)
    wrappers = () if options.not_through is None else (options.not_through,)
    return Plant(options.from_, options.to, not_importers=wrappers, through=options.through, files=options.files)


def says(options: DenyOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, captured, directly, packages, ways

    who = packages(options.from_, EVERY_OWN, "and")
    dear = f"packages that add more than {options.max_cost} before main"
    if options.to is None:
        return f"{who} must not import {dear}"
    text = f"{who} must not import {packages(options.to)}"
    text += f", nor {dear}" if options.max_cost is not None else ""
    return (
        text
        + directly(options.transitive)
        + captured(options.from_)
        + ways(options.through, options.not_through, options.files)
    )


RULE = Rule(kind="deny", options=DenyOptions, check=check, plant=plant, says=says, looks_at="both", since="0.1")
