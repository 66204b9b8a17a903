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
Looks at
    Direct: every production file, whatever its constraint, unless `when` is given. Transitive: the configurations that
    count. A chain ends at the first package of `to` that it meets. `scope = "test"` looks at test files instead (and
    at what they reach), `"all"` at both.
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
from dataclasses import dataclass, field

from gomodlint.policy.options import Mistake
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breaches_of_lines
from gomodlint.rules.files import mistakes_of_ways
from gomodlint.rules.rule import Breach, Context, Plant, Rule
from gomodlint.rules.wrapped import breaches_of_wrapped_reach


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyOptions:
    """Who, whom, and whether indirect imports count."""

    from_: Selector | None = field(default=None, metadata={"role": "subject", "doc": "importing packages"})
    to: Selector = field(metadata={"role": "target", "doc": "packages that must not be imported"})
    transitive: bool = field(default=False, metadata={"doc": "also forbid to reach them through other packages"})

    through: Selector | None = field(default=None, metadata={"doc": "only chains through one of these count"})
    not_through: Selector | None = field(default=None, metadata={"doc": "chains through one of these do not count"})
    files: tuple[str, ...] = field(default=(), metadata={"doc": "only imports in these files: globs, ! excludes"})

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        yield from mistakes_of_ways(self.transitive, self.through, self.not_through, self.files)


def check(context: Context, options: DenyOptions) -> Iterator[Breach]:
    """Direct imports, or the shortest chain from each package in `from` to each package in `to`."""
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


def plant(options: DenyOptions) -> Plant:
    """A violation to try the rule with."""
    wrappers = () if options.not_through is None else (options.not_through,)
    return Plant(options.from_, options.to, not_importers=wrappers, through=options.through, files=options.files)


def says(options: DenyOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, captured, directly, packages, ways

    text = f"{packages(options.from_, EVERY_OWN, 'and')} must not import {packages(options.to)}"
    return (
        text
        + directly(options.transitive)
        + captured(options.from_)
        + ways(options.through, options.not_through, options.files)
    )


RULE = Rule(kind="deny", options=DenyOptions, check=check, plant=plant, says=says, looks_at="both", since="0.1")
