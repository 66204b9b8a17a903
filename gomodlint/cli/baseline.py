"""`gomodlint baseline`: the file of known findings. It shrinks by itself, and grows only when told to."""

from __future__ import annotations

import argparse
import datetime
import os
import sys

from gomodlint.cli.arguments import Parser, date
from gomodlint.cli.exit_status import ExitStatus
from gomodlint.cli.write import replace_file
from gomodlint.engine import Request, check
from gomodlint.engine.place import locate
from gomodlint.errors import NoVerdict
from gomodlint.finding import Verdict
from gomodlint.policy.find import BASELINE
from gomodlint.report.escape import inline
from gomodlint.triage.baseline import Identity, encode
from gomodlint.triage.known import can_be_known

SHOWN = 20  # lines of a list; beyond, they are counted

EPILOG = """Without options it says what would change. Exit status: 0 the file is as it should be, 1 it is not,
or findings are not in it (gomodlint check shows them), 2 no verdict."""


def main(arguments: list[str]) -> int:
    """Compare the baseline with what is found, write it with --update, and say what differs."""
    options = _parser().parse_args(arguments)
    verdict = check(
        Request(
            directory=os.getcwd(),
            environ=os.environ,
            today=options.today or datetime.datetime.now(datetime.UTC).date(),
            policy=options.policy,
            grouped=False,
        )
    )
    if verdict.errors:
        raise NoVerdict(*verdict.errors)
    before = {*verdict.baseline.stale, *_kept_before(verdict)}
    kept = set(verdict.baseline.kept)
    new = {finding.identity for finding in verdict.findings if finding.state == "new" and can_be_known(finding)}
    after = kept | new if options.allow_growth else kept
    added, removed = after - before, before - after
    if options.update:
        _write(verdict, after)
    _say(verdict, sorted(removed), sorted(added), options)
    outside = new - after
    if outside:
        sys.stdout.write(
            f"{_many(len(outside), 'finding')} not in the baseline. To see them: gomodlint. "
            "To add them: gomodlint baseline --update --allow-growth\n"
        )
    pending = (added or removed) and not options.update
    return ExitStatus.FINDINGS if outside or pending else ExitStatus.CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint baseline",
        description=f"Known findings: {BASELINE}, beside the policy.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--update", action="store_true", help="write the file: take out what is mended, follow renamed files")
    add("--allow-growth", action="store_true", help="with --update: add what is new (also to begin)")
    add("--policy", metavar="FILE", default="", help="the policy (default: gomodlint.toml at the top)")
    add("--today", metavar="DATE", type=date, help="the date for exceptions that end (UTC)")
    return parser


def _kept_before(verdict: Verdict) -> set[Identity]:
    """What the file on disk says of the entries that stay: renamed files by their old names."""
    from gomodlint.triage.baseline import decode

    if not verdict.baseline.exists:
        return set()
    with open(_on_disk(verdict), "rb") as file:
        return {entry.identity for entry in decode(file.read(), verdict.baseline.file)}


def _write(verdict: Verdict, identities: set[Identity]) -> None:
    """Write the file if that changes it. The last entry takes the file with it."""
    path = _on_disk(verdict)
    if not identities and not verdict.baseline.exists:
        return
    replace_file(path, encode(identities) if identities else None, verdict.baseline.file)


def _on_disk(verdict: Verdict) -> str:
    return os.path.join(locate(os.getcwd()).top, verdict.baseline.file)


def _say(verdict: Verdict, removed: list[Identity], added: list[Identity], options: argparse.Namespace) -> None:
    name = inline(verdict.baseline.file)
    lines = [f"- {_words(identity)}" for identity in removed] + [f"+ {_words(identity)}" for identity in added]
    for line in lines[:SHOWN]:
        sys.stdout.write(line + "\n")
    if len(lines) > SHOWN:
        sys.stdout.write(f"... and {len(lines) - SHOWN} more\n")
    if not verdict.baseline.exists and not added:
        sys.stdout.write(f"{name}: there is none\n")
    elif not lines:
        sys.stdout.write(f"{name}: {_many(len(verdict.baseline.kept), 'known finding')}, nothing to change\n")
    else:
        verb = "" if options.update else "would be "
        sys.stdout.write(f"{name}: {verb}{len(removed)} removed, {len(added)} added\n")


def _words(identity: Identity) -> str:
    return inline(" ".join(field or "-" for field in identity))


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
