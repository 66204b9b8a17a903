"""Some packages are for tests: production code may not import them, or may not even reach them.

Why
    `testing` registers flags, test containers start programs, fakes get shipped. A helper that imports them brings
    them into every program that uses the helper.
Policy
    [rules.tests-stay-in-tests]
    kind       = "test-only"
    packages   = ["testing", "github.com/stretchr/testify/...", "./internal/testkit/..."]
    from       = ["$main"]        # whose production code counts; default: all own packages
    transitive = true             # also through other packages; default: false
Looks at
    Production files. The test-only packages themselves are free. Direct: whatever the constraint. Transitive: the
    configurations that count.
Example
    -- gomodlint.toml --
    [rules.tests-stay-in-tests]
    kind       = "test-only"
    packages   = ["testing", "./internal/testkit"]
    transitive = true
    from       = ["$main"]
    -- cmd/a/main.go --
    package main

    import _ "example.com/m/helper"
    -- helper/helper.go --
    package helper

    import _ "example.com/m/internal/testkit" // want "cmd/a reaches example.com/m/internal/testkit, which is for"
    -- internal/testkit/kit.go --
    package testkit

    import _ "testing"
Fix
    Move the helper that tests need into a package of its own, which only test files import.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from gomodlint.policy.option import Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breaches_of_lines
from gomodlint.rules.reaching import breaches_of_reach
from gomodlint.rules.rule import Breach, Context, Plant, Rule


class ForTestsOptions(NamedTuple):
    """What is for tests, and whose production code must do without."""

    packages: Annotated[Selector, Option("packages for tests")]
    from_: Annotated[Selector | None, Option("packages to look at", role="subject")] = None
    transitive: Annotated[bool, Option("also forbid to reach them through other packages")] = False


def check(context: Context, options: ForTestsOptions) -> Iterator[Breach]:
    """Every production import of, or shortest chain to, a package for tests."""
    targets = options.packages.select(context.graph.packages)
    importers = [package for package in context.subjects(options.from_) if package.index not in targets]
    if options.transitive:
        yield from breaches_of_reach(context, importers, targets, "{} reaches {}, which is for tests")
    else:
        yield from breaches_of_lines(context, importers, targets, "{} imports {}, which is for tests")


def plant(options: ForTestsOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.from_, options.packages, not_importers=(options.packages,))


def says(options: ForTestsOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, directly, packages

    importers = packages(options.from_, EVERY_OWN, "and")
    text = f"{packages(options.packages, last='and')} are for tests: production files of {importers}"
    return f"{text} must not import them{directly(options.transitive)}"


RULE = Rule(
    kind="test-only", options=ForTestsOptions, check=check, plant=plant, says=says, looks_at="both", since="0.1"
)
