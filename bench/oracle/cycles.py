"""Circles among the packages of a module: those that are reported must be there, and none may be missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx

from oracle.findings import Commit
from oracle.labels import holds
from oracle.listing import Build, Facts
from oracle.policies import Subject


def wrong_cycles(
    subject: Subject, base: Commit, head: Commit, report: dict[str, Any], counts: dict[str, int]
) -> Iterator[str]:
    """One line for each mistake in the findings of `acyclic`."""
    seen: dict[Build, list[set[str]]] = {build: [] for build in subject.builds}
    for finding in report["findings"]:
        if finding["kind"] != "acyclic":
            continue
        edges = [(step["from"], step["to"]) for step in finding["chain"]]
        builds = {build for build in subject.builds if _has(head.facts[build], edges)}
        before = {build for build in subject.builds if _has(base.facts[build], edges)}
        state = "new" if not before else "widened" if builds - before else "known"
        counts[state] = counts.get(state, 0) + 1
        if finding["state"] != state:
            yield f"the circle {edges} is {state}, reported as {finding['state']}"
        if builds != {build for build in subject.builds if holds(finding["condition"], build.true)}:
            yield f"the circle {edges} is in {sorted(map(str, builds))}, reported as {finding['condition']!r}"
        for build in builds:
            seen[build].append({importer for importer, _ in edges})
    for build in subject.builds:
        for group in _groups(head.facts[build]):
            if not any(nodes <= group for nodes in seen[build]):
                yield f"no circle is reported among {sorted(group)[:5]} in {build}"


def _has(facts: Facts, edges: list[tuple[str, str]]) -> bool:
    for number, (importer, imported) in enumerate(edges):
        package = facts.get(importer)
        there = [] if package is None else [*package.imports, *(package.test_imports if not number else ())]
        if imported not in there:
            return False
    return True


def _groups(facts: Facts) -> list[set[str]]:
    graph = nx.DiGraph()
    for path, package in facts.items():
        if package.own:
            graph.add_edges_from((path, imported) for imported in package.imports)
    return [group for group in nx.strongly_connected_components(graph) if len(group) > 1]
