"""`gomodlint prove`: shows that every rule of the policy can fire."""

from __future__ import annotations

import datetime
import os
import sys

from gomodlint.cli.arguments import Parser
from gomodlint.engine import Request
from gomodlint.engine.prove import prove
from gomodlint.errors import NoVerdict
from gomodlint.report.escape import inline

EPILOG = """Nothing is written: the files exist in memory only. Exit status: 0 every rule fires, 2 one does not."""


def main(arguments: list[str]) -> int:
    """Plant a violation of each rule, check, and print where each rule fired.

    Raises NoVerdict with the rules that cannot fire.
    """
    parser = Parser(
        prog="gomodlint prove",
        description="Plant one violation for each rule of the policy, and show that the rule fires at that place.",
        epilog=EPILOG,
    )
    parser.add_argument("--policy", metavar="FILE", default="", help="the policy (default: gomodlint.toml at the top)")
    options = parser.parse_args(arguments)
    today = datetime.datetime.now(datetime.UTC).date()
    proved = prove(Request(directory=os.getcwd(), environ=os.environ, today=today, policy=options.policy))
    for one in proved:
        if one.finding is not None:
            place = f"{one.finding.file}:{one.finding.line}"
            sys.stdout.write(inline(f"{one.rule}: fires at {place}: {one.finding.message}") + "\n")
    problems = [one.problem for one in proved if one.problem is not None]
    if problems:
        raise NoVerdict(*problems)
    sys.stdout.write(f"all {len(proved)} rules fire\n" if len(proved) != 1 else "the rule fires\n")
    return 0
