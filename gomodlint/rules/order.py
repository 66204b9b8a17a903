"""Packages stand in a partial order, and import only what is below them.

Why
    Layers are a line; real code is a lattice. Go keeps its own standard library in order with a small language
    (`go/build/deps_test.go`), and its text can be used here as it stands.
Policy
    [rules.lattice]
    kind  = "order"
    order = '''
        # Names are packages (patterns, $sets); names in CAPITALS are points of the order. a < b: b may import a.
        NONE < ./domain/...;
        ./domain/... < ./store, ./mail < ADAPTERS;
        ADAPTERS < ./app/... < ./cmd/...;
        ./store !< ./mail;
    '''
    exhaustive = false     # true: what these packages import must stand in the order too
Looks at
    Every production file, whatever its constraint, unless `when` is given (`scope = "test"` or `"all"` for tests).
    Packages that the order does not name are free. Those of one pattern may import each other. `when = "!ignore"`
    leaves out files that only `go run` builds, as Go's own test of its text does.
Example
    -- domain/d.go --
    package domain
    -- store/s.go --
    package store

    import _ "example.com/m/domain"
    -- mail/m.go --
    package mail

    import _ "example.com/m/store" // want "mail may not import example.com/m/store: the order does not put it below"
    -- app/a.go --
    package app
    -- cmd/c/main.go --
    package main

    import _ "example.com/m/mail"
Fix
    Import something lower, or, if the dependency is right, write it into the order where a reviewer sees it.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, NamedTuple

from gomodlint.graph.package import Package
from gomodlint.policy.option import Option
from gomodlint.policy.order import PartialOrder
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breaches_of_lines
from gomodlint.rules.module_line import NamedModule
from gomodlint.rules.rule import Breach, Context, Plant, Rule


class OrderOptions(NamedTuple):
    """The order, and whether it is complete."""

    order: Annotated[PartialOrder, Option("statements such as a, b < c; in Go's language")]
    exhaustive: Annotated[bool, Option("imported packages must stand in the order too")] = False


def check(context: Context, options: OrderOptions) -> Iterator[Breach]:
    """Every import of a package that the order does not put below the importer."""
    packages = context.graph.packages
    members = {n.name: _members(n.packages, packages) for n in options.order.nodes if n.packages is not None}
    named = frozenset[int]().union(*members.values())
    allowed: dict[int, set[int]] = {}
    for name, chosen in members.items():
        may = chosen.union(*(members.get(low, ()) for low in options.order.below[name]))
        for index in chosen:
            allowed.setdefault(index, set()).update(may)
    everything = frozenset(range(len(packages))) if options.exhaustive else named
    for importer in context.subjects(None):
        if importer.index in allowed:
            others = everything - allowed[importer.index]
            yield from breaches_of_lines(
                context, [importer], others, "{} may not import {}: the order does not put it below"
            )


def _members(selector: Selector, packages: Sequence[Package]) -> frozenset[int]:
    """What a node names. Go's own text names what std and cmd vendor without the `vendor/` that their paths have."""
    bare = set()
    for package in packages:
        if package.path.startswith(("vendor/", "cmd/vendor/")):
            path = package.path.partition("vendor/")[2]
            if selector.matches(NamedModule(path)):
                bare.add(package.index)
    return selector.select(packages) | bare


def plant(options: OrderOptions) -> Plant:
    """A violation to try the rule with."""
    chosen = [node for node in options.order.nodes if node.packages is not None]
    own = [node for node in chosen if node.name.startswith((".", "$"))]
    chosen = own if len(own) > 1 else chosen
    return Plant(
        chosen[0].packages, chosen[-1].packages, not_importers=tuple(n.packages for n in chosen[1:] if n.packages)
    )


def says(options: OrderOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import listed, packages

    parts = []
    selectors = {node.name: node.packages for node in options.order.nodes}
    for node in options.order.nodes:
        if node.packages is not None:
            below = [
                packages(selectors[n], last="and")
                for n in selectors
                if n in options.order.below[node.name] and selectors[n]
            ]
            parts.append(
                f"{packages(node.packages, last='and')} may import {listed(below, 'and') or 'none of the others'}"
            )
    text = f"packages may import only what is below them: {'; '.join(parts)}"
    return f"{text}; what else they import must be put in the order" if options.exhaustive else text


RULE = Rule(kind="order", options=OrderOptions, check=check, plant=plant, says=says, looks_at="files", since="0.1")
