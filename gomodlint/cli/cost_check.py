"""`gomodlint cost check`: measure again, and compare with the figures in the file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from gomodlint.cli.arguments import Parser
from gomodlint.cli.cost_session import Session, add_options, may_run, said, say, session, stoppable
from gomodlint.cli.exit_status import ExitStatus
from gomodlint.cost.drift import drifts
from gomodlint.cost.level import human
from gomodlint.cost.record import Section
from gomodlint.errors import NoVerdict, Problem
from gomodlint.measure.session import Target, measure
from gomodlint.report.escape import inline

HINT = "gomodlint cost measure --allow-run"


def main(arguments: list[str]) -> int:
    """Status 0 when the figures still hold, 1 when some do not."""
    options = _parser().parse_args(arguments)
    found = session(options)
    sections = found.sections()
    same = found.tool.build._replace(go=found.tool.build.minor)
    recorded = next((one for one in sections if one.build._replace(go=one.build.minor) == same), None)
    if recorded is None:
        raise NoVerdict(Problem(f"no figures for {found.tool.build}", said(found.file), hint=HINT))
    targets, left_out, gone = _compared(found, recorded)
    if not targets:
        raise NoVerdict(Problem(f"no program here has figures for {found.tool.build}", said(found.file), hint=HINT))
    if not may_run(options, found._replace(targets=targets)):
        raise NoVerdict(Problem("nothing was compared", hint="add --allow-run"))
    with stoppable():
        measured, problems = measure(found.seen, found.tool, targets, options.runs, say, before=found.before)
    if problems:
        raise NoVerdict(*problems)
    lines = [*(f"{name}: is not a program any more" for name in gone), *_lines(recorded, measured)]
    sys.stdout.writelines(f"{inline(line)}\n" for line in lines)
    if left_out:
        more = f" and {len(left_out) - 1} more" if len(left_out) > 1 else ""
        sys.stderr.write(inline(f"not compared, for want of figures: {left_out[0]}{more}") + "\n")
    if lines:
        sys.stdout.write(f"the figures have changed: {HINT}\n")
        return ExitStatus.FINDINGS
    sys.stdout.write(inline(f"the figures of {', '.join(sorted(measured.mains))} still hold") + "\n")
    return ExitStatus.CLEAN


def _compared(found: Session, recorded: Section) -> tuple[list[Target], list[str], list[str]]:
    """What is measured again: the programs that were chosen, or else those that have figures.

    Also the names of programs without figures, and of figures without a program.
    """
    if found.chosen:
        return found.targets, [], []
    here = {target.name for target in found.targets}
    targets = [target for target in found.targets if target.name in recorded.mains]
    return targets, sorted(here - recorded.mains.keys()), sorted(recorded.mains.keys() - here)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint cost check",
        description="Measure the programs that have figures again, and fail where the committed figures are off by "
        "more than 1 % + 50 allocations or 3 % + 96 KiB. Time never counts. Runs the repository's code: only with "
        "--allow-run.",
        epilog="exit status: 0 they hold, 1 some do not, 2 they could not be compared",
    )
    add_options(parser)
    return parser


def _lines(recorded: Section, measured: Section) -> Iterator[str]:
    for drift in drifts(recorded, measured):
        was, now = drift.was, drift.now
        if was is None:
            yield f"{drift.name}: is not among the figures"
        else:
            yield (
                f"{drift.name}: {was.allocs:,} allocs, {human(was.bytes)} before, "
                f"{now.allocs:,} allocs, {human(now.bytes)} measured"
            )
