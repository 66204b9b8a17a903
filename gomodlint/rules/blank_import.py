"""A package may not be imported for its side effects alone.

Why
    `import _ "x"` runs x's `init` in every program that contains the importing package. In a library nobody sees it,
    and nobody can undo it. Some packages allocate megabytes or register themselves globally.
Policy
    [sets]
    heavy = ["expvar", "net/http/pprof", "k8s.io/client-go/plugin/..."]

    [rules.no-heavy-blank-imports]
    kind = "blank-import"
    from = ["..."]                # importing packages; default: all of the main modules
    to   = ["$heavy"]             # what may not be blank-imported; default: everything
    allow-in = ["main", "test"]   # where it is allowed; default: nowhere
    # allow-in may name "main" packages, "test" files, "generated" files, and "unbuilt" ones: files that no
    # configuration that counts builds, such as a tools.go behind `//go:build tools`
    # anywhere else a blank import needs its justification as a comment: //gomodlint:ignore RULE why it is there
Looks at
    Every production file, whatever its constraint (`scope = "test"` or `"all"` for tests).
Example
    -- shop/shop.go --
    package shop

    import _ "expvar" // want "blank import of expvar"
Fix
    Import it in the `main` package that needs it, or call a constructor of the package instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from gomodlint.policy.selector import Selector
from gomodlint.rules.rule import Breach, Context, Line, Plant, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankImportOptions:
    """Which importers, which imported packages, and where blank imports are welcome."""

    from_: Selector | None = field(default=None, metadata={"role": "subject", "doc": "importing packages"})
    to: Selector | None = field(default=None, metadata={"role": "target", "doc": "packages not to be blank-imported"})
    allow_in: tuple[Literal["main", "test", "generated", "unbuilt"], ...] = field(
        default=(),
        metadata={"doc": "where blank imports are allowed: main packages, or test, generated, unbuilt files"},
    )


def check(context: Context, options: BlankImportOptions) -> Iterator[Breach]:
    """Every blank import of a package in `to`, outside `allow-in`."""
    for line in context.lines(context.subjects(options.from_)):
        if line.name != "_" or line.imported.path == "embed" or _is_welcome(line, options):
            continue  # `_ "embed"` is how Go wants `//go:embed` to be switched on
        if options.to is None or options.to.matches(line.imported):
            message = f"blank import of {line.imported.path}"
            holds = context.holds(line.source.condition)
            yield Breach(
                line.importer, line.imported, line.file, line.line, line.column, line.specifier, message, holds
            )


def _is_welcome(line: Line, options: BlankImportOptions) -> bool:
    if "main" in options.allow_in and line.source.header.package in {"main", "main_test"}:
        return True
    if "generated" in options.allow_in and line.source.header.generated:
        return True
    if "unbuilt" in options.allow_in and not line.source.condition:
        return True
    return "test" in options.allow_in and line.source.kind != "production"


def plant(options: BlankImportOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.from_, options.to)


def says(options: BlankImportOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, listed, packages

    places = {"main": "in main packages", "test": "in test files", "generated": "in generated files"}
    places["unbuilt"] = "in files that no build that counts contains"
    welcome = listed([places[place] for place in options.allow_in], "or")
    importers = packages(options.from_, EVERY_OWN, "and")
    text = f"{importers} must not import {packages(options.to)} as _, for side effects alone"
    return f"{text}, except {welcome}" if welcome else text


RULE = Rule(
    kind="blank-import", options=BlankImportOptions, check=check, plant=plant, says=says, looks_at="files", since="0.1"
)
