"""Do figures of packages predict what leaves with an import? Takes imports out of a real program, and measures.

    python bench/cost_removals.py --main ./cmd/docker [--modfile vendor.mod] DIR

What can be taken out without touching other code are blank imports. For every package whose blank imports, and those
of what leads to it, can all go, so that the program does not contain it any more, the own costs of all packages that
go with it are summed; the ten with the highest sums that differ are built and run without these lines (an overlay:
nothing in DIR is written), and what the program allocates less is compared with the sum.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

from gomodlint.cli.cost_session import environment
from gomodlint.cli.question import importers_of, seen_in_every_build
from gomodlint.cost.tree import CostTree, point_edges, trees
from gomodlint.graph.package import Graph
from gomodlint.measure.overlay import over_main, write_overlay
from gomodlint.measure.program import build, build_command, run
from gomodlint.measure.session import Target, measure, targets
from gomodlint.measure.toolchain import Toolchain, isolated, toolchain

REMOVED = 10
RUNS = 5


class Line(NamedTuple):
    """A blank import: who, whom, and where it is written."""

    importer: int
    imported: int
    file: str
    line: int


class Removal(NamedTuple):
    """Lines to take out, the packages that go then, and their own costs."""

    package: int
    lines: frozenset[Line]
    gone: frozenset[int]
    allocs: int
    bytes: int


def main() -> None:
    """Print a Markdown table: one row for each removal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--main", required=True)
    parser.add_argument("--modfile", default="")
    options = parser.parse_args()
    os.chdir(options.directory)
    seen = seen_in_every_build(environ=environment(options.modfile))
    tool = toolchain(os.environ, seen.place.top, ())
    (target,) = targets(seen, tool, importers_of(seen, options.main))
    section = measure(seen, tool, [target], RUNS, lambda _: None)
    at = tool.build
    holds = seen.universe.point(at.goos, at.goarch, at.cgo, at.tags)
    graph = seen.linked.graph
    (tree,) = trees(graph, seen.universe, section)
    edges = point_edges(graph, holds)
    lines = [line for line in blank_imports(graph, tree) if holds(graph.packages[line.importer].imports[line.imported])]
    print(f"{options.main}, {at}: {len(tree.own)} packages, {len(lines)} blank imports of own packages\n")
    heads = ["without", "imports", "packages gone"]
    heads += ["allocs predicted", "measured", "ratio", "bytes predicted", "measured", "ratio"]
    print(f"| {' | '.join(heads)} |\n|---|{'--:|' * (len(heads) - 1)}")
    was = section.mains[target.name].total
    for one in chosen(tree, edges, lines, target.packages[0].index):
        now = without(tool, target, one.lines)
        cells = [f"`{graph.packages[one.package].path}`", str(len(one.lines)), str(len(one.gone))]
        for predicted, actual in ((one.allocs, was.allocs - now[0]), (one.bytes, was.bytes - now[1])):
            cells += [f"{predicted:,}", f"{actual:,}", f"{actual / predicted:.2f}"]
        print(f"| {' | '.join(cells)} |", flush=True)


def blank_imports(graph: Graph, tree: CostTree) -> Iterator[Line]:
    """Lines of own packages in the program that import an own or foreign package of it for its init alone."""
    by_path = {graph.packages[index].path: index for index in tree.own}
    for index in tree.own:
        package = graph.packages[index]
        if package.origin != "own":
            continue
        names: dict[str, list[tuple[str, str, int]]] = {}
        for file in package.files:
            if file.kind == "production":
                for path, name, line, *_ in file.header.imports:
                    names.setdefault(path, []).append((name, f"{package.directory}/{file.name}", line))
        for path, specs in names.items():
            if path in by_path and all(name == "_" for name, _, _ in specs):
                yield from (Line(index, by_path[path], file, line) for _, file, line in specs)


def chosen(tree: CostTree, edges: Mapping[int, list[int]], lines: list[Line], start: int) -> list[Removal]:
    """The ten removals that most goes with, no two of them alike."""
    found: dict[frozenset[Line], Removal] = {}
    for package in tree.own:
        leading = above(package, tree)
        cut = frozenset(line for line in lines if line.imported in leading)
        if not cut or cut in found:
            continue
        pairs = {(line.importer, line.imported) for line in cut}
        gone = frozenset(tree.own.keys() - reached(start, edges, pairs))
        if package not in gone:
            continue
        own = [figures for one in gone if (figures := tree.own[one]) is not None]
        sums = sum(figures.allocs for figures in own), sum(figures.bytes for figures in own)
        lightest = min(pairs, key=lambda pair: pair[1])[1] if len(pairs) == 1 else package
        found[cut] = Removal(lightest, cut, gone, *sums)
    ordered = sorted(found.values(), key=lambda one: (-one.allocs, one.package))
    picked: list[Removal] = []
    for one in ordered:  # half of what goes must not have gone with another one
        if len(picked) < REMOVED and all(
            2 * len(one.gone & other.gone) < len(one.gone | other.gone) for other in picked
        ):
            picked.append(one)
    return picked


def above(package: int, tree: CostTree) -> set[int]:
    """The package, and all packages of the program that lead to it."""
    found = {package}
    waiting = [package]
    while waiting:
        for importer in tree.importers.get(waiting.pop(), ()):
            if importer not in found:
                found.add(importer)
                waiting.append(importer)
    return found


def reached(start: int, edges: Mapping[int, list[int]], cut: set[tuple[int, int]]) -> set[int]:
    """What the program contains without some of its imports."""
    found = {start}
    waiting = [start]
    while waiting:
        importer = waiting.pop()
        for index in edges.get(importer, ()):
            if index not in found and (importer, index) not in cut:
                found.add(index)
                waiting.append(index)
    return found


def without(tool: Toolchain, target: Target, lines: frozenset[Line]) -> tuple[int, int]:
    """Allocs and bytes before main of the program without some lines."""
    top = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        laid: dict[str, str | Path] = dict(target.mod.laid)
        laid |= over_main(scratch, target.directory, os.listdir(target.directory), cgo=target.cgo)
        for number, file in enumerate(sorted({line.file for line in lines})):
            text = (top / file).read_text().split("\n")
            for line in lines:
                if line.file == file:
                    assert re.fullmatch(r'\s*(?:import\s+)?_\s+".*', text[line.line - 1]), text[line.line - 1]
                    text[line.line - 1] = ""
            laid[str(top / file)] = scratch / f"{number}.go"
            (scratch / f"{number}.go").write_text("\n".join(text))
        binary = str(scratch / "program")
        overlay = write_overlay(scratch, laid)
        words = build_command(tool, overlay, binary, target.where, modfile=target.mod.flag)
        build(words, target.directory, tool.environ)
        ends = [end for _ in range(RUNS) if (end := run(binary, target.name, isolated()).end) is not None]
    return int(median(end.allocs for end in ends)), int(median(end.bytes for end in ends))


if __name__ == "__main__":
    main()
