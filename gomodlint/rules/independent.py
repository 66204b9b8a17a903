"""Groups of packages may not import each other.

Why
    Services, plug-ins and features that know nothing of each other can be changed, tested and removed one by one.
Policy
    [rules.services-stay-apart]
    kind   = "independent"
    groups = [["./services/{svc}/..."], ["./tools/..."]]   # each list is a group; {name} makes one for each value
    transitive = false                                     # true: not even through packages of no group
Looks at
    Direct: every production file, whatever its constraint, unless `when` is given. Transitive: the configurations that
    count.
Example
    -- services/billing/b.go --
    package billing

    import _ "example.com/m/services/users/api" // want "billing and example.com/m/services/users/api are to"
    -- services/users/api/u.go --
    package api

    import _ "example.com/m/services/users"
    -- services/users/u.go --
    package users
    -- tools/t.go --
    package tools
Fix
    Put what both need into a package of neither, or let a third package connect them.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from gomodlint.policy.option import Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breaches_of_lines
from gomodlint.rules.reaching import breaches_of_reach
from gomodlint.rules.rule import Breach, Context, Plant, Rule

MESSAGE = "{} and {} are to be independent"


class IndependentOptions(NamedTuple):
    """The groups."""

    groups: Annotated[tuple[Selector, ...], Option("groups that may not import each other", role="subject")]
    transitive: Annotated[bool, Option("also look through packages of no group")] = False


def check(context: Context, options: IndependentOptions) -> Iterator[Breach]:
    """Every import (or chain) from one group into another."""
    groups = _groups(context, options)
    everything = frozenset[int]().union(*groups)
    breaches = breaches_of_reach if options.transitive else breaches_of_lines
    for group in groups:
        importers = [package for package in context.subjects(None) if package.index in group]
        yield from breaches(context, importers, everything - group, MESSAGE)


def _groups(context: Context, options: IndependentOptions) -> list[frozenset[int]]:
    """The packages of each group; a selector with captures gives a group for each set of captured values."""
    found: list[frozenset[int]] = []
    for selector in options.groups:
        if not selector.captures:
            found.append(selector.select(context.graph.packages))
            continue
        bound: dict[tuple[tuple[str, str], ...], set[int]] = {}
        for package in context.graph.packages:
            bindings = selector.bindings(package)
            if bindings is not None:
                bound.setdefault(tuple(sorted(bindings.items())), set()).add(package.index)
        found += [frozenset(group) for group in bound.values()]
    return found


def plant(options: IndependentOptions) -> Plant:
    """A violation to try the rule with."""
    first, last = options.groups[0], options.groups[-1]
    return Plant(first, last, apart=first is last)


def says(options: IndependentOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import directly, packages

    groups = "; ".join(packages(group, last="and") for group in options.groups)
    text = f"packages of different groups must not import each other{directly(options.transitive)}"
    text += f"; the groups are {groups}"
    if any(group.captures for group in options.groups):
        text += "; each value of a {name} makes a group of its own"
    return text


RULE = Rule(
    kind="independent", options=IndependentOptions, check=check, plant=plant, says=says, looks_at="both", since="0.1"
)
