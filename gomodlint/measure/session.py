"""One measurement: every chosen program is built, run several times, and summed up."""

from __future__ import annotations

import os
import shlex
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
from gomodlint.measure.modfile import ModFile, mod_file
from gomodlint.measure.overlay import PROBE, VARIABLE, over_main, over_module, sees, write_overlay
from gomodlint.measure.program import LIMIT, build, build_command, run
from gomodlint.measure.size import text_sizes
from gomodlint.measure.toolchain import OFFLINE, Toolchain
from gomodlint.measure.trace import Trace
from gomodlint.source.disk import DiskTree

Say = Callable[[str], None]


class Target(NamedTuple):
    """What is built: a program, or (`probe`) one made up that imports all packages of a module."""

    name: str  # import path; of a probe, the module's path
    directory: str  # absolute: where go build runs
    packages: tuple[Package, ...]  # where the graph is entered
    probe: bool
    mod: ModFile = ModFile()
    cgo: bool = False  # whether a file of the program's own package imports "C"

    @property
    def where(self) -> str:
        """What to build, for a go command in `directory`."""
        return f"./{PROBE}" if self.probe else "."


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
        return [_program(seen, package, holds) for package in mains]
    found: list[Target] = []
    modules = {p.module.path: p.module for p in subjects if p.module is not None}
    for path, module in sorted(modules.items()):
        inside = tuple(p for p in subjects if p.module and p.module.path == path and holds(p.exists))
        if inside:
            directory = os.path.join(seen.place.top, module.directory)
            found.append(Target(path, directory, inside, probe=True, mod=mod_file(seen, inside[0])))
    if not found:
        raise NoVerdict(Problem(f"no package is built for {tool.build}: nothing to measure"))
    return found


def _program(seen: Look, package: Package, holds: Callable[[int], bool]) -> Target:
    cgo = any(
        "C" in file.header.imports.paths
        for file in package.files
        if file.kind == "production" and holds(file.condition)
    )
    directory = os.path.join(seen.place.top, package.directory)
    return Target(package.path, directory, (package,), probe=False, mod=mod_file(seen, package), cgo=cgo)


def plan(tool: Toolchain, found: Iterable[Target], runs: int, before: Sequence[str]) -> list[str]:
    """What `measure` would do, in lines for people."""
    ran = [*before, "env", "-i", f"{VARIABLE}=1", "GOMAXPROCS=1", "GODEBUG=inittrace=1", "BINARY"]
    where = "in an empty directory" if before else "in an empty directory, with network"
    variables = [f"{name}={shlex.quote(tool.environ[name])}" for name in (*OFFLINE, "GOFLAGS")]
    lines = []
    for target in found:
        words = build_command(tool, "OVERLAY", "BINARY", target.where, modfile=target.mod.flag)
        lines += [
            f"build {target.name}:",
            f"  cd {shlex.quote(target.directory)} && {' '.join(variables)} {shlex.join(words)}",
            f"  # OVERLAY adds {_added(target)}",
            f"run it {runs} times, {where}, for at most {LIMIT} s each:",
            f"  {shlex.join(ran)}",
        ]
    return lines


def _added(target: Target) -> str:
    what = "two files that end the program after its last init, before main"
    if target.probe:
        what = f"a program, {PROBE}, that imports all packages of the module and ends before main"
    laid = [f"{os.path.basename(file)} in place of {os.path.basename(at)}" for at, file in target.mod.laid.items()]
    return f"{what}{''.join(f'; {one}' for one in laid)}"


def measure(
    seen: Look,
    tool: Toolchain,
    found: Sequence[Target],
    runs: int,
    say: Say,
    *,
    before: Sequence[str] = (),
    sizes: bool = False,
) -> tuple[Section, list[Problem]]:
    """Build and run, `before` the words of each run; with `sizes` look at the machine code too.

    Also why programs have no figures: they do not build, or do not reach their last init.
    """
    section = Section(tool.build, "probe" if found[0].probe else "main", runs)
    problems: list[Problem] = []
    for number, target in enumerate(found, 1):

        def progress(what: str, at: str = f"[{number}/{len(found)}]") -> None:
            say(f"{at} {what}")

        try:
            _measure(section, seen, tool, target, progress, before, sizes=sizes)
        except NoVerdict as error:
            problems += error.problems
    say("")
    return section, problems


def _measure(
    section: Section, seen: Look, tool: Toolchain, target: Target, say: Say, before: Sequence[str], *, sizes: bool
) -> None:
    with tempfile.TemporaryDirectory(prefix="gomodlint-cost-") as name:
        say(f"building {target.name}")
        binary = built(Path(name), tool, target, stripped=not sizes)
        traces = []
        for turn in range(section.runs):
            say(f"running {target.name} {turn + 1}/{section.runs}")
            traces.append(run(binary, target.name, before))
        text = text_sizes(tool, binary) if sizes else {}
    _record(section, seen, tool, target, traces)
    _record_sizes(section, target, text)


def built(
    scratch: Path, tool: Toolchain, target: Target, *, also: str = "", body: str = "", stripped: bool = True
) -> str:
    """Build a target with its overlay (see `over_main`); the program's path. Raises NoVerdict if it does not build."""
    binary = str(scratch / ("program.exe" if os.name == "nt" else "program"))
    if target.probe:
        paths = [package.path for package in target.packages if sees(target.name, package.path)]
        laid = over_module(scratch, target.directory, paths)
    else:
        names = os.listdir(target.directory)
        laid = over_main(scratch, target.directory, names, cgo=target.cgo, also=also, body=body)
    overlay = write_overlay(scratch, {**laid, **target.mod.laid})
    words = build_command(tool, overlay, binary, target.where, stripped=stripped, modfile=target.mod.flag)
    build(words, target.name, target.directory, tool.environ)
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
