"""`gomodlint cost measure`: build and run the programs here, and write what their imports cost."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from gomodlint.cli.arguments import Parser
from gomodlint.cli.cost_session import Session, add_options, may_run, said, say, session, stoppable
from gomodlint.cli.exit_status import ExitStatus
from gomodlint.cli.write import replace_file
from gomodlint.cost import record
from gomodlint.cost.level import human
from gomodlint.cost.record import Section
from gomodlint.errors import NoVerdict, Problem
from gomodlint.measure.delta import delta
from gomodlint.measure.session import measure
from gomodlint.report.escape import inline


def main(arguments: list[str]) -> int:
    """Measure, or without --allow-run print what would be done: status 0."""
    options = _parser().parse_args(arguments)
    found = session(options)
    if not may_run(options, found):
        return ExitStatus.CLEAN
    with stoppable():
        return _measure(options, found)


def _measure(options: argparse.Namespace, found: Session) -> ExitStatus:
    if options.delta:
        _print_delta(found, options.delta, options.runs)
        return ExitStatus.CLEAN
    sections = found.sections()
    section, problems = measure(
        found.seen, found.tool, found.targets, options.runs, say, before=found.before, sizes=options.size
    )
    if not section.mains:
        raise NoVerdict(*problems)
    _write(found.file, sections, section, keep=found.chosen or bool(problems))
    for name, main_cost in sorted(section.mains.items()):
        total = main_cost.total
        line = f"{name}: {total.allocs:,} allocs, {human(total.bytes)} before main, {main_cost.packages} packages"
        sys.stdout.write(inline(line) + "\n")
    sys.stdout.write(inline(f"wrote {os.path.relpath(found.file)} ({section.build})") + "\n")
    if problems:
        raise NoVerdict(*problems)
    return ExitStatus.CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint cost measure",
        description="Build the programs of this repository, run each up to its last init, and write what every package "
        f"allocated into {record.NAME}. Runs the repository's code: only with --allow-run.",
    )
    add_options(parser)
    parser.add_argument("--size", action="store_true", help="bytes of machine code of every package, too")
    parser.add_argument(
        "--delta", metavar="PKG", default="", help="write nothing; build without and with one more import, and compare"
    )
    return parser


def _write(file: Path, sections: list[Section], section: Section, *, keep: bool) -> None:
    """Put a section in place of one for the same build; `keep` its programs that were not measured."""
    same = section.build._replace(go=section.build.minor)
    others = [one for one in sections if one.build._replace(go=one.build.minor) != same]
    for one in sections if keep else ():
        if one not in others and one.mode == section.mode:
            _take_over(section, one)
    replace_file(str(file), record.write([*others, section]).encode(), said(file))


def _take_over(section: Section, old: Section) -> None:
    left = {name for name in old.mains if name not in section.mains}
    section.mains |= {name: old.mains[name] for name in left}
    for path, cost in old.packages.items():
        figures = {name: one for name, one in cost.by_main.items() if name in left}
        if figures:
            section.packages.setdefault(path, record.PackageCost(cost.source)).by_main.update(figures)


def _print_delta(found: Session, package: str, runs: int) -> None:
    for target in found.targets:
        if target.probe:
            raise NoVerdict(Problem("--delta needs a program, and this module has none"))
        one = delta(found.tool, target, package, runs, say, found.before)
        allocs, size = one.after.allocs - one.before.allocs, one.after.bytes - one.before.bytes
        file = one.size_after - one.size_before
        figures = f"{allocs:+,} allocs, {_signed(size)} before main, {_signed(file)} of program file (stripped)"
        sys.stdout.write(inline(f"{target.name} with {package}: {figures}") + "\n")


def _signed(size: int) -> str:
    return f"{'-' if size < 0 else '+'}{human(abs(size))}"
