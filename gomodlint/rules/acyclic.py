"""Packages may not import each other in a circle, in any build configuration.

Why
    `go build` refuses a cycle only in the configuration it builds, and only in the packages it was asked for. A cycle
    that needs `GOOS=windows`, a tag, or a package's own tests is found by the colleague who builds that. (A cycle
    never gets into a program, so it costs no memory at run time.)
Policy
    [rules.no-cycles]
    kind  = "acyclic"
    from  = ["..."]               # among which packages; default: all of the main modules
    level = "package"
    # "directory": directories side by side, each with all below it; "module": main modules; "set": groups
    # groups = [["$domain"], ["./services/{svc}/..."]]     # for level "set"; {name} makes one for each value
Looks at
    The configurations that count, exactly: edges whose conditions exclude each other make no cycle. In-package tests
    are included; an external test (`package x_test`) may import what imports x. Above the level of packages tests are
    left out, unless `scope = "all"`; the chain shows one import for each step.
    Every import that is part of a circle is in one that is shown, in the shortest for it; where packages are so many
    and so entangled that this takes long, in any that is shown.
Example
    -- a/a.go --
    package a

    import _ "example.com/m/b" // want "import cycle: example.com/m/a -> example.com/m/b -> example.com/m/a"
    -- b/b_windows.go --
    package b

    import _ "example.com/m/a"
Fix
    Move what both need into a third package, or declare an interface on one side.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.graph.chain import Distances, Hop, chain_condition, site_of
from gomodlint.graph.components import components
from gomodlint.graph.package import FileKind, Package
from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.rule import Breach, Context, Plant, Rule

Level = Literal["package", "directory", "set", "module"]


class AcyclicOptions(NamedTuple):
    """Among which packages, and at which level."""

    from_: Annotated[Selector | None, Option("packages to look at", role="subject")] = None
    level: Annotated[Level, Option("what must not form a circle")] = "package"
    groups: Annotated[
        tuple[Selector, ...], Option('for level "set": groups that must not form a circle', role="capture")
    ] = ()

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        if self.level == "set" and not self.groups:
            yield Mistake(("level",), 'level = "set" needs groups', 'add groups = [["$one"], ["$other"]]')
        elif self.groups and self.level != "set":
            yield Mistake(("groups",), f'groups say nothing about level = "{self.level}"', 'write level = "set"')
        elif self.level == "set" and len(self.groups) == 1 and not self.groups[0].captures:
            yield Mistake(("groups",), "one group cannot form a circle", "name another, or capture {name} in it")


def check(context: Context, options: AcyclicOptions) -> Iterator[Breach]:
    """Every shortest cycle, once; among packages also in-package tests that import what imports their package."""
    subjects = context.subjects(options.from_)
    if options.level != "package":
        yield from _group_cycles(context, options, subjects)
        return
    nodes = _knot(context, subjects)
    edges = {index: {to: c for to, c in p.imports.items() if c and to in nodes} for index, p in nodes.items()}
    with_tests = {index: {**edges[index], **_among(nodes, p.test_imports)} for index, p in nodes.items()}
    entangled = components(list(nodes), with_tests)
    if entangled:
        yield from _production_cycles(context, edges)
        yield from _test_cycles(context, entangled)


def _group_cycles(context: Context, options: AcyclicOptions, subjects: Sequence[Package]) -> Iterator[Breach]:
    from gomodlint.rules.group_cycles import directory_cycles, module_cycles, set_cycles

    if options.level == "directory":
        return directory_cycles(context, subjects)
    if options.level == "set":
        return set_cycles(context, subjects, options.groups)
    return module_cycles(context, subjects)


def _knot(context: Context, subjects: Sequence[Package]) -> dict[int, Package]:
    """The packages among which a circle may be: what is left when one after another goes that none of them imports."""
    nodes = {package.index: package for package in subjects}
    importers = [0] * len(context.graph.packages)
    for package in subjects:
        for to in package.imports:
            importers[to] += 1
        for to in package.test_imports:
            importers[to] += 1
    free = [index for index in nodes if not importers[index]]
    for index in free:
        package = nodes.pop(index)
        for to in (*package.imports, *package.test_imports):
            importers[to] -= 1
            if not importers[to] and to in nodes:
                free.append(to)
    return nodes


def _among(nodes: Mapping[int, Package], imports: Mapping[int, Condition]) -> dict[int, Condition]:
    return {to: condition for to, condition in imports.items() if to in nodes}


def _production_cycles(context: Context, edges: Mapping[int, Mapping[int, Condition]]) -> Iterator[Breach]:
    from gomodlint.graph.cycle import shortest_cycles  # for what most repositories do not have

    packages = context.graph.packages
    steps = [0]
    for component in components(list(edges), edges):
        for cycle in shortest_cycles(
            component, edges, context.universe, context.within, lambda i: packages[i].path, steps
        ):
            yield _breach(context, cycle.nodes, cycle.condition, "production")


def _test_cycles(context: Context, entangled: Sequence[Sequence[int]]) -> Iterator[Breach]:
    """A package's in-package test imports something that reaches the package by production imports.

    `entangled` are the components of own packages, in-package tests included.
    """
    graph, universe = context.graph, context.universe
    leading = _leading(context, entangled)
    for component in entangled:
        for index in sorted(component, key=lambda i: graph.packages[i].path):
            package = graph.packages[index]
            firsts = [first for first in package.test_imports if (first, index) in leading]
            if not firsts:
                continue
            starts = {first: context.holds(package.test_imports[first]) for first in firsts}
            distances = Distances(
                graph.packages, graph.importers(), universe, index, within=context.within, until=starts
            )
            for first in sorted(firsts, key=lambda i: graph.packages[i].path):
                within = starts[first]
                chain = distances.chain(graph, first, within)
                if chain:
                    condition = chain_condition(universe, chain, within)
                    yield _breach(context, (index, *(hop.importer for hop in chain)), condition, "test")
                elif first == index and within:
                    yield _breach(context, (index,), within, "test")


def _leading(context: Context, entangled: Sequence[Sequence[int]]) -> set[tuple[int, int]]:
    """What tests of entangled packages import that leads back in some build: imported, importer."""
    packages = context.graph.packages
    asked = []
    for component in entangled:
        members = set(component)
        asked += [(first, index) for index in component for first in packages[index].test_imports if first in members]
    if not asked:
        return set()
    from gomodlint.graph.closure import Closure

    return Closure({package.index: package.imports for package in packages}).pairs(asked)


def _breach(context: Context, nodes: tuple[int, ...], condition: Condition, specifier: str) -> Breach:
    packages = context.graph.packages
    hops = []
    for number, importer in enumerate(nodes):
        imported = nodes[(number + 1) % len(nodes)]
        kind: FileKind = "test" if specifier == "test" and number == 0 else "production"
        edges = packages[importer].test_imports if kind == "test" else packages[importer].imports
        site = site_of(context.graph, context.universe, importer, imported, condition, {kind})
        hops.append(Hop(importer, imported, site, edges[imported]))
    first = hops[0]
    if first.site is None:
        raise AssertionError("the files of an own package are read")
    path = " -> ".join(packages[index].path for index in (*nodes, nodes[0]))
    what = "import cycle" if specifier == "production" else "import cycle through a test"
    return Breach(
        packages[first.importer],
        packages[first.imported],
        first.site.file,
        first.site.line,
        first.site.column,
        specifier,
        f"{what}: {path}",
        condition,
        tuple(hops),
        way=">".join(packages[index].path for index in nodes[1:]),
    )


def plant(options: AcyclicOptions) -> Plant:
    """A violation to try the rule with."""
    if options.level == "set":
        return Plant(options.groups[0], options.groups[-1], back=True, apart=len(options.groups) == 1)
    return Plant(options.from_, options.from_, back=True, beside=options.level)


def says(options: AcyclicOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, packages

    among = packages(options.from_, EVERY_OWN, "and")
    if options.level == "package":
        return f"{among} must not import each other in a circle, in-package tests included"
    if options.level == "set":
        groups = "; ".join(packages(group, last="and") for group in options.groups)
        return f"among {among}, these groups must not import each other in a circle: {groups}"
    what = {"directory": "directories side by side, each with all below,", "module": "modules"}[options.level]
    return f"among {among}, {what} must not import each other in a circle"


RULE = Rule(
    kind="acyclic", options=AcyclicOptions, check=check, plant=plant, says=says, looks_at="configurations", since="0.1"
)
