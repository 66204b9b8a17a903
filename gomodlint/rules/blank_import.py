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
    # max-cost = "green"          # alone or beside `to`: only what costs more before main than this (docs/cost.md),
    #                             # with all that only it brings: "green", "yellow", "200 allocs, 64 KiB"
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
from typing import Annotated, Literal, NamedTuple

from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.costly import limit_mistakes, limit_of, too_dear
from gomodlint.rules.rule import Breach, Context, Line, Plant, Rule


class BlankImportOptions(NamedTuple):
    """Which importers, which imported packages, and where blank imports are welcome."""

    from_: Annotated[Selector | None, Option("importing packages", role="subject")] = None
    to: Annotated[Selector | None, Option("packages not to be blank-imported")] = None
    max_cost: Annotated[str | None, Option("what a blank import may cost before main")] = None
    allow_in: Annotated[
        tuple[Literal["main", "test", "generated", "unbuilt"], ...],
        Option("where blank imports are allowed: main packages, or test, generated, unbuilt files"),
    ] = ()

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        yield from limit_mistakes(self.max_cost)


def check(context: Context, options: BlankImportOptions) -> Iterator[Breach]:
    """Every blank import of a package in `to`, outside `allow-in`."""
    for line in context.lines(context.subjects(options.from_), "_"):
        if line.imported.path == "embed" or _is_welcome(line, options):
            continue  # `_ "embed"` is how Go wants `//go:embed` to be switched on
        message = _complaint(context, options, line)
        if message:
            holds = context.holds(line.source.condition)
            yield Breach(
                line.importer, line.imported, line.file, line.line, line.column, line.specifier, message, holds
            )


def _complaint(context: Context, options: BlankImportOptions, line: Line) -> str:
    named = options.to is not None and options.to.matches(line.imported)
    if named or (options.to is None and options.max_cost is None):
        return f"blank import of {line.imported.path}"
    if options.max_cost is None:
        return ""
    price = too_dear(context, line.importer, line.imported, limit_of(options.max_cost))
    return f"blank import of {line.imported.path} adds {price}" if price is not None else ""


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
    return Plant(options.from_, options.to, costly=options.max_cost is not None and options.to is None)


def says(options: BlankImportOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, listed, packages

    places = {"main": "in main packages", "test": "in test files", "generated": "in generated files"}
    places["unbuilt"] = "in files that no build that counts contains"
    welcome = listed([places[place] for place in options.allow_in], "or")
    importers = packages(options.from_, EVERY_OWN, "and")
    dear = f"packages that add more than {options.max_cost} before main"
    what = packages(options.to) if options.to is not None or options.max_cost is None else dear
    what += f", nor {dear}," if options.to is not None and options.max_cost is not None else ""
    text = f"{importers} must not import {what} as _, for side effects alone"
    return f"{text}, except {welcome}" if welcome else text


RULE = Rule(
    kind="blank-import", options=BlankImportOptions, check=check, plant=plant, says=says, looks_at="files", since="0.1"
)
