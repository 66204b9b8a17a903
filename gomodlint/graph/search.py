"""Chains whose imports can all be had in one build, looked for with a bound; who reaches whom in any build."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.graph.package import Graph

Firsts = Mapping[int, Condition]  # imported packages with the condition of their import


def chains(
    graph: Graph, universe: Universe, firsts: Firsts, target: int, past: AbstractSet[int], within: Condition,
    steps: int, without: Collection[object] = (),
) -> Iterator[Condition]:  # fmt: skip
    """Conditions, never 0, of chains that begin with an import of `firsts`, and end at a package, past no other one.

    Depth first, what is near the target first; a package is entered once under one condition. Ends after `steps`.
    Imports of `without` (importer, imported) are none; those of `firsts` are what the caller says.
    """
    near = distances_to(graph, target, past)
    seen: set[tuple[int, Condition]] = set()
    stack: list[tuple[int, Condition]] = []

    def push(imports: Firsts, condition: Condition) -> None:
        for index in sorted((i for i in imports if i in near), key=near.__getitem__, reverse=True):
            try:
                part = universe.and_(condition, imports[index])
            except TooManyTags:
                continue  # one chain less
            if part and (index, part) not in seen:
                seen.add((index, part))
                stack.append((index, part))

    push(firsts, within)
    while stack and steps:
        steps -= 1
        index, condition = stack.pop()
        if index == target:
            yield condition
        else:
            imports = graph.packages[index].imports
            push({i: c for i, c in imports.items() if (index, i) not in without} if without else imports, condition)


def distances_to(graph: Graph, target: int, past: AbstractSet[int]) -> dict[int, int]:
    """How many imports away the target is, whatever their conditions, from packages that lead there past no other."""
    found = {target: 0}
    level = [target]
    while level:
        farther = []
        for index in level:
            for importer in graph.importers()[index]:
                if importer not in found and importer not in past:
                    found[importer] = found[index] + 1
                    farther.append(importer)
        level = farther
    return found


def forward(graph: Graph, *starts: int, tests: bool) -> set[int]:
    """Packages that some import, by way of others, in any build; themselves too. `tests`: their test files as well."""
    found = set(starts)
    waiting = list(starts)
    if tests:
        for index in starts:
            package = graph.packages[index]
            waiting += {*package.test_imports, *package.external_test_imports} - found
            found.update(waiting)
    while waiting:
        for imported, condition in graph.packages[waiting.pop()].imports.items():
            if condition and imported not in found:
                found.add(imported)
                waiting.append(imported)
    return found


def backward(graph: Graph, index: int) -> set[int]:
    """Packages whose production files import one, by way of others, in any build; itself too."""
    return set(distances_to(graph, index, frozenset()))
