"""Answers `cut`: the fewest imports of own packages without which some packages no longer reach others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from gomodlint.engine.look import Look
from gomodlint.graph.cut import Between
from gomodlint.graph.hitting import Hitting, alternatives, smallest_hitting_set
from gomodlint.graph.package import Package, Site

CANDIDATES = 60  # cuts of the same size that are weighed against each other
OTHERS = 5  # of these are shown beside the best
ALONE = 20  # imports of which it is said what leaves with each alone


class CutImport(NamedTuple):
    """An import to remove: its lines, the builds with it ("" all), and what leaves with it alone (None: not asked).

    Unless it is `exact` it has at most these builds.
    """

    importer: str
    imported: str
    condition: str
    sites: tuple[Site, ...]
    leaves: tuple[str, ...] | None
    exact: bool = True


class Cut(NamedTuple):
    """A cut: `size` elements (imports, or files), of which `least` are needed at least. `leaves`: with all of them.

    `bounded`: there are too many tags to tell more; with `least` 0 not even whether there is anything to cut. Unless
    `all_leave` other packages may leave, too.
    """

    size: int
    least: int
    imports: tuple[CutImport, ...]
    leaves: tuple[str, ...]
    others: tuple[tuple[CutImport, ...], ...]
    bounded: bool = False
    all_leave: bool = True


def cut(
    seen: Look, importers: Sequence[Package], targets: Collection[int], *, tests: bool = False, files: bool = False
) -> Cut | None:
    """The cut between own packages and others; None when there is nothing to cut.

    Of several cuts as small it is the one with which the fewest packages leave. `files` counts files instead of
    imports; `tests` lets a chain start in a test file of an importer.
    """
    starts = [package.index for package in importers]
    between = Between(seen.linked.graph, seen.universe, starts, targets, seen.within, tests=tests, files=files)

    def find(removed: frozenset[object]) -> frozenset[object] | None:
        chain = between.chain(removed)
        return None if chain is None else between.removable(chain)

    flow = between.smallest()
    answer: Hitting[object]
    sets: Sequence[frozenset[object]]
    if flow is None:
        answer, sets = smallest_hitting_set(find)
    else:
        answer, sets = (
            Hitting[object](frozenset(flow.cut), len(flow.cut), len(flow.cut)),
            list(map(frozenset, flow.chains)),
        )
    if not answer.elements:
        return None
    before = between.reached()
    choices = alternatives(find, sets, answer.weight, CANDIDATES) if answer.exact else [answer.elements]

    def cost(elements: frozenset[object]) -> tuple[int, str]:
        return len(before.keys() - between.reached(elements).keys()), str(sorted(map(str, elements)))

    best, *others = sorted(choices or [answer.elements], key=cost)
    return Cut(
        len(best),
        answer.least,
        _imports(seen, between, best, before if len(best) <= ALONE else None, tests=tests),
        _gone(seen, before, between.reached(best)),
        tuple(_imports(seen, between, other, None, tests=tests) for other in others[:OTHERS]),
    )


def _imports(
    seen: Look, between: Between, elements: Iterable[object], before: dict[int, int] | None, *, tests: bool
) -> tuple[CutImport, ...]:
    graph, universe = seen.linked.graph, seen.universe
    found = []
    for element in elements:
        leaves = None if before is None else _gone(seen, before, between.reached([element]))
        for importer, imported in dict.fromkeys(between.imports_of(element)):
            sites = [
                site
                for site in graph.sites(importer, imported)
                if (site.kind == "production" or tests)
                and universe.and_(site.condition, seen.within)
                and (isinstance(element, tuple) or site.file == element)
            ]
            condition = 0
            for site in sites:
                condition = universe.or_(condition, site.condition)
            label = universe.at_most(universe.and_(condition, seen.within), seen.within)
            paths = graph.packages[importer].path, graph.packages[imported].path
            found.append(CutImport(*paths, label.text, tuple(sites), leaves, label.exact))
    return tuple(sorted(found, key=lambda one: (one.importer, one.imported)))


def _gone(seen: Look, before: dict[int, int], after: dict[int, int]) -> tuple[str, ...]:
    """Packages that were reached and are no more."""
    return names_of(seen, before.keys() - after.keys())


def names_of(seen: Look, gone: Collection[int]) -> tuple[str, ...]:
    """Packages that leave, without those that every program contains: they never do."""
    packages = seen.linked.graph.packages
    return tuple(sorted({packages[index].path for index in gone} - _in_every_program(seen)))


def _in_every_program(seen: Look) -> set[str]:
    """Package runtime and all that it imports (Go: cmd/go/internal/load/pkg.go, LinkerDeps)."""
    found = {"runtime"}
    waiting = ["runtime"]
    while waiting:
        for imported, expr in seen.std.imports(waiting.pop()):
            if imported not in found and (expr is None or seen.universe.evaluate(expr)):
                found.add(imported)
                waiting.append(imported)
    return found
