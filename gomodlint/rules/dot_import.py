"""An import may not be a dot import.

Why
    `import . "x"` puts x's names into the file's own scope: a reader cannot tell where a name comes from, and a name
    that x adds later may clash with yours. It costs no memory and no speed.
Policy
    [rules.no-dot-imports]
    kind = "dot-import"
    to   = ["...", "!github.com/onsi/gomega"]    # what may not be dot-imported; default: everything
Looks at
    Every production file, whatever its constraint (`scope = "test"` or `"all"` for tests). Generated files are left
    out unless `generated = true`.
Example
    -- shop/price.go --
    package shop

    import . "strings" // want "dot import of strings"
Fix
    Import the package by its name. In a test that dot-imports the package it tests, write an in-package test instead.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from gomodlint.policy.option import Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.rule import Breach, Context, Plant, Rule


class DotImportOptions(NamedTuple):
    """Which importers, and which imported packages."""

    from_: Annotated[Selector | None, Option("importing packages", role="subject")] = None
    to: Annotated[Selector | None, Option("packages not to be dot-imported")] = None


def check(context: Context, options: DotImportOptions) -> Iterator[Breach]:
    """Every dot import of a package in `to`."""
    for line in context.lines(context.subjects(options.from_), "."):
        if line.source.header.generated and not context.settings.generated:
            continue
        if options.to is None or options.to.matches(line.imported):
            message = f"dot import of {line.imported.path}"
            holds = context.holds(line.source.condition)
            yield Breach(
                line.importer, line.imported, line.file, line.line, line.column, line.specifier, message, holds
            )


def plant(options: DotImportOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.from_, options.to, name=".")


def says(options: DotImportOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, packages

    return f"{packages(options.from_, EVERY_OWN, 'and')} must not dot-import {packages(options.to)}"


RULE = Rule(
    kind="dot-import", options=DotImportOptions, check=check, plant=plant, says=says, looks_at="files", since="0.1"
)
