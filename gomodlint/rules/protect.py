"""Some packages may be imported only by those that are named.

Why
    Go's `internal` protects a tree from the outside. This protects a package inside the tree: only its front door may
    import it.
Policy
    [rules.only-the-store-knows-sql]
    kind     = "protect"
    packages = ["./internal/sql/..."]   # what is protected
    by       = ["./internal/store"]     # who may import it; the protected packages may import each other
    # public = ["./internal/sql/types"] # of the protected packages those that all may import
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
from typing import Annotated, NamedTuple

from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breaches_of_lines
from gomodlint.rules.rule import Breach, Context, Plant, Rule


class ProtectOptions(NamedTuple):
    """What is protected, and who may import it."""

    packages: Annotated[Selector, Option("protected packages", role="subject")]
    by: Annotated[Selector | None, Option("packages that may import them", role="subject")] = None
    public: Annotated[Selector | None, Option("those that all may import", role="subject")] = None

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        if self.by is None and self.public is None:
            yield Mistake(
                (), "nobody may import these packages: name the door", 'add by = ["./..."] or public = ["./x/api"]'
            )


def check(context: Context, options: ProtectOptions) -> Iterator[Breach]:
    """Every import of a protected package by one that is neither named nor protected itself."""
    packages = context.graph.packages
    group = options.packages.select(packages)
    welcome = group | options.by.select(packages) if options.by is not None else group
    protected = group - options.public.select(packages) if options.public is not None else group
    importers = [package for package in context.everyone() if package.index not in welcome]
    yield from breaches_of_lines(context, importers, protected, "{} may not import {}, which is protected")


def plant(options: ProtectOptions) -> Plant:
    """A violation to try the rule with."""
    outsiders = (options.packages,) if options.by is None else (options.by, options.packages)
    return Plant(None, options.packages, not_importers=outsiders, not_imported=options.public, anyone=True)


def says(options: ProtectOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import packages

    public = f" but {packages(options.public, last='and')}, which all may import" if options.public is not None else ""
    who = f"only {packages(options.by, last='and')}" if options.by is not None else "nobody else"
    return f"{who} may import {packages(options.packages)} (which may import each other){public}"


RULE = Rule(kind="protect", options=ProtectOptions, check=check, plant=plant, says=says, looks_at="files", since="0.1")
