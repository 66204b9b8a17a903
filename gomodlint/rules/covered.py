"""Every package belongs to one of the named groups.

Why
    A rule about `./domain/...` says nothing about the package that somebody puts beside it. This one makes sure that a
    new directory gets a place in the architecture.
Policy
    [rules.everything-has-a-place]
    kind = "covered"
    from = ["..."]                                # which packages; default: all of the main modules
    by   = ["./cmd/...", "./app/...", "./domain/..."]
Looks at
    Every package of the main modules that has production files.
Example
    -- cmd/shop/main.go --
    package main
    -- app/app.go --
    package app
    -- domain/order.go --
    package domain
    -- misc/misc.go --
    package misc // want "no group has a place for example.com/m/misc"
Fix
    Move the package, or name it where it belongs.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from gomodlint.policy.option import Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breach_of_package
from gomodlint.rules.rule import Breach, Context, Plant, Rule


class CoveredOptions(NamedTuple):
    """Which packages, and the groups they must belong to."""

    by: Annotated[Selector, Option("the groups, as patterns or $sets", role="subject")]
    from_: Annotated[Selector | None, Option("packages to look at", role="subject")] = None


def check(context: Context, options: CoveredOptions) -> Iterator[Breach]:
    """Every package that no group selects."""
    covered = options.by.select(context.graph.packages)
    for package in context.subjects(options.from_):
        if package.index not in covered and any(context.in_scope(file.kind) for file in package.files):
            yield breach_of_package(context, package, "no group has a place for {}")


def plant(options: CoveredOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.from_, None, not_importers=(options.by,))


def says(options: CoveredOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, packages

    return f"{packages(options.from_, EVERY_OWN, 'and')} must each belong to {packages(options.by)}"


RULE = Rule(kind="covered", options=CoveredOptions, check=check, plant=plant, says=says, looks_at="files", since="0.1")
