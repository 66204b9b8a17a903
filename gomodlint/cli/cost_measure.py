"""`gomodlint cost measure`: build and run the programs here, and write what their imports cost."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from gomodlint.cli.exit_status import ExitStatus
from gomodlint.cli.question import importers_of, seen_in_every_build
from gomodlint.cost import record
from gomodlint.cost.level import human
from gomodlint.cost.record import Section
from gomodlint.engine.look import Look
from gomodlint.errors import NoVerdict, Problem
from gomodlint.measure.session import measure, plan, targets
from gomodlint.measure.toolchain import isolated, toolchain
from gomodlint.report.escape import inline, terminal_safe


def main(arguments: list[str]) -> int:
    """Measure, or without --allow-run print what would be done: status 0."""
    options = parser().parse_args(arguments)
    tags = [tag for tag in options.tags.split(",") if tag]
    seen = seen_in_every_build(options.policy, tags)
    tool = toolchain(os.environ, seen.place.top, tags)
    chosen = [package for text in options.main for package in importers_of(seen, text)] or None
    found = targets(seen, tool, chosen)
    if not options.allow_run:
        sys.stdout.writelines(f"{terminal_safe(line)}\n" for line in plan(tool, found, options.runs))
        sys.stdout.write(
            "nothing was done: this builds and runs the code of this repository; add --allow-run if you trust it\n"
        )
        return ExitStatus.CLEAN
    if not isolated():
        sys.stderr.write("this system cannot take the network away from the programs that are run\n")
    file = cost_file(seen)
    sections = record.read(file.read_bytes(), str(file)) if file.exists() else []
    section = measure(seen, tool, found, options.runs, _say)
    _write(file, sections, section, keep=chosen is not None)
    for name, main_cost in sorted(section.mains.items()):
        total = main_cost.total
        line = f"{name}: {total.allocs:,} allocs, {human(total.bytes)} before main, {main_cost.packages} packages"
        sys.stdout.write(inline(line) + "\n")
    sys.stdout.write(inline(f"wrote {os.path.relpath(file)} ({section.build})") + "\n")
    return ExitStatus.CLEAN


def parser() -> argparse.ArgumentParser:
    """The options."""
    found = argparse.ArgumentParser(
        prog="gomodlint cost measure",
        description="Build the programs of this repository, run each up to its last init, and write what every package "
        f"allocated into {record.NAME}. Runs the repository's code: only with --allow-run.",
    )
    found.add_argument("--main", action="append", default=[], metavar="PKG", help="this program only (repeat)")
    found.add_argument("--runs", type=_positive, default=5, metavar="N", help="runs of each program (default: 5)")
    found.add_argument("--tags", default="", metavar="A,B", help="build tags")
    found.add_argument("--allow-run", action="store_true", help="yes, build and run this code")
    found.add_argument("--policy", metavar="FILE", default="", help="the policy beside which the file is written")
    return found


def cost_file(seen: Look) -> Path:
    """Where the figures of a repository are: beside its policy."""
    return Path(seen.place.top, seen.policy.directory, record.NAME)


def _write(file: Path, sections: list[Section], section: Section, *, keep: bool) -> None:
    """Put a section in place of one for the same build; `keep` its programs that were not measured."""
    same = section.build._replace(go=section.build.minor)
    others = [one for one in sections if one.build._replace(go=one.build.minor) != same]
    for one in sections if keep else ():
        if one not in others and one.mode == section.mode:
            _take_over(section, one)
    try:
        file.write_text(record.write([*others, section]))
    except OSError as error:
        raise NoVerdict(Problem(f"cannot write: {error.strerror}", str(file))) from error


def _take_over(section: Section, old: Section) -> None:
    left = {name for name in old.mains if name not in section.mains}
    section.mains |= {name: old.mains[name] for name in left}
    for path, cost in old.packages.items():
        figures = {name: one for name, one in cost.by_main.items() if name in left}
        if figures:
            section.packages.setdefault(path, record.PackageCost(cost.source)).by_main.update(figures)


def _say(line: str) -> None:
    """Progress, on a terminal alone: one line that is written over."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{inline(line)}")
        sys.stderr.flush()


def _positive(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return number
