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

from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breaches_of_lines
from gomodlint.rules.reaching import breaches_of_reach
from gomodlint.rules.rule import Breach, Context, Plant, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyOptions:
    """Who, whom, and whether indirect imports count."""

    from_: Selector | None = field(default=None, metadata={"role": "subject", "doc": "importing packages"})
    to: Selector = field(metadata={"role": "target", "doc": "packages that must not be imported"})
    transitive: bool = field(default=False, metadata={"doc": "also forbid to reach them through other packages"})


def check(context: Context, options: DenyOptions) -> Iterator[Breach]:
    """Direct imports, or the shortest chain from each package in `from` to each package in `to`."""
    bindings = context.bind(options.from_, options.to)
    for importers, to in bindings:
        if options.transitive:
            yield from breaches_of_reach(context, importers, to.select(context.graph.packages), "{} reaches {}")
        else:
            yield from breaches_of_lines(context, importers, to.select(context.graph.packages), "{} imports {}")


def plant(options: DenyOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.from_, options.to)


def says(options: DenyOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, captured, directly, packages

    text = f"{packages(options.from_, EVERY_OWN, 'and')} must not import {packages(options.to)}"
    return text + directly(options.transitive) + captured(options.from_)


RULE = Rule(kind="deny", options=DenyOptions, check=check, plant=plant, says=says, looks_at="both", since="0.1")
