"""Answers `cycles`: which packages, directories, sets or modules import each other in a circle, and what breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.engine.look import Look
from gomodlint.finding import Step
from gomodlint.graph.chain import site_of
from gomodlint.graph.closure import Closure
from gomodlint.graph.components import components
from gomodlint.graph.cycle import shortest_cycles
from gomodlint.graph.feedback import feedback
from gomodlint.graph.hitting import SETS, paid, smallest_hitting_set
from gomodlint.graph.levels import Collapsed, collapse, siblings
from gomodlint.graph.package import FileKind, Package

Level = Literal["package", "directory", "set", "module"]
SHOWN = 5  # cycles of one group
DENSE = 2000  # dependencies of one group, beyond which what breaks it is a bound from both sides
TESTS: frozenset[FileKind] = frozenset({"test", "external-test"})


class Circle(NamedTuple):
    """A cycle: the names around it, one import for each step, and where all of them exist ("" everywhere).

    Unless it is `exact` that is so there at most, and in some of these builds.
    """

    names: tuple[str, ...]
    steps: tuple[Step, ...]
    condition: str
    exact: bool = True


class Break(NamedTuple):
    """A dependency to remove: who depends on whom, and every import that makes it."""

    importer: str
    imported: str
    steps: tuple[Step, ...]


class Group(NamedTuple):
    """What lies on cycles together, and the dependencies to remove, which are so many `imports`.

    `least`: how many imports must go at least; the answer is exact when they are as many. `bounded`: there are too many
    tags to tell more; `perhaps` lies on cycles, too.
    """

    members: tuple[str, ...]
    cycles: tuple[Circle, ...]
    more: bool
    breaks: tuple[Break, ...]
    imports: int
    least: int
    bounded: bool = False
    perhaps: tuple[str, ...] = ()


def cycles(seen: Look, level: Level, *, tests: bool = False) -> list[Group]:
    """Every group that lies on cycles, the largest first. `level` "set" takes the policy's sets.

    Among packages in-package tests count always, at other levels tests count with `tests`.
    """
    found = []
    for groups in groupings(seen, level):
        collapsed = collapsed_by(seen, level, groups, tests=tests)
        for component in components(range(len(collapsed.names)), collapsed.edges):
            group = group_of(seen, collapsed, component)
            if group is not None:
                found.append(group)
    return in_order(found)


def in_order(found: Iterable[Group]) -> list[Group]:
    """The largest first."""
    return sorted(found, key=lambda group: (-len(group.members), group.members))


def collapsed_by(seen: Look, level: Level, groups: Mapping[int, str], *, tests: bool) -> Collapsed:
    """Who imports whom of some groups, with the imports that count on a level."""
    collapsed = collapse(seen.linked.graph, seen.universe, groups, tests=tests and level != "package")
    return _with_in_package_tests(seen, groups, collapsed) if level == "package" else collapsed


def requirement_cycles(seen: Look) -> list[tuple[str, ...]]:
    """Modules whose go.mod files require each other in a circle: a shortest one for each group, by module path.

    Versions are left out, as in `go mod why`: such circles are legal, and keep old versions in the build list.
    """
    found = set()
    for build_list in seen.linked.graph.build_lists:
        requires = build_list.requirements()
        names = sorted(requires)
        number = {name: at for at, name in enumerate(names)}
        edges = {number[a]: {number[b]: seen.universe.full for b in bs if b in number} for a, bs in requires.items()}
        for component in components(range(len(names)), edges):
            first = next(shortest_cycles(component, edges, seen.universe, seen.universe.full, names.__getitem__))
            found.add(tuple(names[node] for node in (*first.nodes, first.nodes[0])))
    return sorted(found)


def groupings(seen: Look, level: Level) -> list[Mapping[int, str]]:
    """Package index to the name of its group, for each set of groups that a level asks about."""
    graph = seen.linked.graph
    subjects = graph.subjects()
    if level == "directory":
        return [{i: f"./{d}" for i, d in groups.items()} for _, groups in siblings(subjects)]
    if level == "module":
        mains = {p.module.path for p in subjects if p.module is not None}
        return [{p.index: p.module.path for p in graph.packages if p.module is not None and p.module.path in mains}]
    if level == "set":
        found: dict[int, str] = {}
        for name, selector in seen.policy.sets.items():
            for index in selector.select(subjects):
                found.setdefault(index, f"${name}")
        return [found]
    return [{p.index: p.path for p in subjects}]


def _with_in_package_tests(seen: Look, groups: Mapping[int, str], collapsed: Collapsed) -> Collapsed:
    """With the imports of in-package tests that lead back to their package by production imports.

    For what imports a package its tests are no part of it: two of them on one way make no cycle.
    """
    universe = seen.universe
    number = {name: at for at, name in enumerate(collapsed.names)}
    edges = {at: dict(to) for at, to in collapsed.edges.items()}
    imports = {step: list(found) for step, found in collapsed.imports.items()}
    tested = [
        (index, imported, number[name], number[groups[imported]], condition)
        for index, name in groups.items()
        for imported, condition in seen.linked.graph.packages[index].test_imports.items()
        if condition and groups.get(imported, name) != name
    ]
    # Only if the package is reached from there by production imports.
    leading = Closure(collapsed.edges).pairs((other, at) for _, _, at, other, _ in tested) if tested else set()
    for index, imported, at, other, condition in tested:
        if (other, at) in leading:
            edges[at][other] = universe.or_(edges[at].get(other, 0), condition)
            imports.setdefault((at, other), []).append((index, imported, condition))
    return Collapsed(collapsed.names, edges, imports)


def group_of(seen: Look, collapsed: Collapsed, component: Sequence[int]) -> Group | None:
    """What lies on cycles of a component; None where no build has one. Raises TooManyTags."""
    universe, names = seen.universe, collapsed.names

    def circles(edges: Mapping[int, Mapping[int, Condition]]) -> list[tuple[tuple[int, ...], Condition]]:
        found = []
        for inner in components(component, edges):
            first = next(shortest_cycles(inner, edges, universe, seen.within, names.__getitem__), None)
            if first is not None:
                found.append((first.nodes, first.condition))
        return found

    def find(removed: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]] | None:
        edges = {
            node: {to: c for to, c in collapsed.edges[node].items() if (node, to) not in removed} for node in component
        }
        found = circles(edges)
        return frozenset(steps_of(found[0][0])) if found else None

    def weigh(step: tuple[int, int]) -> int:
        return len(collapsed.imports[step])

    members_of = set(component)
    inside = [step for step in collapsed.imports if step[0] in members_of and step[1] in members_of]
    mutual = [  # pairs that import each other in some build: one of the two must go, whatever else does
        min(weigh((a, b)), weigh((b, a)))
        for a, b in inside
        if a < b and (b, a) in collapsed.imports
        and universe.and_(universe.and_(collapsed.edges[a][b], collapsed.edges[b][a]), seen.within)
    ]  # fmt: skip
    if len(mutual) > SETS or len(inside) > DENSE:
        if not circles(collapsed.edges):
            return None
        chosen = feedback(component, {step: weigh(step) for step in inside})
        weight, least = sum(map(weigh, chosen)), max(1, sum(mutual))
    else:
        answer, _ = smallest_hitting_set(find, weigh)
        if not answer.elements:
            return None
        chosen, weight, least = answer.elements, answer.weight, answer.least
        if not answer.exact:
            other = paid(find, weigh)
            least = max(least, other.least)
            if other.weight < weight:
                chosen, weight = other.elements, other.weight
            row = feedback(component, {step: weigh(step) for step in inside})
            if sum(map(weigh, row)) < weight:
                chosen, weight = row, sum(map(weigh, row))
    every = shortest_cycles(component, collapsed.edges, universe, seen.within, names.__getitem__)
    shown = sorted(islice(every, SHOWN * 40), key=lambda cycle: (len(cycle.nodes), [names[n] for n in cycle.nodes]))
    members = {node for cycle in shown for node in cycle.nodes}
    return Group(
        tuple(sorted(names[node] for node in (members if len(shown) < SHOWN * 40 else component))),
        tuple(_circle(seen, collapsed, cycle.nodes, cycle.condition) for cycle in shown[:SHOWN]),
        len(shown) > SHOWN,
        tuple(_break(seen, collapsed, step) for step in sorted(chosen, key=lambda s: (names[s[0]], names[s[1]]))),
        weight,
        least,
    )


def steps_of(nodes: tuple[int, ...]) -> list[tuple[int, int]]:
    """The steps around a cycle."""
    return [(node, nodes[(at + 1) % len(nodes)]) for at, node in enumerate(nodes)]


def _circle(seen: Look, collapsed: Collapsed, nodes: tuple[int, ...], condition: Condition) -> Circle:
    universe = seen.universe
    left, steps = condition, []
    for step in steps_of(nodes):
        importer, imported, edge = next(e for e in collapsed.imports[step] if universe.and_(left, e[2]))
        left = universe.and_(left, edge)
        steps.append(_step(seen, importer, imported, edge, left))
    names = tuple(collapsed.names[node] for node in (*nodes, nodes[0]))
    label = universe.at_most(condition, seen.within)
    return Circle(names, tuple(steps), label.text, label.exact)


def _break(seen: Look, collapsed: Collapsed, step: tuple[int, int]) -> Break:
    steps = [_step(seen, *edge, edge[2]) for edge in collapsed.imports[step]]
    return Break(collapsed.names[step[0]], collapsed.names[step[1]], tuple(steps))


def _step(seen: Look, importer: int, imported: int, edge: Condition, within: Condition) -> Step:
    packages: Sequence[Package] = seen.linked.graph.packages
    graph, universe = seen.linked.graph, seen.universe
    site = site_of(graph, universe, importer, imported, within) or site_of(
        graph, universe, importer, imported, within, TESTS
    )
    place = (site.file, site.line, site.column) if site is not None else ("", 0, 0)
    label = seen.universe.at_most(edge, seen.within)
    return Step(packages[importer].path, packages[imported].path, *place, label.text, label.exact)
