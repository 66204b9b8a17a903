"""The table of costs: one row for each package of a program, with what is known of its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from gomodlint.cost.estimate import ALLOCS, BYTES, signs
from gomodlint.cost.level import Level, level
from gomodlint.cost.record import Build, Figures, Section
from gomodlint.cost.sources import files_of, source_of
from gomodlint.cost.tree import CostTree, Weight
from gomodlint.graph.package import Graph, Package
from gomodlint.source.limits import GO_FILE
from gomodlint.source.tree import Tree, TreeError

Status = Literal["fresh", "stale", "unknown"]


class Row(NamedTuple):
    """One package. Figures of an `unknown` one are a guess from its source; a `stale` one has changed since."""

    package: Package
    own: Figures
    exclusive: Weight
    status: Status
    protobuf: bool

    @property
    def level(self) -> Level:
        """The worse of own and exclusive cost."""
        return level(max(self.own.allocs, self.exclusive.allocs), max(self.own.bytes, self.exclusive.bytes))


class Facts(NamedTuple):
    """What tells whether figures are those of today."""

    section: Section
    build: Build
    holds: Callable[[int], bool]
    tree: Tree

    def of(self, package: Package) -> Status:
        """The status of one package's figures."""
        cost = self.section.packages.get(package.path)
        if cost is None:
            return "unknown"
        now = source_of(package, self.build, self.holds, self.tree)
        return "fresh" if cost.source in {now, "implicit"} else "stale"


def rows(tree: CostTree, graph: Graph, facts: Facts) -> list[Row]:
    """A row for each package that the program reaches, in no order."""
    found = []
    for index, own in tree.own.items():
        package = graph.packages[index]
        figures, protobuf = (own, False) if own is not None else _guess(package, facts)
        found.append(Row(package, figures, tree.exclusive[index], facts.of(package), protobuf))
    return found


def _guess(package: Package, facts: Facts) -> tuple[Figures, bool]:
    regexps, protobuf = 0, False
    for file in files_of(package, facts.holds, facts.tree):
        try:
            seen = signs(facts.tree.read(file, most=GO_FILE))
        except TreeError:
            continue
        regexps += seen.regexps
        protobuf |= seen.protobuf
    return Figures(ALLOCS * regexps, BYTES * regexps, 0), protobuf
