"""Answers to questions as pictures: the packages of chains, cuts and cycles, and the imports between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from gomodlint.engine.bounded.there import mains
from gomodlint.engine.cut import Cut
from gomodlint.engine.cycles import Group
from gomodlint.engine.diff import Difference
from gomodlint.engine.look import Look
from gomodlint.engine.picture import Edge, Node, Picture
from gomodlint.engine.why import Why
from gomodlint.finding import Step
from gomodlint.report.shown import if_true, may_be


class Arrow(NamedTuple):
    """An arrow between two names, with what stands beside it. `level` is its colour: red is to go, or has gone."""

    importer: str
    imported: str
    label: str
    level: str = ""


def of_chains(found: Sequence[Why], seen: Look) -> Picture:
    """The chains of `why`, each import once, with its line and its condition."""
    return _picture((_arrow(step) for why in found for chain in why.chains for step in chain.steps), seen, down=True)


def of_cut(found: Cut, chains: Sequence[Why], seen: Look) -> Picture:
    """A cut in red, on the chains that it cuts."""
    around = [_arrow(step) for why in chains for chain in why.chains for step in chain.steps]
    removed = []
    for one in found.imports:
        places = [f"{site.file}:{site.line}" for site in one.sites]
        label = places[0] + (f" and {len(places) - 1} more" if len(places) > 1 else "") if places else ""
        removed.append(
            Arrow(one.importer, one.imported, f"{label} {may_be(one.condition, exact=one.exact)}".strip(), "red")
        )
    return _picture([*around, *removed], seen, down=True)


def of_cycles(found: Sequence[Group], seen: Look) -> Picture:
    """The shortest cycles of each group; what breaks them all in red, with how many imports it stands for."""
    arrows = []
    for group in found:
        for circle in group.cycles:
            pairs = zip(circle.names, circle.names[1:], circle.steps, strict=False)
            arrows += [_arrow(step)._replace(importer=a, imported=b) for a, b, step in pairs]
        for one in group.breaks:
            count = len(one.steps)
            label = f"{one.steps[0].file}:{one.steps[0].line}" if count == 1 else f"{count} imports"
            arrows.append(Arrow(one.importer, one.imported, label, "red"))
    return _picture(arrows, seen, down=False)


def of_difference(found: Difference) -> Picture:
    """The imports of own packages that came, in green, and that went, in red."""
    modules = {change.path: change.module for programs in found.programs for change in programs.changes}
    own = {one.importer for one in found.imports}

    def kind(name: str) -> str:
        module = modules.get(name)
        if name in own or (module and module != "std" and " " not in module):
            return "own"  # a main module has no version
        return "third-party" if "." in name.partition("/")[0] else "std"

    arrows = []
    for one in found.imports:
        place = f"{one.site.file}:{one.site.line}" if one.site is not None else ""
        label = _with(f"{one.sign} {place}".strip(), one.condition, exact=one.exact)
        arrows.append(Arrow(one.importer, one.imported, label, "green" if one.sign == "+" else "red"))
    return _drawn(arrows, kind, (), down=False)


def _arrow(step: Step) -> Arrow:
    place = f"{step.file}:{step.line}" if step.file else ""
    return Arrow(step.importer, step.imported, _with(place, step.condition, exact=step.exact))


def _with(place: str, condition: str, *, exact: bool) -> str:
    return f"{place} {if_true(condition, exact=exact)}".strip()


def _picture(arrows: Iterable[Arrow], seen: Look, *, down: bool) -> Picture:
    packages = {package.path: package for package in reversed(seen.linked.graph.packages)}

    def kind(name: str) -> str:
        return packages[name].origin if name in packages else "own"  # a directory, set or module of the repository

    programs = {seen.linked.graph.packages[index].path for index in mains(seen).sure}
    return _drawn(arrows, kind, programs, down=down)


def _drawn(arrows: Iterable[Arrow], kind: Callable[[str], str], mains: Collection[str], *, down: bool) -> Picture:
    """Nodes in order of appearance; of two arrows between the same names, the coloured one stays."""
    kept: dict[tuple[str, str], Arrow] = {}
    for arrow in arrows:
        key = (arrow.importer, arrow.imported)
        if key not in kept or arrow.level:
            kept[key] = arrow
    number: dict[str, int] = {}
    for pair in kept:
        for name in pair:
            number.setdefault(name, len(number))
    nodes = [Node(name, kind(name), "", "", main=name in mains, packages=1) for name in number]
    edges = [
        Edge(number[one.importer], number[one.imported], 0, one.label, (), test=False, level=one.level)
        for one in kept.values()
    ]
    return Picture(tuple(nodes), tuple(edges), down)
