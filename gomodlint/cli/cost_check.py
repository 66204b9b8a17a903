"""`gomodlint cost check`: measure again, and compare with the figures in the file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from gomodlint.cli.arguments import Parser
from gomodlint.cli.cost_session import add_options, may_run, say, session, stoppable
from gomodlint.cli.exit_status import ExitStatus
from gomodlint.cost.drift import drifts
from gomodlint.cost.level import human
from gomodlint.cost.record import Section
from gomodlint.errors import NoVerdict, Problem
from gomodlint.measure.session import measure
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
        raise NoVerdict(Problem(f"no figures for {found.tool.build}", str(found.file), hint=HINT))
    if not may_run(options, found):
        raise NoVerdict(Problem("nothing was compared", hint="add --allow-run"))
    with stoppable():
        measured, problems = measure(found.seen, found.tool, found.targets, options.runs, say, before=found.before)
    if problems:
        raise NoVerdict(*problems)
    lines = list(_lines(recorded, measured))
    sys.stdout.writelines(f"{inline(line)}\n" for line in lines)
    if lines:
        sys.stdout.write(f"the figures have changed: {HINT}\n")
        return ExitStatus.FINDINGS
    sys.stdout.write(inline(f"the figures of {', '.join(sorted(measured.mains))} still hold") + "\n")
    return ExitStatus.CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint cost check",
        description="Measure again, and fail where the committed figures are off by more than 1 % + 50 allocations or "
        "3 % + 96 KiB. Time never counts. Runs the repository's code: only with --allow-run.",
        epilog="exit status: 0 they hold, 1 some do not, 2 they could not be compared",
    )
    add_options(parser)
    return parser


def _lines(recorded: Section, measured: Section) -> Iterator[str]:
    for drift in drifts(recorded, measured):
        was, now = drift.was, drift.now
        if was is None or now is None:
            yield f"{drift.name}: {'is not among the figures' if was is None else 'is not a program any more'}"
        else:
            yield (
                f"{drift.name}: {was.allocs:,} allocs, {human(was.bytes)} before, "
                f"{now.allocs:,} allocs, {human(now.bytes)} measured"
            )
