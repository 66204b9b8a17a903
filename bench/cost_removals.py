"""Do figures of packages predict what leaves with an import? Takes imports out of a real program, and measures.

    python bench/cost_removals.py --main ./cmd/docker [--modfile vendor.mod] DIR

What can be taken out without touching other code are blank imports. For every package that the program does not contain
any more without some of these, the own costs of all packages that go then are summed. The ten removals with the
highest sums (no two with more than 5/6 of their packages in common, none below 100 allocs, of which no rule speaks),
and three smaller ones, are built and run without these lines: an overlay, nothing in DIR is written. What the program
allocates less is compared with the sum.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

from gomodlint.cli.cost_session import environment
from gomodlint.cli.question import importers_of, seen_in_every_build
from gomodlint.cost.level import YELLOW_ALLOCS
from gomodlint.cost.record import Figures
from gomodlint.cost.tree import CostTree, point_edges, trees
from gomodlint.graph.package import Graph
from gomodlint.measure.overlay import over_main, write_overlay
from gomodlint.measure.program import build, build_command, run
from gomodlint.measure.session import Target, measure, targets
from gomodlint.measure.toolchain import Toolchain, isolated, toolchain

LARGE = 10  # removals of more than green
SMALL = 3
RUNS = 11
NONE = Figures(0, 0, 0)


class Line(NamedTuple):
    """A blank import: who, whom, and where it is written."""

    importer: int
    imported: int
    file: str
    line: int


class Removal(NamedTuple):
    """Lines to take out, the packages that go then, and their own costs."""

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
    tool = toolchain(os.environ, os.getcwd(), ())
    seen = seen_in_every_build(environ=environment(options.modfile), go=tool.build.minor.removeprefix("go"))
    (target,) = targets(seen, tool, importers_of(seen, options.main))
    section, _ = measure(seen, tool, [target], RUNS, lambda _: None, before=isolated())
    at = tool.build
    holds = seen.universe.point(at.goos, at.goarch, at.cgo, at.tags)
    graph = seen.linked.graph
    (tree,) = trees(graph, seen.universe, section)
    edges = point_edges(graph, holds)
    lines = [line for line in blank_imports(graph, tree) if holds(graph.packages[line.importer].imports[line.imported])]
    print(f"{options.main}, {at}: {len(tree.own)} packages, {len(lines)} blank imports of own packages\n")
    heads = ["among what goes", "imports taken out", "packages gone"]
    heads += ["allocs predicted", "measured", "ratio", "bytes predicted", "measured", "ratio"]
    print(f"| {' | '.join(heads)} |\n|---|{'--:|' * (len(heads) - 1)}")
    was = section.mains[target.name].total
    named: set[int] = set()
    for one in chosen(tree, edges, lines, target.packages[0].index):
        now = without(tool, target, one.lines)
        heaviest = max(one.gone - named or one.gone, key=lambda index: ((tree.own[index] or NONE).allocs, -index))
        named.add(heaviest)
        cells = [f"`{graph.packages[heaviest].path}`", str(len(one.lines)), str(len(one.gone))]
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
    """The removals that most goes with, no two of them alike."""
    by_pair: dict[tuple[int, int], set[Line]] = {}
    for line in lines:
        by_pair.setdefault((line.importer, line.imported), set()).add(line)
    found: dict[frozenset[tuple[int, int]], Removal] = {}
    for package in tree.own:
        pairs = nearest(package, tree, by_pair.keys())
        if not pairs or pairs in found:
            continue
        gone = frozenset(tree.own.keys() - reached(start, edges, pairs))
        if package not in gone:
            continue
        own = [figures for one in gone if (figures := tree.own[one]) is not None]
        sums = sum(figures.allocs for figures in own), sum(figures.bytes for figures in own)
        found[pairs] = Removal(frozenset(line for pair in pairs for line in by_pair[pair]), gone, *sums)
    ordered = sorted(found.values(), key=lambda one: (-one.allocs, sorted(one.lines)))
    large = [one for one in ordered if one.allocs >= YELLOW_ALLOCS]
    small = [one for one in ordered if 0 < one.allocs < YELLOW_ALLOCS]
    return [*_unlike(large, LARGE, 5 / 6), *_unlike(small, SMALL, 2 / 3)]


def _unlike(ordered: list[Removal], number: int, common: float) -> Iterator[Removal]:
    """The first so many that have no more than a share of their packages in common."""
    picked: list[Removal] = []
    for one in ordered:
        alike = any(len(one.gone & other.gone) > common * len(one.gone | other.gone) for other in picked)
        if len(picked) < number and not alike:
            picked.append(one)
            yield one


def nearest(package: int, tree: CostTree, removable: Collection[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """On every way from the program to the package the last import that can be taken out."""
    found: set[tuple[int, int]] = set()
    seen = {package}
    waiting = [package]
    while waiting:
        imported = waiting.pop()
        for importer in tree.importers.get(imported, ()):
            if (importer, imported) in removable:
                found.add((importer, imported))
            elif importer not in seen:
                seen.add(importer)
                waiting.append(importer)
    return frozenset(found)


def reached(start: int, edges: Mapping[int, list[int]], cut: Collection[tuple[int, int]]) -> set[int]:
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
        build(words, target.name, target.directory, tool.environ)
        ends = [end for _ in range(RUNS) if (end := run(binary, target.name, isolated()).end) is not None]
    return int(median(end.allocs for end in ends)), int(median(end.bytes for end in ends))


if __name__ == "__main__":
    main()
