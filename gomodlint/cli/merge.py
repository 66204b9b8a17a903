"""`gomodlint merge`: the verdicts of several jobs as one, in any format."""

from __future__ import annotations

import argparse
import os
import sys

from gomodlint.cli.arguments import Parser
from gomodlint.cli.exit_status import status_of
from gomodlint.cli.write import replace_file
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Verdict
from gomodlint.report.formats import FORMATS, render
from gomodlint.report.read_json import LIMIT, read
from gomodlint.triage.merge import merged


def main(arguments: list[str]) -> int:
    """Print the whole verdict; the exit status is that of a check that had found it."""
    options = _parser().parse_args(arguments)
    verdict = merged([read_file(file) for file in options.verdict])
    text = render(options.format, verdict, color=False)
    if options.output:
        replace_file(os.path.abspath(options.output), text.encode("utf-8", "surrogateescape"), options.output)
    else:
        sys.stdout.write(text)
    return status_of(verdict)


def read_file(file: str) -> Verdict:
    """A verdict on the disk, `-` on standard input. Raises NoVerdict when it is none."""
    if file == "-":
        return read(sys.stdin.buffer.read(LIMIT + 1), "<stdin>")
    try:
        with open(file, "rb") as stream:
            return read(stream.read(LIMIT + 1), file)
    except OSError as error:
        hint = "a job that left no verdict is no clean job"
        raise NoVerdict(Problem(f"cannot read: {(error.strerror or '').lower()}", file, hint=hint)) from error


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint merge",
        description="Put the verdicts of several jobs together: of parts of a monorepo, or of builds checked apart.",
        epilog="exit status: as of check: 0 clean, 1 findings, 2 no verdict",
    )
    parser.add_argument(
        "verdict", nargs="+", metavar="VERDICT.json", help="written by --format json; - is standard input"
    )
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="report format (default: text)")
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="where to write (default: standard output)")
    return parser
