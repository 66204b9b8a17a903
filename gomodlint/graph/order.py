"""The order in which a builder meets packages, and a graph brought into it after some of its packages were read anew.

What rules say does not hang on the order (tests/graph/test_order.py): a mended graph may have what is new at its end.
It is brought into order when packages must go that nobody names any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gomodlint.graph.keep import Doubt
from gomodlint.graph.package import Graph, Package


def are_named(some: Iterable[int], packages: Sequence[Package], mentions: Mapping[int, Sequence[int]]) -> bool:
    """Whether it is sure that a builder would still meet each of `some`, which a package named until now.

    `mentions` as below. Packages of std do not import each other in a circle, so one that is named is met if all that
    may name it no more are asked about. Of others it is not sure.
    """
    wanted = {index for index in some if not packages[index].subject}
    if any(packages[index].origin != "std" for index in wanted):
        return False
    for package in packages if wanted else ():
        named = mentions.get(package.index)
        wanted.difference_update(package.imports if named is None else named)
        if not wanted:
            break
    return not wanted


def in_order(graph: Graph, mentions: Mapping[int, Sequence[int]]) -> Graph:
    """The graph as a builder would make it. `mentions` are, for own packages, the packages that their files name.

    Packages of std that nobody names go. Raises Doubt when another would.
    """
    packages = graph.packages
    order = _order(packages, mentions)
    if order == list(range(len(packages))):
        return graph
    now = dict(zip(order, range(len(order)), strict=True))
    if any(package.origin != "std" for package in packages if package.index not in now):
        raise Doubt("a package is no longer imported")
    place = now.__getitem__
    made = Graph()
    made.build_lists = graph.build_lists
    made.packages = [packages[index] for index in order]
    made.lookup = [{path: now[i] for path, i in lookup.items() if i in now} for lookup in graph.lookup]
    for index, package in enumerate(made.packages):
        package.index = index
        package.imports = dict(zip(map(place, package.imports), package.imports.values(), strict=True))
        if package.origin == "own":
            for kind in ("test_imports", "external_test_imports"):
                edges = getattr(package, kind)
                setattr(package, kind, dict(zip(map(place, edges), edges.values(), strict=True)))
    return made


def _order(packages: Sequence[Package], mentions: Mapping[int, Sequence[int]]) -> list[int]:
    """As GraphBuilder.build: main modules' packages, all that they name, all that these name, and so on."""
    order = [package.index for package in packages if package.subject]
    if order != list(range(len(order))):
        raise Doubt("packages of main modules do not come first")
    seen = bytearray(len(packages))
    for index in order:
        seen[index] = 1
    at = 0
    while at < len(order):
        index = order[at]
        at += 1
        named = mentions.get(index)
        for other in packages[index].imports if named is None else named:
            if not seen[other]:
                seen[other] = 1
                order.append(other)
    return order
