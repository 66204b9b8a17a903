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
    Turn the dependency round with an interface, or move the code that needs it. `gomodlint why FROM TO` shows every
    chain, `gomodlint cut FROM TO` the fewest imports to remove.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gomodlint.graph.package import Package
from gomodlint.policy.selector import Selector
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
            yield from breaches_of_reach(context, importers, to, "{} reaches {}")
        else:
            yield from _direct(context, importers, to)


def _direct(context: Context, importers: list[Package], to: Selector) -> Iterator[Breach]:
    targets = to.select(context.graph.packages)
    for line in context.lines([importer for importer in importers if not targets.isdisjoint(_imports(importer))]):
        if line.imported.index in targets:
            holds = context.holds(line.source.condition)
            if not holds and context.settings.when is not None:
                continue  # the rule is about other builds
            message = f"{line.importer.path} imports {line.imported.path}"
            yield Breach(
                line.importer, line.imported, line.file, line.line, line.column, line.specifier, message, holds
            )


def _imports(importer: Package) -> set[int]:
    """Whatever its files import, under any condition or none."""
    return importer.imports.keys() | importer.test_imports.keys() | importer.external_test_imports.keys()


def plant(options: DenyOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.from_, options.to)


RULE = Rule(kind="deny", options=DenyOptions, check=check, plant=plant, looks_at="both", since="0.1")
