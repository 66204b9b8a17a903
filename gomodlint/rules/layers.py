"""A package may import its own layer and the layers below it.

Why
    Layers keep the core buildable without its outer shells. One upward import ties the two together for every importer
    of the lower one.
Policy
    [rules.onion]
    kind       = "layers"
    order      = [["./cmd/..."], ["./app/..."], ["./domain/..."]]   # outermost first
    closed     = false     # true: only the own layer and the next one below
    exhaustive = false     # true: every own package belongs to a layer
    transitive = false     # true: not even through packages of no layer
Looks at
    Direct: every production file, whatever its constraint, unless `when` is given. Transitive: the configurations that
    count. Packages of no layer are free. A package that two layers name belongs to the first.
Example
    -- cmd/shop/main.go --
    package main

    import _ "example.com/m/app"
    -- app/app.go --
    package app

    import _ "example.com/m/domain"
    -- domain/order.go --
    package domain

    import _ "example.com/m/app" // want "domain is in a layer below example.com/m/app"
Fix
    Move the shared type down, or declare an interface in the lower layer.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from gomodlint.graph.package import Package
from gomodlint.policy.option import Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breach_of_package, breaches_of_lines
from gomodlint.rules.reaching import breaches_of_reach
from gomodlint.rules.rule import Breach, Context, Plant, Rule

UPWARD = "{} is in a layer below {}"
SKIPS = "{} is more than one layer above {}"


class LayersOptions(NamedTuple):
    """The layers from the outside in, and how strict they are."""

    order: Annotated[tuple[Selector, ...], Option("the layers, outermost first", role="subject")]
    closed: Annotated[bool, Option("a layer may import only itself and the next one below")] = False
    exhaustive: Annotated[bool, Option("every own package belongs to a layer")] = False
    transitive: Annotated[bool, Option("also look through packages of no layer")] = False


def check(context: Context, options: LayersOptions) -> Iterator[Breach]:
    """Every import (or chain) that leads upward, or with `closed` past the next layer; packages without a layer."""
    layers = _layers(context, options)
    breaches = breaches_of_reach if options.transitive else breaches_of_lines
    above: frozenset[int] = frozenset()
    for depth, layer in enumerate(layers):
        importers = [package for package in context.subjects(None) if package.index in layer]
        yield from breaches(context, importers, above, UPWARD)
        if options.closed:
            far = frozenset[int]().union(*layers[depth + 2 :])
            yield from breaches(context, importers, far, SKIPS)
        above |= layer
    if options.exhaustive:
        for package in context.subjects(None):
            if package.index not in above and _is_in_scope(context, package):
                yield breach_of_package(context, package, "{} belongs to no layer")


def _layers(context: Context, options: LayersOptions) -> list[frozenset[int]]:
    """The packages of each layer; one that is named twice belongs to the first."""
    found: list[frozenset[int]] = []
    taken: frozenset[int] = frozenset()
    for selector in options.order:
        layer = selector.select(context.graph.packages) - taken
        taken |= layer
        found.append(layer)
    return found


def _is_in_scope(context: Context, package: Package) -> bool:
    return any(context.in_scope(file.kind) for file in package.files)


def plant(options: LayersOptions) -> Plant:
    """A violation to try the rule with."""
    return Plant(options.order[-1], options.order[0], not_importers=options.order[:-1])


def says(options: LayersOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import directly, packages

    order = "; then ".join(packages(layer, last="and") for layer in options.order)
    below = "the next layer below" if options.closed else "the layers below"
    text = f"packages of a layer may import that layer and {below}, and no other layer{directly(options.transitive)}"
    text += f"; the layers, outermost first, are {order}"
    return f"{text}; every package of this repository belongs to one" if options.exhaustive else text


RULE = Rule(kind="layers", options=LayersOptions, check=check, plant=plant, says=says, looks_at="both", since="0.1")
