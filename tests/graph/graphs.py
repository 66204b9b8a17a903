"""Small graphs with conditions, drawn at random and judged configuration by configuration."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.universe import Universe
from gomodlint.graph.package import Graph, Package

PORTS = (
    Configuration("linux", "amd64", cgo=False),
    Configuration("linux", "amd64", cgo=True),
    Configuration("windows", "amd64", cgo=False),
)
TAGS = ("prod", "debug")
LITERALS = ("linux", "windows", "cgo", "prod", "debug")
Assignment = tuple[Configuration, tuple[str, ...]]


def universe() -> Universe:
    return Universe(PORTS, tags=TAGS)


def assignments() -> list[Assignment]:
    """Every configuration of the universe with every set of tags."""
    choices = product([False, True], repeat=len(TAGS))
    sets = [tuple(tag for tag, on in zip(TAGS, choice, strict=True) if on) for choice in choices]
    return [(port, tags) for port in PORTS for tags in sets]


def holds(algebra: Universe, condition: int, assignment: Assignment) -> bool:
    port, tags = assignment
    return algebra.holds(condition, port.goos, port.goarch, port.cgo, tags)


def literal(name: str, positive: bool) -> tuple[object, ...]:
    return ("tag", name) if positive else ("not", ("tag", name))


terms = st.builds(literal, st.sampled_from(LITERALS), st.booleans())
expressions = st.one_of(
    st.none(),
    terms,
    st.tuples(st.just("and"), terms, terms),
    st.tuples(st.just("or"), terms, terms),
)
edge_lists = st.integers(2, 6).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), expressions), max_size=14)
    )
)


def graph_of(drawn: tuple[int, list[tuple[int, int, tuple[object, ...] | None]]], algebra: Universe) -> Graph:
    count, edges = drawn
    graph = Graph()
    for index in range(count):
        graph.packages.append(Package(index, 0, f"m/p{index}", f"p{index}", "own", None))
    graph.lookup.append({package.path: package.index for package in graph.packages})
    for importer, imported, expression in edges:
        condition = algebra.full if expression is None else algebra.evaluate(expression)
        if condition:
            imports = graph.packages[importer].imports
            imports[imported] = algebra.or_(imports.get(imported, 0), condition)
    return graph


def reached_at(graph: Graph, algebra: Universe, start: int, assignment: Assignment) -> dict[int, int]:
    """Distances from `start` in one configuration, by plain breadth-first search."""
    distances = {start: 0}
    level = [start]
    while level:
        following = []
        for index in level:
            for imported, condition in graph.packages[index].imports.items():
                if imported not in distances and holds(algebra, condition, assignment):
                    distances[imported] = distances[index] + 1
                    following.append(imported)
        level = following
    return distances
