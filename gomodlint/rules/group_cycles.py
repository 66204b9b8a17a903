"""Cycles among groups of packages: directories, sets, modules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gomodlint.conditions.diagram import Condition
from gomodlint.graph.chain import Hop, site_of
from gomodlint.graph.components import components
from gomodlint.graph.cycle import shortest_cycles
from gomodlint.graph.levels import Collapsed, collapse, siblings
from gomodlint.graph.package import FileKind, Package
from gomodlint.policy.selector import Selector
from gomodlint.rules.rule import Breach, Context


def directory_cycles(context: Context, subjects: Sequence[Package]) -> Iterator[Breach]:
    """Directories side by side, each with all below it, that import each other in a circle."""
    steps = [0]
    for _, groups in siblings(subjects):
        yield from _cycles(context, {index: f"./{directory}" for index, directory in groups.items()}, steps)


def set_cycles(context: Context, subjects: Sequence[Package], groups: Sequence[Selector]) -> Iterator[Breach]:
    """Groups of the policy; a selector with captures makes one for each set of captured values."""
    found: dict[int, str] = {}
    for selector in groups:
        text = " ".join(f"{'!' if p.negated else ''}{p.text}" for p in selector.patterns)
        for package in subjects:
            bindings = selector.bindings(package)
            if bindings is not None:
                values = "".join(f" {name}={value}" for name, value in sorted(bindings.items()))
                found.setdefault(package.index, f"{text}{values}")
    yield from _cycles(context, found, [0])


def module_cycles(context: Context, subjects: Sequence[Package]) -> Iterator[Breach]:
    """Main modules whose packages import each other in a circle."""
    mains = {package.module.path for package in subjects if package.module is not None}
    # Under the build list of another main module an own package is a node of its own.
    packages = [p for p in context.graph.packages if p.module is not None and p.module.path in mains]
    yield from _cycles(context, {p.index: p.module.path for p in packages if p.module is not None}, [0])


def _cycles(context: Context, groups: Mapping[int, str], steps: list[int]) -> Iterator[Breach]:
    """Every shortest cycle through some edge of the groups, once."""
    collapsed = collapse(context.graph, context.universe, groups, tests=context.settings.scope == "all")
    edges = collapsed.edges
    for component in components(range(len(collapsed.names)), edges):
        for cycle in shortest_cycles(
            component, edges, context.universe, context.within, collapsed.names.__getitem__, steps
        ):
            yield _breach(context, collapsed, cycle.nodes, cycle.condition)


def _breach(context: Context, collapsed: Collapsed, nodes: tuple[int, ...], condition: Condition) -> Breach:
    """One import for each step: such that all of them can stand in one build."""
    graph, universe, packages = context.graph, context.universe, context.graph.packages
    kinds: set[FileKind] = {"production"}
    if context.settings.scope == "all":
        kinds |= {"test", "external-test"}
    hops = []
    left = condition
    for at, node in enumerate(nodes):
        step = (node, nodes[(at + 1) % len(nodes)])
        candidates = [e for e in collapsed.imports[step] if universe.and_(left, e[2])]
        own = [edge for edge in candidates if packages[edge[0]].subject]
        importer, imported, edge = (own or candidates)[0]
        left = universe.and_(left, edge)
        hops.append(Hop(importer, imported, site_of(graph, universe, importer, imported, left, kinds), edge))
    first = next((hop for hop in hops if hop.site is not None and packages[hop.importer].subject), hops[0])
    if first.site is None:
        raise AssertionError("the files of an own package are read")
    names = [collapsed.names[node] for node in (*nodes, nodes[0])]
    message = f"import cycle: {' -> '.join(names)}"
    site = first.site
    importing, imported_package = packages[first.importer], packages[first.imported]
    way = ">".join(name.replace(" ", ",") for name in names[:-1])  # a baseline has spaces between its parts
    return Breach(
        importing,
        imported_package,
        site.file,
        site.line,
        site.column,
        "production",
        message,
        condition,
        tuple(hops),
        way,
    )
