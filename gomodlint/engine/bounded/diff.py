"""Answers `diff` whatever the bound: what certainly came or went, and what is undecided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Final

from gomodlint.conditions.diagram import MAX_NODES, Condition, TooManyTags
from gomodlint.conditions.universe import Label
from gomodlint.engine import diff as exact
from gomodlint.engine.bounded.changed_imports import changed_imports
from gomodlint.engine.bounded.growth import Grower
from gomodlint.engine.bounded.shown import Shown
from gomodlint.engine.bounded.there import mains
from gomodlint.engine.bounded.views import KEPT_TAGS, WIDE, levels_kept, view_in
from gomodlint.engine.diff import Changed, Difference, Programs, Sides
from gomodlint.engine.look import Look
from gomodlint.engine.request import Request
from gomodlint.finding import Witness
from gomodlint.graph.package import Package
from gomodlint.graph.search import chains, forward

ALONE: Final = 50_000  # decision nodes for another program, after one was too large
ROOM: Final = 100_000  # decision nodes for conditions of single chains
GRAPHS: Final = 16  # builds in which both sides are compared whole
IMPORTS: Final = 8  # that builds are looked for
WALK: Final = 2_000  # steps to one of them
Reached = dict[str, tuple[Condition, Label]]  # import path -> where it is at most
Key = tuple[tuple[Changed, ...], int, int, bool, tuple[str, ...]]


def diff(request: Request) -> Difference:
    """What head has that base has not, and the other way round. Raises NoVerdict as `check` does."""
    return difference(exact.read(request))


def difference(sides: Sides) -> Difference:
    """The same of two sides that were read."""
    if sides.before.exact and sides.after.exact:
        try:
            return exact.difference(sides)
        except TooManyTags:
            pass
    imports, undecided = changed_imports(sides.before, sides.after)
    modules = exact.modules(sides.before.linked.graph, sides.after.linked.graph)
    return Difference(sides.base, _Programs(sides).changed(), modules, imports, undecided)


class _Programs:
    def __init__(self, sides: Sides) -> None:
        self._before = sides.before
        self._after = sides.after
        self._shown = Shown(sides.before), Shown(sides.after)
        for shown in self._shown:
            shown.most = min(shown.most, GRAPHS)
        self._growers = Grower(sides.before, sides.after), Grower(sides.after, sides.before)
        self._views: dict[int, tuple[Look, Look] | None] = {}
        self._is_hard = False

    def changed(self) -> tuple[Programs, ...]:
        """Programs of which something came, went, or is undecided."""
        then, now = _starts(self._before), _starts(self._after)
        if not then or not now:  # a library: all of its packages are one program
            then, now = ({"": side.linked.graph.subjects()} for side in (self._before, self._after))
        found: dict[Key, list[str]] = {}
        for name in sorted(then.keys() | now.keys()):
            starts = list(then.get(name, ())), list(now.get(name, ()))
            key = self._exactly(*starts, is_library=not name) or self._beyond(*starts, is_library=not name)
            if key[0] or key[4] or (name in then) != (name in now):
                found.setdefault(key, []).append(name)
        return tuple(Programs(tuple(names), *key) for key, names in sorted(found.items(), key=lambda item: item[1]))

    def _exactly(self, old: Sequence[Package], new: Sequence[Package], *, is_library: bool) -> Key | None:
        """The exact answer; None where there is none."""
        sides = (self._before, old), (self._after, new)
        for side, starts in sides:
            graph = side.linked.graph
            if side.loose or not graph.wider.isdisjoint(forward(graph, *(p.index for p in starts), tests=False)):
                return None
        universe = self._after.universe
        with universe.aside(ALONE) if self._is_hard else nullcontext():
            try:
                before, after = (
                    exact.reached_by(side.linked.graph, universe, _conditions(side, starts, is_library=is_library))
                    for side, starts in sides
                )
                graphs = self._before.linked.graph, self._after.linked.graph
                label = exact.labels_of(universe, self._after.within)
                changes = exact.changes_between(before, after, *graphs, universe, label)
            except TooManyTags:
                self._is_hard = True
                return None
        return changes, len(before), len(after), True, ()

    def _beyond(self, old: Sequence[Package], new: Sequence[Package], *, is_library: bool) -> Key:
        wide_old, wide_new = self._at_most(old, new, is_library=is_library)
        gone, come = self._growers[0].growth(old), self._growers[1].growth(new)
        seen_old, seen_new, went, came = set[str](), set[str](), set[str](), set[str]()
        for build in self._builds(old, new, gone.imports, come.imports):
            there = self._in_build(0, build, old, is_library=is_library)
            here = self._in_build(1, build, new, is_library=is_library)
            if there is None or here is None:
                continue
            seen_old |= there
            seen_new |= here
            went |= there - here
            came |= here - there
        changes: list[Changed] = []
        undecided: set[str] = set()
        ways = (
            ("+", came, come.paths, wide_new, self._after), ("-", went, gone.paths, wide_old, self._before)
        )  # fmt: skip
        for path in sorted(wide_old.keys() | wide_new.keys()):
            for sign, shown, possible, wide, side in ways:
                if path in shown:
                    text = wide[path][1].text
                    changes.append(Changed(sign, path, exact.module_of(side.linked.graph, path), text, exact=False))
                elif path in possible and path in wide:
                    undecided.add(path)
        is_exact = seen_old == wide_old.keys() and seen_new == wide_new.keys()
        return tuple(changes), len(wide_old), len(wide_new), is_exact, tuple(sorted(undecided))

    def _at_most(self, old: Sequence[Package], new: Sequence[Package], *, is_library: bool) -> tuple[Reached, Reached]:
        """What there is at most on both sides, by conditions of a wider view."""
        for count in KEPT_TAGS:
            views = self._view(count)
            if views is None:
                continue
            views[0].universe.allow(WIDE)
            try:
                old_found = _reached(views[0], old, is_library=is_library)
                return old_found, _reached(views[1], new, is_library=is_library)
            except TooManyTags:
                continue
        raise AssertionError("without tags there are no decision nodes")

    def _view(self, count: int) -> tuple[Look, Look] | None:
        if count not in self._views:
            keep = levels_kept(self._after, count)
            universe = self._after.universe.fresh(MAX_NODES)
            try:
                self._views[count] = view_in(self._before, universe, keep), view_in(self._after, universe, keep)
            except TooManyTags:
                self._views[count] = None
        return self._views[count]

    def _builds(
        self, old: Sequence[Package], new: Sequence[Package], gone: Sequence[tuple[int, int]],
        come: Sequence[tuple[int, int]],
    ) -> list[Witness]:  # fmt: skip
        """Builds that may show what came or went: those with ways to what changed, and others."""
        found: list[Witness] = []
        universe, within = self._after.universe, self._after.within
        for side, starts, imports, shown in (
            (self._after, new, come, self._shown[1]), (self._before, old, gone, self._shown[0])
        ):  # fmt: skip
            graph = side.linked.graph
            for importer, imported in imports[:IMPORTS]:
                edge = graph.packages[importer].imports[imported]
                with universe.aside(ROOM):
                    for start in starts:
                        ways: Iterator[Condition] = iter([within])
                        if start.index != importer:
                            ways = chains(graph, universe, start.imports, importer, frozenset(), within, WALK)
                        way = next(ways, 0)
                        try:
                            found += shown.picked(universe.and_(way, edge))
                        except TooManyTags:
                            found += shown.picked(edge)
                        if way:
                            break
        found += self._shown[1].picked(within)
        return list(dict.fromkeys(found))

    def _in_build(self, number: int, build: Witness, starts: Sequence[Package], *, is_library: bool) -> set[str] | None:
        """What starts contain in one build; None for a build that does not count, or is one too many."""
        shown = self._shown[number]
        graph = shown.graph(build)
        if graph is None:
            return None
        there = []
        for start in starts:
            files = [f for f in start.files if f.kind == "production" and (is_library or f.header.package == "main")]
            if any(shown.has_file(build, start, file.name) for file in files):
                there.append(start.index)
        return {graph.packages[index].path for index in forward(graph, *there, tests=False)}


def _starts(seen: Look) -> dict[str, list[Package]]:
    found: dict[str, list[Package]] = {}
    there = mains(seen)
    for package in seen.linked.graph.subjects():
        if package.index in there.sure or package.index in there.undecided:
            found.setdefault(package.path, []).append(package)
    return found


def _conditions(seen: Look, starts: Sequence[Package], *, is_library: bool) -> dict[int, Condition]:
    and_, within = seen.universe.and_, seen.within
    return {start.index: and_(start.exists if is_library else start.main, within) for start in starts}


def _reached(view: Look, starts: Sequence[Package], *, is_library: bool) -> Reached:
    graph = view.linked.graph
    there = [graph.packages[start.index] for start in starts]
    conditions = _conditions(view, there, is_library=is_library)
    found = exact.reached_by(graph, view.universe, conditions)
    label = exact.labels_of(view.universe, view.within)
    return {path: (condition, label(condition)) for path, condition in found.items() if condition}
