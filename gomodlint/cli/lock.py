"""`gomodlint lock`: what third-party modules say and what each program contains, kept in a file to be reviewed."""

from __future__ import annotations

import argparse
import datetime
import os
import sys

from gomodlint.cli.arguments import Parser
from gomodlint.cli.exit_status import status_of
from gomodlint.cli.write import replace_file
from gomodlint.engine import Request
from gomodlint.engine.linked import looked_at
from gomodlint.engine.locks import drifts, locks
from gomodlint.engine.look import Look, look
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Verdict
from gomodlint.report.escape import inline
from gomodlint.report.formats import FORMATS, render


def main(arguments: list[str]) -> int:
    """Check or update. Status: 0 as locked (or written), 1 otherwise."""
    options = _parser().parse_args(arguments)
    today = datetime.datetime.now(datetime.UTC).date()
    seen = look(Request(directory=os.getcwd(), environ=os.environ, today=today, policy=options.policy, ruleless=True))
    _refuse_without_own_files(seen)
    found = locks(seen)
    if not found:
        raise NoVerdict(Problem("nothing to lock: no program, and no import from outside", hint="is this the module?"))
    if options.update:
        for lock in found:
            state = "is as it was"
            if lock.before != lock.after:
                state = "written"
                path = os.path.join(seen.place.top, lock.file)
                replace_file(path, lock.after.encode("utf-8", "surrogateescape"), lock.file)
            sys.stdout.write(inline(f"{lock.file} {state}: {_count(lock.after)}") + "\n")
        return 0
    verdict = Verdict(
        tuple(finding for lock in found for finding in drifts(lock)),
        looked_at(seen.linked, seen.policy, seen.universe, seen.std, ()),
        policy_file=seen.policy.file,
    )
    sys.stdout.write(render(options.format, verdict, color=False))
    return int(status_of(verdict))


def _refuse_without_own_files(seen: Look) -> None:
    """A lock without what an own file imports would be wrong. Modules' broken files are ignored by Go, too."""
    unread = [p for p in seen.linked.problems if not os.path.isabs(p.file) and "vendor" not in p.file.split("/")]
    if unread:
        raise NoVerdict(*unread)


def _count(text: str) -> str:
    lines = text.split("\n")
    programs, modules = (sum(line.startswith(f"{verb} ") for line in lines) for verb in ("main", "module"))
    return f"{programs} program{'s' if programs != 1 else ''}, {modules} module{'s' if modules != 1 else ''}"


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint lock",
        description="Keep what third-party modules say, and what each program contains, in gomodlint.lock: rules are "
        "then decided without the modules, and a change of what a program contains is seen in review.",
        epilog="exit status: 0 as locked or written, 1 the lock is not what it should be, 2 it cannot be told",
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="compare (the default)")
    action.add_argument("--update", action="store_true", help="write gomodlint.lock beside go.mod or go.work")
    parser.add_argument("--policy", metavar="FILE", default="", help="the policy whose [build] counts")
    parser.add_argument("--format", choices=sorted(FORMATS), default="text", help="report format (default: text)")
    return parser
