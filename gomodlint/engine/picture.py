"""What is to be drawn: packages or groups of them, and the imports between them, with conditions and places."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.loosely import Known, Loosely
from gomodlint.conditions.universe import Label, Universe
from gomodlint.engine.bounded.there import Asker, mains
from gomodlint.engine.look import Look
from gomodlint.graph.package import FileKind, Graph, Package
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
    exact: bool = True  # else condition and label hold in more builds than have the imports


class Picture(NamedTuple):
    """Nodes and edges, in order of names. `down`: it is drawn from top to bottom, as long chains want it.

    `undecided` is, in words, what cannot be told of them: "whether a is a program".
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    down: bool = False
    undecided: tuple[str, ...] = ()


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
    algebra = Loosely(universe)
    own = {package.path for package in graph.subjects()}
    kept = [p for p in graph.packages if p.subject or (outside and p.path not in own)]  # copies are drawn as their own
    edges, doubtful = _edges(kept, seen, algebra, tests=tests)
    if focus is not None:
        near = _near(focus.select(kept), edges, depth)
        kept = [package for package in kept if package.index in near]
        edges = {key: value for key, value in edges.items() if key[0] in near and key[1] in near}
    if reduce:
        edges = _reduced(edges, graph, universe, algebra)
    names = _names(kept, seen, group_by)
    drawn = _drawn(kept, names, edges, seen, algebra)
    paths = [(graph.packages[a].path, graph.packages[b].path) for a, b in doubtful if (a, b) in edges]
    undecided = tuple(f"whether {a} imports {b} in others than test files" for a, b in paths)
    return drawn._replace(undecided=(*drawn.undecided, *undecided))


_Edges = dict[tuple[int, int], tuple[Known, bool]]  # importer, imported -> condition, tests alone


def _edges(
    kept: Sequence[Package], seen: Look, algebra: Loosely, *, tests: bool
) -> tuple[_Edges, list[tuple[int, int]]]:
    """Imports; and those of tests of which it cannot be told whether other files have them, too: they count as such."""
    graph = seen.linked.graph
    asker = Asker(seen)
    within = Known(seen.within, exact=not seen.loose)
    own = {package.path: package.index for package in kept if package.subject}
    drawn = {package.index for package in kept}
    found: _Edges = {}
    tested: set[tuple[int, int]] = set()
    doubtful: dict[tuple[int, int], None] = {}  # of which no build was found
    for package in kept:
        kinds: list[tuple[Mapping[int, Condition], tuple[FileKind, ...]]] = [(package.imports, ("production",))]
        if tests:
            kinds += [(package.test_imports, ("test",)), (package.external_test_imports, ("external-test",))]
        for imports, kind in kinds:
            for imported, condition in imports.items():
                target = own.get(graph.packages[imported].path, imported)
                part = algebra.and_(Known(condition, exact=package.index not in graph.wider), within)
                if not part.holds or target not in drawn or target == package.index:
                    continue
                step = (package.index, target)
                is_test = kind != ("production",)
                if is_test:
                    tested.add(step)
                elif not part.exact and not asker.has_import(package, imported, part.holds, kind):
                    doubtful[step] = None
                known = found.get(step, (Known(0), True))
                found[step] = (algebra.or_(known[0], part), known[1] and is_test)
    return found, [step for step in doubtful if step in tested]


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


def _reduced(edges: _Edges, graph: Graph, universe: Universe, algebra: Loosely) -> _Edges:
    """Without edges that a longer way covers in every build in which they exist. Edges of a cycle stay.

    Where exact conditions are too large ways count only where they exist whatever tags are on.
    """
    if all(known.exact for known, _ in edges.values()):
        exact = {step: known.holds for step, (known, _) in edges.items()}
        try:
            return _without_covered(edges, exact, exact, graph, universe)
        except TooManyTags:
            pass
    wide = {step: universe.anywhere(known.holds) for step, (known, _) in edges.items()}
    sure = {step: algebra.surely(known) for step, (known, _) in edges.items()}
    return _without_covered(edges, wide, sure, graph, universe)


_Conditions = Mapping[tuple[int, int], Condition]


