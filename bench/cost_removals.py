"""Do sums over the import graph predict what leaves with an import? Takes ten out of a program, and measures.

    python bench/cost_removals.py --main ./cmd/docker DIR

DIR is a Go module with a vendor tree. A program is made that imports every package of MAIN's graph for its init alone;
then, ten times, one without a third-party package and all that imports it. The drop that the first run's figures
predict (the sum over packages that are gone) is compared with the drop that is measured. Nothing in DIR is written.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from statistics import median

from gomodlint.cli.question import importers_of, seen_in_every_build
from gomodlint.cost.record import Figures
from gomodlint.cost.tree import point_edges
from gomodlint.graph.package import Graph, Package
from gomodlint.measure.overlay import PROBE, over_module, sees
from gomodlint.measure.program import build, build_command, run
from gomodlint.measure.toolchain import Toolchain, isolated, toolchain
from gomodlint.measure.trace import Trace

REMOVED = 10


def main() -> None:
    """Print a Markdown table: one row for each package that was taken out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--main", required=True)
    options = parser.parse_args()
    os.chdir(options.directory)
    seen = seen_in_every_build()
    tool = toolchain(os.environ, seen.place.top, ())
    at = tool.build
    graph = seen.linked.graph
    edges = point_edges(graph, seen.universe.point(at.goos, at.goarch, at.cgo, at.tags))
    (start,) = importers_of(seen, options.main)
    assert start.module is not None
    module = os.path.join(seen.place.top, start.module.directory)
    closure = reached([start.index], edges) - {start.index}
    own = start.module.path
    importable = {index for index in closure if can_import(graph.packages[index], own)}
    whole = measured(tool, module, graph, importable)
    lines = median_lines(whole)
    print(f"{options.main}, {at}: {len(closure)} packages, {len(importable)} importable\n")
    print("| without | packages gone | allocs predicted | measured | ratio | bytes predicted | measured | ratio |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for index, left, gone in removals(graph, importable, closure, edges, lines):
        names = {graph.packages[one].path for one in gone}
        predicted = [sum(figures[at] for name, figures in lines.items() if name in names) for at in (0, 1)]
        now = measured(tool, module, graph, left)
        actual = [total(whole)[at] - total(now)[at] for at in (0, 1)]
        cells = [f"`{graph.packages[index].path}`", str(len(gone))]
        for one, other in zip(predicted, actual, strict=True):
            cells += [f"{one:,}", f"{other:,}", f"{other / one:.2f}"]
        print(f"| {' | '.join(cells)} |", flush=True)


def reached(starts: list[int], edges: dict[int, list[int]]) -> set[int]:
    """Packages that others lead to, themselves included."""
    found = set(starts)
    waiting = list(starts)
    while waiting:
        for index in edges.get(waiting.pop(), ()):
            if index not in found:
                found.add(index)
                waiting.append(index)
    return found


def can_import(package: Package, own: str) -> bool:
    """Whether a program of the module `own` may import a package."""
    if (
        package.main
        or package.path in {"unsafe", "C"}
        or package.path.startswith("vendor/")
        or package.origin == "missing"
    ):
        return False
    return not package.path.startswith("vendor/") and sees(own, package.path)


def measured(tool: Toolchain, module: str, graph: Graph, packages: set[int]) -> list[Trace]:
    """Five runs of a program that imports packages for their inits alone."""
    with tempfile.TemporaryDirectory() as name:
        overlay = over_module(Path(name), module, sorted(graph.packages[index].path for index in packages))
        binary = str(Path(name) / "program")
        build(build_command(tool, str(overlay), binary, f"./{PROBE}"), module, tool.environ)
        return [run(binary, PROBE, isolated()) for _ in range(5)]


def median_lines(traces: list[Trace]) -> dict[str, tuple[int, int]]:
    """Allocs and bytes of each package."""
    none = Figures(0, 0, 0)
    names = {name for trace in traces for name in trace.packages}
    return {
        name: (
            int(median(trace.packages.get(name, none).allocs for trace in traces)),
            int(median(trace.packages.get(name, none).bytes for trace in traces)),
        )
        for name in names
    }


def total(traces: list[Trace]) -> tuple[int, int]:
    """Allocs and bytes of all that ran before main."""
    ends = [trace.end for trace in traces if trace.end is not None]
    return int(median(end.allocs for end in ends)), int(median(end.bytes for end in ends))


def removals(
    graph: Graph,
    packages: set[int],
    closure: set[int],
    edges: dict[int, list[int]],
    lines: dict[str, tuple[int, int]],
) -> list[tuple[int, set[int], set[int]]]:
    """Third-party packages that most goes with: what is left to import without one, and what is gone then."""
    importers: dict[int, list[int]] = {}
    for importer, imported in edges.items():
        for index in imported:
            importers.setdefault(index, []).append(importer)
    found: dict[frozenset[int], tuple[int, int, set[int], set[int]]] = {}
    for index in sorted(packages, key=lambda one: graph.packages[one].path):
        if graph.packages[index].origin != "third-party":
            continue
        left = packages - reached([index], importers)
        gone = closure - reached(sorted(left), edges)
        allocs = sum(lines.get(graph.packages[one].path, (0, 0))[0] for one in gone)
        found.setdefault(frozenset(gone), (allocs, index, left, gone))
    ordered = sorted(found.values(), key=lambda one: (-one[0], one[1]))
    chosen: list[tuple[int, set[int], set[int]]] = []
    for _, index, left, gone in ordered:  # ten that differ: half of what goes must not have gone with another one
        if len(chosen) < REMOVED and all(2 * len(gone & other) < len(gone | other) for _, _, other in chosen):
            chosen.append((index, left, gone))
    return chosen


if __name__ == "__main__":
    main()
