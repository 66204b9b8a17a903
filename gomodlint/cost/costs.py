"""The figures of a repository on one graph: what rules ask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from gomodlint.conditions.universe import Universe
from gomodlint.cost.level import human
from gomodlint.cost.record import Figures, PackageCost, Section
from gomodlint.cost.sources import version_of
from gomodlint.cost.tree import CostTree, trees
from gomodlint.graph.package import Graph

_MUCH: Final = Figures(10**9, 10**12, 0)


class Price(NamedTuple):
    """What an import of a package brings into a program: `share` of the bytes before main, the way to most of it."""

    allocs: int
    bytes: int
    packages: int
    main: str  # "" when no measured program contains the package: then it is its own cost alone
    share: float
    way: tuple[str, ...]
    others: int  # packages of the program, beside the importer, that import it too

    def __str__(self) -> str:
        of = f" ({100 * self.share:.0f} % of {self.main.rpartition('/')[2]}'s start-up)" if self.main else ""
        way = f" through {' > '.join(self.way)}" if len(self.way) > 1 else ""
        more = f"; {self.packages - 1} packages go with it" if self.packages > 2 else ""
        more = "; 1 package goes with it" if self.packages == 2 else more
        if self.others:
            verb = "packages of {} import" if self.others > 1 else "package of {} imports"
            more += f"; {self.others} other {verb.format(self.main.rpartition('/')[2])} it too"
        return f"{self.allocs:,} allocs, {human(self.bytes)}{of}{way}{more}"


def above_all(tree: CostTree, program: int) -> str:
    """The way that most of a program's cost comes in by, in words; "" for a program that imports nothing of weight."""
    first = max(tree.children(program), key=tree.size, default=None)
    if first is None or not tree.size(first):
        return ""
    way = " > ".join(tree.graph.packages[at].path for at in tree.heaviest_way(first, 0.4))
    weight = tree.exclusive[first]
    return f"above all through {way}, {weight.allocs:,} allocs, {human(weight.bytes)}"


class Costs:
    """Sections laid over a graph. `pretended` packages are taken to cost very much."""

    def __init__(
        self, sections: Sequence[Section], graph: Graph, universe: Universe, pretended: Collection[str] = ()
    ) -> None:
        self._sections = sections
        self._graph = graph
        self._universe = universe
        self._trees: list[CostTree] | None = None
        for section in sections:
            for path in pretended:
                section.packages[path] = PackageCost("", dict.fromkeys(section.mains, _MUCH))

    @property
    def trees(self) -> list[CostTree]:
        """One for each measured program that is in the graph, of each section whose build counts."""
        if self._trees is None:
            self._trees = []
            for section in self._sections:
                try:
                    self._trees += trees(self._graph, self._universe, section)
                except ValueError:
                    continue  # a build that the policy leaves out
        return self._trees

    def price(self, importer: int, index: int) -> Price | None:
        """The highest exclusive cost of a package in any program that contains its importer.

        Its own cost where no measured program does; None if nothing is known.
        """
        found: Price | None = None
        for tree in self.trees:
            if importer not in tree.own or tree.own.get(index) is None:
                continue
            weight = tree.exclusive[index]
            if found is None or (weight.bytes, weight.allocs) > (found.bytes, found.allocs):
                way = tuple(self._graph.packages[at].path for at in tree.heaviest_way(index))
                share = weight.bytes / tree.total.bytes if tree.total.bytes else 0.0
                others = len(tree.importers.get(index, ())) - (importer in tree.importers.get(index, ()))
                found = Price(weight.allocs, weight.bytes, weight.packages, tree.main, share, way, others)
        return found or self._alone(self._graph.packages[index].path)

    def _alone(self, path: str) -> Price | None:
        known = [section.packages[path].worst for section in self._sections if path in section.packages]
        if not known:
            return None
        worst = max(known, key=lambda figures: (figures.bytes, figures.allocs))
        return Price(worst.allocs, worst.bytes, 1, "", 0.0, (), 0)

    def outdated(self) -> dict[str, tuple[str, str]]:
        """Modules of which another version was measured than is here, by path: the versions then and now."""
        found: dict[str, tuple[str, str]] = {}
        versions: dict[int, str] = {}  # by identity: modules are large to compare
        packages = self._graph.packages
        for tree in self.trees:
            costs = tree.section.packages
            for package in (packages[index] for index in tree.own):
                module = package.module
                if module is None or module.main:
                    continue
                now = versions.get(id(module))
                if now is None:
                    now = versions[id(module)] = version_of(package)
                cost = costs.get(package.path)
                if cost is not None and now not in {"", cost.source} and module.path not in found:
                    then = cost.source.rpartition("@")[2] if "@" in cost.source else "other code"
                    found[module.path] = (then, now.rpartition("@")[2])
        return found

    def unmeasured(self) -> set[str]:
        """Import paths of packages that measured programs contain by now, and that have no figures."""
        return {
            self._graph.packages[index].path for tree in self.trees for index, own in tree.own.items() if own is None
        }
