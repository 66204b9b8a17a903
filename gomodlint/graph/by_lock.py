"""A graph whose third-party packages are as a lock says, whether their source is there or not."""

from __future__ import annotations

from collections.abc import Mapping

from gomodlint.conditions.diagram import MAX_NODES
from gomodlint.conditions.universe import Universe
from gomodlint.graph.build import GROWTH
from gomodlint.graph.locked_package import fill_locked
from gomodlint.graph.mapped import carried
from gomodlint.graph.package import Graph, Package
from gomodlint.source.lock_file import Lock


def by_lock(graph: Graph, source: Universe, target: Universe, locks: Mapping[int, Lock]) -> Graph:
    """The graph in an empty universe of the same builds, with packages as the locks of their build lists have them.

    What is too large depends on the words of a condition, and on what was computed before it. Here both are the same on
    every machine. Raises TooManyTags.
    """
    entries: dict[int, Lock] = {
        package.index: locks[package.build_list]
        for package in graph.packages
        if package.origin == "third-party"
        and package.build_list in locks
        and locks[package.build_list].owner(package.path) is not None
    }
    filled: list[tuple[Package, bool]] = []
    target.growth = GROWTH
    for index in sorted(entries, key=lambda index: (graph.packages[index].path, graph.packages[index].build_list)):
        old = graph.packages[index]
        new = Package(index, old.build_list, old.path, old.directory, old.origin, old.module)
        exact = fill_locked(new, entries[index].package(old.path), target, graph.lookup[old.build_list].get)
        filled.append((new, exact))
    target.growth = MAX_NODES
    found = carried(graph, source, target, {package.index for package in graph.packages}.difference(entries))
    found.wider = graph.wider.difference(entries)
    for new, exact in filled:
        package = found.packages[new.index]
        package.exists, package.main, package.imports = new.exists, new.main, new.imports
        if not exact:
            found.wider.add(package.index)
    return found
