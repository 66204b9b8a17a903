"""Some packages must import, or must reach, at least one of some others.

Why
    Some imports are a duty: every server registers the metrics, every binary embeds the time zones, every plug-in
    its own registration. The one that was forgotten fails in production, not in review.
Policy
    [rules.servers-have-metrics]
    kind = "must-import"
    from = ["$main", "!./cmd/tools/..."]   # who; default: every package of the main modules
    to   = ["./internal/metrics"]          # one of these is enough
    transitive = true                      # through other packages will do; default: false
Looks at
    The configurations that count: a package that imports it on linux only is named for the others. Production files;
    with `scope = "test"` test files must do it, with `"all"` either may.
Example
    -- gomodlint.toml --
    [rules.servers-have-metrics]
    kind = "must-import"
    from = ["$main"]
    to   = ["./internal/metrics"]
    -- cmd/a/main_linux.go --
    package main

    import _ "example.com/m/internal/metrics"
    -- cmd/a/main.go --
    package main // want "cmd/a must import example.com/m/internal/metrics"
    -- internal/metrics/m.go --
    package metrics
Fix
    Add the import (a blank one will do), or name the package in an exception with its reason.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.graph.package import Package
from gomodlint.graph.reach import reach_back
from gomodlint.policy.option import Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breach_of_package
from gomodlint.rules.rule import Breach, Context, Plant, Rule


class MustImportOptions(NamedTuple):
    """Who, and what at least one of."""

    to: Annotated[Selector, Option("packages of which one must be imported")]
    from_: Annotated[Selector | None, Option("importing packages", role="subject")] = None
    transitive: Annotated[bool, Option("to reach one through other packages is enough")] = False


def check(context: Context, options: MustImportOptions) -> Iterator[Breach]:
    """Every package that lacks the import in some configuration that counts."""
    packages, universe = context.graph.packages, context.universe
    for importers, to in context.bind(options.from_, options.to):
        targets = to.select(packages)
        starts = dict.fromkeys(targets, context.within)
        if options.transitive and to.may_leave_the_repository():  # what is missing may import it: undecided, no finding
            starts |= {p.index: context.within for p in packages if p.origin == "missing" and p.place is None}
        met = reach_back(context.graph, universe, starts) if options.transitive else starts
        names = ", ".join(sorted(packages[i].path for i in targets if packages[i].origin != "missing")[:3])
        wanted = names if len(targets) < 4 else f"one of {names} ..."
        verb = "reach" if options.transitive else "import"
        for importer in importers:
            if importer.index in targets:
                continue
            lacking = universe.minus(context.holds(importer.exists), _met(context, importer, met))
            if lacking:
                breach = breach_of_package(context, importer, f"{{}} must {verb} {wanted or _words(to)}")
                yield breach._replace(holds=lacking)


def _met(context: Context, importer: Package, met: dict[int, Condition]) -> Condition:
    """Where the importer imports a package that is, or reaches, a target."""
    universe, scope = context.universe, context.settings.scope
    edges = [] if scope == "test" else [importer.imports]
    if scope != "production":
        edges += [importer.test_imports, importer.external_test_imports]
    found: Condition = 0
    for imports in edges:
        for index, condition in imports.items():
            if index in met:
                found = universe.or_(found, universe.and_(condition, met[index]))
    return found


def _words(to: Selector) -> str:
    return " or ".join(pattern.text for pattern in to.patterns if not pattern.negated)


def plant(options: MustImportOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.from_, None, not_imported=options.to, not_importers=(options.to,))


def says(options: MustImportOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, captured, packages

    through = ", directly or through other packages" if options.transitive else " directly"
    who = packages(options.from_, EVERY_OWN, "and")
    return f"{who} must import {packages(options.to)}{through}{captured(options.from_)}"


RULE = Rule(
    kind="must-import",
    options=MustImportOptions,
    check=check,
    plant=plant,
    says=says,
    looks_at="configurations",
    since="0.1",
    missed=True,
)
