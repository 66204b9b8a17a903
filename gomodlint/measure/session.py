"""One measurement: every chosen program is built, run several times, and summed up."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from gomodlint.cost.record import IMPLICIT, Figures, MainCost, PackageCost, Section
from gomodlint.cost.sources import source_of
from gomodlint.cost.tree import point_edges
from gomodlint.engine.look import Look
from gomodlint.errors import NoVerdict, Problem
from gomodlint.graph.package import Package
from gomodlint.measure.overlay import PROBE, over_main, over_module, sees
from gomodlint.measure.program import build, build_command, run
from gomodlint.measure.size import text_sizes
from gomodlint.measure.toolchain import Toolchain, isolated
from gomodlint.measure.trace import Trace
from gomodlint.source.disk import DiskTree

Say = Callable[[str], None]


class Target(NamedTuple):
    """What is built: a program, or (`probe`) one made up that imports all packages of a module."""

    name: str  # import path; of a probe, the module's path
    directory: str  # absolute: where go build runs
    packages: tuple[Package, ...]  # where the graph is entered
    probe: bool


def targets(seen: Look, tool: Toolchain, chosen: Sequence[Package] | None) -> list[Target]:
    """The programs to measure: those chosen, else every main package of the build; a probe if there is none.

    Raises NoVerdict for a package that is no program in this build, and where there is nothing to measure.
    """
    holds = _holds(seen, tool)
    subjects = seen.linked.graph.subjects()
    for package in chosen or ():
        if not holds(package.main):
            raise NoVerdict(Problem(f"{package.path} is no main package in a build for {tool.build}"))
    mains = list(chosen) if chosen else [package for package in subjects if holds(package.main)]
    if mains:
        return [Target(p.path, os.path.join(seen.place.top, p.directory), (p,), probe=False) for p in mains]
    found: list[Target] = []
    modules = {p.module.path: p.module for p in subjects if p.module is not None}
    for path, module in sorted(modules.items()):
        inside = tuple(p for p in subjects if p.module and p.module.path == path and holds(p.exists))
        if inside:
            found.append(Target(path, os.path.join(seen.place.top, module.directory), inside, probe=True))
    if not found:
        raise NoVerdict(Problem(f"no package is built for {tool.build}: nothing to measure"))
    return found


def plan(tool: Toolchain, found: Iterable[Target], runs: int) -> list[str]:
    """What `measure` would do, in lines for people."""
    lines = []
    before = " ".join(isolated()) or "(no unshare: with network)"
    for target in found:
        package = f"./{PROBE}" if target.probe else "."
        words = build_command(tool, "OVERLAY", "BINARY", package)
        lines.append(f"cd {target.directory} && {' '.join(word if ' ' not in word else repr(word) for word in words)}")
        lines.append(f"  {before} env -i GOMODLINT_COST=1 GOMAXPROCS=1 GODEBUG=inittrace=1 BINARY   # {runs} times")
    return lines


def measure(
    seen: Look, tool: Toolchain, found: Sequence[Target], runs: int, say: Say, *, sizes: bool = False
) -> Section:
    """Build and run; with `sizes` look at the machine code too.

    Raises NoVerdict when something does not build, or does not reach its last init.
    """
    probe = found[0].probe
    section = Section(tool.build, "probe" if probe else "main", runs)
    before = isolated()
    for number, target in enumerate(found, 1):
        with tempfile.TemporaryDirectory(prefix="gomodlint-cost-") as name:
            scratch = Path(name)
            say(f"[{number}/{len(found)}] building {target.name}")
            binary = built(scratch, tool, target, stripped=not sizes)
            traces = []
            for turn in range(runs):
                say(f"[{number}/{len(found)}] running {target.name} {turn + 1}/{runs}")
                traces.append(run(binary, target.name, before))
            _record(section, seen, tool, target, traces)
            if sizes:
                _record_sizes(section, target, text_sizes(tool, binary))
    say("")
    return section


def built(
    scratch: Path, tool: Toolchain, target: Target, *, also: str = "", body: str = "", stripped: bool = True
) -> str:
    """Build a target with its overlay (see `over_main`); the program's path. Raises NoVerdict if it does not build."""
    binary = str(scratch / ("program.exe" if os.name == "nt" else "program"))
    if target.probe:
        paths = [package.path for package in target.packages if sees(target.name, package.path)]
        overlay, package = over_module(scratch, target.directory, paths), f"./{PROBE}"
    else:
        names = os.listdir(target.directory)
        overlay, package = over_main(scratch, target.directory, names, also=also, body=body), "."
    words = build_command(tool, str(overlay), binary, package, stripped=stripped)
    build(words, target.directory, tool.environ)
    return binary


def _record_sizes(section: Section, target: Target, sizes: dict[str, int]) -> None:
    for name, size in sizes.items():
        cost = section.packages.get(_path(name, "" if target.probe else target.name))
        if cost is not None:
            cost.text = max(cost.text, size)


def _holds(seen: Look, tool: Toolchain) -> Callable[[int], bool]:
    at = tool.build
    try:
        return seen.universe.point(at.goos, at.goarch, at.cgo, at.tags)
    except ValueError as error:
        raise NoVerdict(Problem(str(error), hint="leave CGO_ENABLED unset, or measure on another machine")) from error


def _record(section: Section, seen: Look, tool: Toolchain, target: Target, traces: Sequence[Trace]) -> None:
    """Medians of one program's runs. A package that is linked and has no line did nothing: 0 is not unknown."""
    holds = _holds(seen, tool)
    graph, name = seen.linked.graph, target.name
    edges = point_edges(graph, holds)
    linked: dict[str, Package] = {}
    waiting = [package.index for package in target.packages]
    while waiting:
        package = graph.packages[waiting.pop()]
        if package.path not in linked:
            linked[package.path] = package
            waiting += edges.get(package.index, ())
    tree = DiskTree(seen.place.top)
    own = target.packages[0].path if not target.probe else ""
    for path in sorted({*linked, *(_path(p, own) for trace in traces for p in trace.packages)} - {""}):
        lines = [_line(trace, path, own) for trace in traces]
        figures = Figures(
            int(median(one.allocs for one in lines)),
            int(median(one.bytes for one in lines)),
            min(one.us for one in lines),
        )
        source = source_of(linked[path], tool.build, holds, tree) if path in linked else IMPLICIT
        cost = section.packages.setdefault(path, PackageCost(source))
        cost.by_main[name] = figures
    ends = [trace.end for trace in traces if trace.end is not None]
    total = Figures(
        int(median(end.allocs for end in ends)), int(median(end.bytes for end in ends)), min(end.us for end in ends)
    )
    section.mains[name] = MainCost(
        total,
        int(median(trace.live_bytes for trace in traces)),
        int(median(trace.gc for trace in traces)),
        len(linked),
    )


def _path(name: str, own: str) -> str:
    return own if name == "main" else name


def _line(trace: Trace, path: str, own: str) -> Figures:
    return trace.packages.get("main" if path == own else path, Figures(0, 0, 0))
