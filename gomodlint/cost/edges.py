"""What each import of a program costs: the rows of `gomodlint cost --imports`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gomodlint.cost.level import Level, level
from gomodlint.cost.record import Figures
from gomodlint.cost.tree import CostTree, Weight
from gomodlint.graph.package import Package, Site


class Edge(NamedTuple):
    """One package imports another. `own` is what the imported package's init allocates, None if nobody measured it.

    `exclusive` is what would go with this import: nothing where another package of the program imports it too, or else
    all that nothing but the imported package leads to.
    """

    importer: Package
    imported: Package
    own: Figures | None
    exclusive: Weight
    others: int  # packages of the program that import it too
    site: Site | None  # where the first such import is written; std shows none

    @property
    def level(self) -> Level:
        """Of what would go."""
        return level(self.exclusive.allocs, self.exclusive.bytes)


def edges(tree: CostTree, holds: Callable[[int], bool]) -> list[Edge]:
    """Every import of the program in its build, what most goes with first."""
    graph = tree.graph
    found = [
        Edge(
            graph.packages[importer],
            graph.packages[imported],
            tree.own[imported],
            tree.edge(importer, imported),
            len(importers) - 1,
            next(
                (s for s in graph.sites(importer, imported) if s.kind == "production" and holds(s.condition)),
                None,
            ),
        )
        for imported, importers in tree.importers.items()
        for importer in importers
    ]
    return sorted(found, key=_order)


def _order(edge: Edge) -> tuple[int, int, str, str]:
    weight, own = edge.exclusive, edge.own or Figures(0, 0, 0)
    return (
        -max(weight.bytes, 128 * weight.allocs),
        -max(own.bytes, 128 * own.allocs),
        edge.importer.path,
        edge.imported.path,
    )
