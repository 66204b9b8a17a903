"""Some packages may be imported only by those that are named.

Why
    Go's `internal` protects a tree from the outside. This protects a package inside the tree: only its front door may
    import it.
Policy
    [rules.only-the-store-knows-sql]
    kind     = "protect"
    packages = ["./internal/sql/..."]   # what is protected
    by       = ["./internal/store"]     # who may import it; the protected packages may import each other
Looks at
    Every production file of the main modules, whatever its constraint (`scope = "all"` for tests too).
Example
    -- internal/sql/q.go --
    package sql
    -- internal/store/s.go --
    package store

    import _ "example.com/m/internal/sql"
    -- web/handler.go --
    package web

    import _ "example.com/m/internal/sql" // want "web may not import example.com/m/internal/sql"
Fix
    Go through the package that may import it, or move the code there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breaches_of_lines
from gomodlint.rules.rule import Breach, Context, Plant, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectOptions:
    """What is protected, and who may import it."""

    packages: Selector = field(metadata={"role": "subject", "doc": "protected packages"})
    by: Selector = field(metadata={"role": "subject", "doc": "packages that may import them"})


def check(context: Context, options: ProtectOptions) -> Iterator[Breach]:
    """Every import of a protected package by one that is neither named nor protected itself."""
    packages = context.graph.packages
    protected = options.packages.select(packages)
    welcome = options.by.select(packages) | protected
    importers = [package for package in context.graph.subjects() if package.index not in welcome]
    yield from breaches_of_lines(context, importers, protected, "{} may not import {}, which is protected")


def plant(options: ProtectOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(None, options.packages, not_importers=(options.by, options.packages))


def says(options: ProtectOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import packages

    return (
        f"only {packages(options.by, last='and')} may import {packages(options.packages)} (which may import each other)"
    )


RULE = Rule(kind="protect", options=ProtectOptions, check=check, plant=plant, says=says, looks_at="files", since="0.1")