def _without_covered(
    edges: _Edges, at_most: _Conditions, sure: _Conditions, graph: Graph, universe: Universe
) -> _Edges:
    """Edges exist `at_most` in some builds, and are a way where they are `sure`. Raises TooManyTags."""
    ways = _bare(edges, sure, graph)
    reached = _reached(ways, universe)
    back = reached if at_most is sure else _reached(_bare(edges, at_most, graph), universe)
    kept: _Edges = {}
    for (a, b), edge in edges.items():
        covered: Condition = 0
        for other, condition in ways[a].imports.items():
            if other not in {b, a} and a not in back[b] and b in reached[other]:
                covered = universe.or_(covered, universe.and_(condition, reached[other][b]))
        if not universe.implies(at_most[a, b], covered):
            kept[a, b] = edge
    return kept


def _bare(edges: _Edges, conditions: _Conditions, graph: Graph) -> dict[int, Package]:
    """Packages with nothing but production imports that are drawn."""
    bare: dict[int, Package] = {}
    for (a, b), (_, is_test) in edges.items():
        for index in (a, b):
            if index not in bare:
                package = graph.packages[index]
                bare[index] = Package(index, 0, package.path, "", package.origin, None)
        if not is_test:
            bare[a].imports[b] = conditions[a, b]
    return bare


def _reached(bare: Mapping[int, Package], universe: Universe) -> dict[int, dict[int, Condition]]:
    reached: dict[int, dict[int, Condition]] = {}
    with Work("looking for longer ways", len(bare)) as work:
        for index in bare:
            work.step()
            reached[index] = reach(_Sparse(bare), universe, {index: universe.full})  # type: ignore[arg-type]
    return reached


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


def _drawn(kept: Sequence[Package], names: Mapping[int, str], edges: _Edges, seen: Look, algebra: Loosely) -> Picture:
    universe = seen.universe
    members: dict[str, list[Package]] = {}
    for package in kept:
        if package.index in names:
            members.setdefault(names[package.index], []).append(package)
    order = sorted(members)
    number = {name: at for at, name in enumerate(order)}
    programs = mains(seen)
    nodes = tuple(_node(name, members[name], programs.sure) for name in order)
    found: dict[tuple[int, int], tuple[Known, bool, list[tuple[int, int]]]] = {}
    for (a, b), (known, is_test) in edges.items():
        if a not in names or b not in names or names[a] == names[b]:
            continue
        key = (number[names[a]], number[names[b]])
        before = found.get(key, (Known(0), True, []))
        found[key] = (algebra.or_(before[0], known), before[1] and is_test, [*before[2], (a, b)])
    labels: dict[Condition, Label] = {}
    drawn = []
    for (a, b), (known, is_test, imports) in sorted(found.items(), key=lambda item: item[0]):
        if known.holds not in labels:
            labels[known.holds] = universe.at_most(known.holds, seen.within)
        label = labels[known.holds]
        places = tuple(place for step in imports[:3] for place in _places(seen, algebra, *step, tests=is_test))
        exact = known.exact and label.exact
        drawn.append(Edge(a, b, known.holds, label.text, places[:PLACES], is_test, exact=exact))
    undecided = sorted({package.path for package in kept if package.index in programs.undecided})
    return Picture(nodes, tuple(drawn), undecided=tuple(f"whether {path} is a program" for path in undecided))


def _node(name: str, members: Sequence[Package], programs: Collection[int]) -> Node:
    kinds = {package.origin for package in members}
    first = members[0]
    module = first.module.path if first.module is not None else "std" if first.origin == "std" else ""
    is_main = any(package.index in programs for package in members)
    kind = first.origin if len(kinds) == 1 else "mixed"
    return Node(name, kind, module, first.directory if first.subject else "", is_main, len(members))


def _places(seen: Look, algebra: Loosely, importer: int, imported: int, *, tests: bool) -> list[tuple[str, int]]:
    """The lines of an import: those of production files, or of test files when there are no others."""
    graph = seen.linked.graph
    path = graph.packages[imported].path
    return [
        (site.file, site.line)
        for target in {imported, graph.lookup[graph.packages[importer].build_list].get(path, imported)}
        for site in graph.sites(importer, target)
        if (site.kind != "production") == tests and algebra.and_(Known(site.condition), Known(seen.within)).holds
    ]
