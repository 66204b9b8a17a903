"""What is to be drawn: packages or groups of them, and the imports between them, with conditions and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.engine.look import Look
from gomodlint.graph.package import Graph, Package
from gomodlint.graph.reach import reach
from gomodlint.policy.selector import Selector
from gomodlint.progress import Work

PLACES = 8  # of one edge, that are told
GroupBy = Literal["package", "directory", "set", "module"]


class Node(NamedTuple):
    """A package, or a group: `packages` says how many it stands for. `kind`: own, std, third-party, missing, mixed."""

    name: str
    kind: str
    module: str
    directory: str  # of an own package, a Tree path; else ""
    main: bool
    packages: int
    level: str = ""  # of exclusive cost before main, where a picture is weighed
    allocs: int = 0
    bytes: int = 0


class Edge(NamedTuple):
    """Imports between two nodes (numbers): where some of them exist, and the places of the first ones."""

    importer: int
    imported: int
    condition: Condition
    label: str  # of the condition; "" everywhere
    places: tuple[tuple[str, int], ...]  # file, line
    test: bool  # test files alone
    level: str = ""


class Picture(NamedTuple):
    """Nodes and edges, in order of names. `down`: it is drawn from top to bottom, as long chains want it."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    down: bool = False


def picture(
    seen: Look,
    *,
    group_by: GroupBy = "package",
    focus: Selector | None = None,
    depth: int = 1,
    outside: bool = False,
    tests: bool = False,
    reduce: bool = False,
) -> Picture:
    """The picture of own packages, with `outside` of all that they reach.

    `focus`: what is at most `depth` imports from packages that it selects, either way. `tests`: imports of test files
    too. `reduce`: without imports whose importer reaches the same package through others, wherever they exist.
    """
    graph, universe = seen.linked.graph, seen.universe
    own = {package.path for package in graph.subjects()}
    kept = [p for p in graph.packages if p.subject or (outside and p.path not in own)]  # copies are drawn as their own
    edges = _edges(kept, graph, universe, seen.within, tests=tests)
    if focus is not None:
        near = _near(focus.select(kept), edges, depth)
        kept = [package for package in kept if package.index in near]
        edges = {key: value for key, value in edges.items() if key[0] in near and key[1] in near}
    if reduce:
        edges = _reduced(edges, graph, universe)
    names = _names(kept, seen, group_by)
    return _drawn(kept, names, edges, seen)


_Edges = dict[tuple[int, int], tuple[Condition, bool]]  # importer, imported -> condition, tests alone


def _edges(kept: Sequence[Package], graph: Graph, universe: Universe, within: Condition, *, tests: bool) -> _Edges:
    own = {package.path: package.index for package in kept if package.subject}
    drawn = {package.index for package in kept}
    found: _Edges = {}
    for package in kept:
        kinds = [(package.imports, False)]
        if tests:
            kinds += [(package.test_imports, True), (package.external_test_imports, True)]
        for imports, is_test in kinds:
            for imported, condition in imports.items():
                target = own.get(graph.packages[imported].path, imported)
                part = universe.and_(condition, within)
                if not part or target not in drawn or target == package.index:
                    continue
                known = found.get((package.index, target))
                if known is None:
                    found[package.index, target] = (part, is_test)
                else:
                    found[package.index, target] = (universe.or_(known[0], part), known[1] and is_test)
    return found


def _near(start: frozenset[int], edges: _Edges, depth: int) -> set[int]:
    around: dict[int, set[int]] = {}
    for a, b in edges:
        around.setdefault(a, set()).add(b)
        around.setdefault(b, set()).add(a)
    found, level = set(start), set(start)
    for _ in range(depth):
        level = {other for node in level for other in around.get(node, ())} - found
        found |= level
    return found


