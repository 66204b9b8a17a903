"""A file imports each package once.

Why
    Two names for one package in one file make a reader look twice; most often a merge left them.
Policy
    [rules.no-duplicates]
    kind = "duplicate-import"
    from = ["..."]                # importing packages; default: all of the main modules
    to   = ["..."]                # which imported packages; default: all
Looks at
    Every production file, whatever its constraint (`scope = "test"` or `"all"` for tests). Generated files are left
    out unless `generated = true`. `import "C"` may stand several times.
Example
    -- shop/price.go --
    package shop

    import (
        "fmt"
        f "fmt" // want "fmt is imported twice: also on line 4"
    )
Fix
    Remove one and use the other's name.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from gomodlint.policy.option import Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.rule import Breach, Context, Plant, Rule


class DuplicateImportOptions(NamedTuple):
    """Which importers, and which imported packages."""

    from_: Annotated[Selector | None, Option("importing packages", role="subject")] = None
    to: Annotated[Selector | None, Option("imported packages to look at")] = None


def check(context: Context, options: DuplicateImportOptions) -> Iterator[Breach]:
    """Every import of a path that the file has imported before."""
    first: dict[tuple[str, str], int] = {}
    for line in context.lines(context.subjects(options.from_)):
        if line.source.header.generated and not context.settings.generated:
            continue
        if options.to is not None and not options.to.matches(line.imported):
            continue
        before = first.setdefault((line.file, line.imported.path), line.line)
        if before != line.line:
            message = f"{line.imported.path} is imported twice: also on line {before}"
            holds = context.holds(line.source.condition)
            yield Breach(
                line.importer, line.imported, line.file, line.line, line.column, line.specifier, message, holds
            )


def plant(options: DuplicateImportOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.from_, options.to, twice=True)


def says(options: DuplicateImportOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, packages

    importers = packages(options.from_, EVERY_OWN, "and")
    return f"a file of {importers} must not import {packages(options.to, 'the same package')} twice"


RULE = Rule(
    kind="duplicate-import",
    options=DuplicateImportOptions,
    check=check,
    plant=plant,
    says=says,
    looks_at="files",
    since="0.1",
)
