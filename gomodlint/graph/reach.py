"""Who reaches whom, under exactly which condition: a fixpoint over a work list."""

from collections.abc import Mapping, Sequence

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.graph.package import Graph, Package


def reach(packages: Sequence[Package], universe: Universe, starts: Mapping[int, Condition]) -> dict[int, Condition]:
    """For every package that some start reaches over production imports: the exact condition. Starts included."""
    and_, or_, minus = universe.and_, universe.or_, universe.minus
    reached = {index: condition for index, condition in starts.items() if condition}
    fresh = dict(reached)  # what has not been passed on: package -> the new part of its condition
    while fresh:
        index, news = fresh.popitem()
        for imported, edge in packages[index].imports.items():
            part = news & edge if news >= 0 and edge >= 0 else and_(news, edge)
            if not part:
                continue
            known = reached.get(imported)
            if known is None:
                reached[imported] = fresh[imported] = part
                continue
            added = part & ~known if part >= 0 and known >= 0 else minus(part, known)
            if added:
                reached[imported] = or_(known, added)
                waiting = fresh.get(imported)
                fresh[imported] = added if waiting is None else or_(waiting, added)
    return reached


def reach_back(graph: Graph, universe: Universe, targets: Mapping[int, Condition]) -> dict[int, Condition]:
    """For every package that reaches some target over production imports: the exact condition. Targets included."""
    and_, or_, minus = universe.and_, universe.or_, universe.minus
    packages, importers = graph.packages, graph.importers()
    reached = {index: condition for index, condition in targets.items() if condition}
    fresh = dict(reached)
    while fresh:
        index, news = fresh.popitem()
        for importer in importers[index]:
            part = and_(news, packages[importer].imports[index])
            known = reached.get(importer, 0)
            added = minus(part, known) if known else part
            if added:
                reached[importer] = or_(known, added)
                fresh[importer] = or_(fresh.get(importer, 0), added)
    return reached
