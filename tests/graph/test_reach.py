"""Reach, chains and cycles over conditions equal what each single configuration says."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from graphs import assignments, edge_lists, graph_of, holds, reached_at, universe
from hypothesis import given, settings

from gomodlint.graph.all_chains import all_chains
from gomodlint.graph.chain import Distances, chain_condition
from gomodlint.graph.components import components
from gomodlint.graph.cycle import shortest_cycles
from gomodlint.graph.package import Graph
from gomodlint.graph.reach import reach, reach_back

ALGEBRA = universe()
ASSIGNMENTS = assignments()


@given(edge_lists)
def test_reach_is_pointwise_reach(drawn: Any) -> None:
    graph = graph_of(drawn, ALGEBRA)
    conditions = reach(graph.packages, ALGEBRA, {0: ALGEBRA.full})
    for assignment in ASSIGNMENTS:
        expected = set(reached_at(graph, ALGEBRA, 0, assignment))
        assert {i for i, c in conditions.items() if holds(ALGEBRA, c, assignment)} == expected


@given(edge_lists)
def test_reach_back_is_pointwise_reach(drawn: Any) -> None:
    graph = graph_of(drawn, ALGEBRA)
    conditions = reach_back(graph, ALGEBRA, {0: ALGEBRA.full})
    for assignment in ASSIGNMENTS:
        expected = {p.index for p in graph.packages if 0 in reached_at(graph, ALGEBRA, p.index, assignment)}
        assert {i for i, c in conditions.items() if holds(ALGEBRA, c, assignment)} == expected


@given(edge_lists)
def test_distances_are_pointwise_distances_and_chains_are_shortest(drawn: Any) -> None:
    graph = graph_of(drawn, ALGEBRA)
    distances = Distances(graph.packages, graph.importers(), ALGEBRA, 0, within=ALGEBRA.full)
    for package in graph.packages:
        pointwise = {a: reached_at(graph, ALGEBRA, package.index, a).get(0) for a in ASSIGNMENTS}
        for assignment, distance in pointwise.items():
            layers = [d for d, c in distances.layers.get(package.index, ()) if holds(ALGEBRA, c, assignment)]
            assert layers == ([] if distance is None else [distance])
        if package.index == 0:
            continue
        chain = distances.chain(graph, package.index, ALGEBRA.full)
        reachable = [distance for distance in pointwise.values() if distance is not None]
        assert len(chain) == (min(reachable) if reachable else 0)
        if chain:
            assert chain[0].importer == package.index
            assert chain[-1].imported == 0
            assert all(first.imported == second.importer for first, second in pairwise(chain))
            assert chain_condition(ALGEBRA, chain, ALGEBRA.full)


@given(edge_lists)
@settings(max_examples=200)
def test_every_edge_on_a_cycle_in_some_configuration_is_on_a_reported_cycle(drawn: Any) -> None:
    graph = graph_of(drawn, ALGEBRA)
    edges = {package.index: package.imports for package in graph.packages}
    found = [
        cycle
        for component in components(range(len(graph.packages)), edges)
        for cycle in shortest_cycles(component, edges, ALGEBRA, ALGEBRA.full, lambda i: graph.packages[i].path)
    ]
    cyclic = {
        (package.index, imported)
        for package in graph.packages
        for imported, condition in package.imports.items()
        for assignment in ASSIGNMENTS
        if holds(ALGEBRA, condition, assignment) and package.index in reached_at(graph, ALGEBRA, imported, assignment)
    }
    on_found = set()
    for cycle in found:
        assert cycle.condition
        nodes = cycle.nodes
        conjunction = ALGEBRA.full
        for position, node in enumerate(nodes):
            following = nodes[(position + 1) % len(nodes)]
            conjunction = ALGEBRA.and_(conjunction, graph.packages[node].imports[following])
            on_found.add((node, following))
        assert ALGEBRA.implies(cycle.condition, conjunction)
    assert on_found <= cyclic
    assert bool(found) == bool(cyclic)
    assert {frozenset(e) for e in cyclic} >= {frozenset(e) for e in on_found}
    assert len({cycle.nodes for cycle in found}) == len(found)
    uncovered = cyclic - on_found
    assert not uncovered, uncovered


@given(edge_lists)
def test_all_chains_are_the_simple_paths_that_some_configuration_has(drawn: Any) -> None:
    graph = graph_of(drawn, ALGEBRA)
    distances = Distances(graph.packages, graph.importers(), ALGEBRA, 0, within=ALGEBRA.full)
    for package in graph.packages[1:]:
        found = [
            (package.index, *(hop.imported for hop in chain))
            for chain in all_chains(graph, ALGEBRA, 0, distances.nearest(), package.index, ALGEBRA.full)
        ]
        expected = {
            path
            for path in simple_paths(graph, package.index)
            if any(
                all(
                    holds(ALGEBRA, graph.packages[importer].imports[imported], assignment)
                    for importer, imported in pairwise(path)
                )
                for assignment in ASSIGNMENTS
            )
        }
        assert len(found) == len(set(found))
        assert set(found) == expected
        assert [len(path) for path in found] == sorted(len(path) for path in found)


def simple_paths(graph: Graph, start: int) -> list[tuple[int, ...]]:
    found, waiting = [], [(start,)]
    while waiting:
        path = waiting.pop()
        if path[-1] == 0:
            found.append(path)
            continue
        waiting += [(*path, imported) for imported in graph.packages[path[-1]].imports if imported not in path]
    return found
