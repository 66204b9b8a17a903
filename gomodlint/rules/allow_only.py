"""Some packages may import, or may reach, nothing but what is listed.

Why
    A list of what is allowed needs no upkeep when a new dependency appears: the new one is simply not on it.
Policy
    [rules.domain-on-std-alone]
    kind = "allow-only"
    from = ["./domain/..."]             # who; default: every package of the main modules
    to   = ["$std", "./domain/..."]     # all that it may import (transitive: all that it may reach)
    transitive = false                  # default
    # through, not-through              # transitive: which chains count (gomodlint explain deny)
    # files = ["**/handler_*.go"]       # direct: only imports in these files
Looks at
    Direct: every production file, whatever its constraint, unless `when` is given. Transitive: the configurations that
    count; a chain ends at the first package that is not allowed.
Example
    -- domain/order.go --
    package domain

    import (
        _ "fmt"

        _ "example.com/m/adapters" // want "domain imports example.com/m/adapters, which is not on its list"
    )
    -- adapters/db.go --
    package adapters

    import _ "os"
Fix
    Declare what you need as an interface in the package itself, or add the dependency to the list.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breaches_of_lines
from gomodlint.rules.files import mistakes_of_ways
from gomodlint.rules.rule import Breach, Context, Plant, Rule
from gomodlint.rules.wrapped import breaches_of_wrapped_reach


class AllowOnlyOptions(NamedTuple):
    """Who, and all that is allowed."""

    to: Annotated[Selector, Option("all that they may import")]
    from_: Annotated[Selector | None, Option("importing packages", role="subject")] = None
    transitive: Annotated[bool, Option("also look at what they reach through other packages")] = False

    through: Annotated[Selector | None, Option("only chains through one of these count")] = None
    not_through: Annotated[Selector | None, Option("chains through one of these do not count")] = None
    files: Annotated[tuple[str, ...], Option("only imports in these files: globs, ! excludes")] = ()

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        yield from mistakes_of_ways(self.transitive, self.through, self.not_through, self.files)


def check(context: Context, options: AllowOnlyOptions) -> Iterator[Breach]:
    """Every import of a package that is not listed, or the shortest chain to one."""
    packages = context.graph.packages
    for importers, to in context.bind(options.from_, options.to):
        others = frozenset(range(len(packages))) - to.select(packages)
        if options.transitive:
            yield from breaches_of_wrapped_reach(
                context,
                importers,
                others,
                "{} reaches {}, which is not on its list",
                options.through,
                options.not_through,
            )
        else:
            yield from breaches_of_lines(
                context, importers, others, "{} imports {}, which is not on its list", options.files
            )


def plant(options: AllowOnlyOptions) -> Plant:
    """A violation to try the rule with."""
    wrappers = () if options.not_through is None else (options.not_through,)
    return Plant(
        options.from_, None, not_imported=options.to,
        not_importers=wrappers, through=options.through, files=options.files,
    )  # fmt: skip


def says(options: AllowOnlyOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, captured, packages, ways

    verb = "import or reach through other packages" if options.transitive else "import"
    text = f"{packages(options.from_, EVERY_OWN, 'and')} may {verb} nothing but {packages(options.to, last='and')}"
    return text + captured(options.from_) + ways(options.through, options.not_through, options.files)


RULE = Rule(
    kind="allow-only", options=AllowOnlyOptions, check=check, plant=plant, says=says, looks_at="both", since="0.1"
)