def _reduced(edges: _Edges, graph: Graph, universe: Universe) -> _Edges:
    """Without edges that a longer way covers in every build in which they exist. Edges of a cycle stay."""
    bare: dict[int, Package] = {}
    for a, b in edges:
        for index in (a, b):
            if index not in bare:
                package = graph.packages[index]
                bare[index] = Package(index, 0, package.path, "", package.origin, None)
    for (a, b), (condition, is_test) in edges.items():
        if not is_test:
            bare[a].imports[b] = condition
    reached: dict[int, dict[int, Condition]] = {}
    with Work("looking for longer ways", len(bare)) as work:
        for index in bare:
            work.step()
            reached[index] = reach(_Sparse(bare), universe, {index: universe.full})  # type: ignore[arg-type]
    kept: _Edges = {}
    for (a, b), (condition, is_test) in edges.items():
        covered: Condition = 0
        for other, edge in bare[a].imports.items():
            if other not in {b, a} and a not in reached[b] and b in reached[other]:
                covered = universe.or_(covered, universe.and_(edge, reached[other][b]))
        if not universe.implies(condition, covered):
            kept[a, b] = (condition, is_test)
    return kept


class _Sparse:
    """Packages by index, as `reach` asks for them."""

    def __init__(self, packages: Mapping[int, Package]) -> None:
        self._packages = packages

    def __getitem__(self, index: int) -> Package:
        return self._packages[index]


def _names(kept: Sequence[Package], seen: Look, group_by: GroupBy) -> dict[int, str]:
    """What each package is drawn as."""
    if group_by == "package":
        return {package.index: package.path for package in kept}
    if group_by == "set":
        found: dict[int, str] = {}
        for name, selector in seen.policy.sets.items():
            for index in selector.select(kept):
                found.setdefault(index, f"${name}")
        return {p.index: found[p.index] for p in kept if p.index in found}
    return {p.index: _group(p, group_by) for p in kept}


def _group(package: Package, group_by: GroupBy) -> str:
    if package.origin == "std":
        return "std"
    if package.module is None:
        return package.path
    if group_by == "module" or not package.subject:
        return package.module.path
    top = package.directory.partition("/")[0]
    return f"./{top}" if top else "."


def _drawn(kept: Sequence[Package], names: Mapping[int, str], edges: _Edges, seen: Look) -> Picture:
    graph, universe = seen.linked.graph, seen.universe
    members: dict[str, list[Package]] = {}
    for package in kept:
        if package.index in names:
            members.setdefault(names[package.index], []).append(package)
    order = sorted(members)
    number = {name: at for at, name in enumerate(order)}
    nodes = tuple(_node(name, members[name], seen) for name in order)
    found: dict[tuple[int, int], tuple[Condition, bool, list[tuple[int, int]]]] = {}
    for (a, b), (condition, is_test) in edges.items():
        if a not in names or b not in names or names[a] == names[b]:
            continue
        key = (number[names[a]], number[names[b]])
        known = found.get(key, (0, True, []))
        found[key] = (universe.or_(known[0], condition), known[1] and is_test, [*known[2], (a, b)])
    labels: dict[Condition, str] = {}
    drawn = []
    for (a, b), (condition, is_test, imports) in sorted(found.items()):
        if condition not in labels:
            labels[condition] = universe.label(condition, seen.within)
        places = tuple(
            place for step in imports[:3] for place in _places(graph, universe, seen.within, *step, tests=is_test)
        )
        drawn.append(Edge(a, b, condition, labels[condition], places[:PLACES], is_test))
    return Picture(nodes, tuple(drawn))


def _node(name: str, members: Sequence[Package], seen: Look) -> Node:
    kinds = {package.origin for package in members}
    first = members[0]
    module = first.module.path if first.module is not None else "std" if first.origin == "std" else ""
    is_main = any(seen.universe.and_(package.main, seen.within) for package in members)
    kind = first.origin if len(kinds) == 1 else "mixed"
    return Node(name, kind, module, first.directory if first.subject else "", is_main, len(members))


def _places(
    graph: Graph, universe: Universe, within: Condition, importer: int, imported: int, *, tests: bool
) -> list[tuple[str, int]]:
    """The lines of an import: those of production files, or of test files when there are no others."""
    path = graph.packages[imported].path
    return [
        (site.file, site.line)
        for target in {imported, graph.lookup[graph.packages[importer].build_list].get(path, imported)}
        for site in graph.sites(importer, target)
        if (site.kind != "production") == tests and universe.and_(site.condition, within)
    ]
