"""`gomodlint check`: the main job."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import time
from typing import TYPE_CHECKING

from gomodlint import __version__
from gomodlint.recall.answer import Answer, Beginning, Question
from gomodlint.report.formats import FORMATS
from gomodlint.source import watch
from gomodlint.source.place import locate

if TYPE_CHECKING:
    from gomodlint.finding import Verdict

DESCRIPTION = "Check who may import whom in Go modules, in every build configuration at once."
EPILOG = """exit status: 0 clean, 1 findings, 2 no verdict (usage, policy, unreadable input, nothing checked)

commands: gomodlint baseline | cache | cost | cut | cycles | diff | explain | graph | init | list | lock | merge |
metrics | policy | prove | review | schema | why (gomodlint COMMAND --help)"""


def main(arguments: list[str]) -> int:
    """Check, print the report, and return the exit status."""
    options = parser().parse_args(arguments)
    today = options.today or datetime.datetime.now(datetime.UTC).date()
    question = _question(options, today)
    known = question.recall() if question else None
    answer = known if isinstance(known, Answer) else _answer(options, today, question, known)
    _write(options.output, answer.text)
    return answer.status


def _question(options: argparse.Namespace, today: datetime.date) -> Question | None:
    """What the cache may know the answer to: a check of the disk as a whole, without git."""
    if options.no_cache or options.stats or options.arguments:
        return None
    if options.base or options.head or options.staged or options.tracked:
        return None
    more = (options.format, _wants_color(options), today)
    return Question(locate(os.getcwd()), os.environ, (options.policy, options.policy_from), more)


def _answer(
    options: argparse.Namespace, today: datetime.date, question: Question | None, known: Beginning | None
) -> Answer:
    """Check, beginning with what is known, if that will do; else anew, and keep the answer if there is a question."""
    from gomodlint.cli.exit_status import status_of
    from gomodlint.engine import Request, check
    from gomodlint.report.escape import terminal_safe
    from gomodlint.report.formats import render

    request = Request(
        directory=os.getcwd(),
        environ=os.environ,
        today=today,
        arguments=tuple(options.arguments),
        policy=options.policy,
        base=options.base,
        head=options.head,
        staged=options.staged,
        tracked=options.tracked,
        policy_from=options.policy_from,
        cache=not options.no_cache,
    )
    if known is not None:
        from gomodlint.engine.again import check_again

        verdict = check_again(request, known.lines, known.changes, known.headers.files)
        if verdict is not None:
            text = render(options.format, verdict, color=_wants_color(options))
            return Answer(int(status_of(verdict)), text)
    start = time.perf_counter()
    seen = watch.watch()
    try:
        verdict = check(request)
    finally:
        watch.end()
    if options.stats:
        _say_stats(verdict, time.perf_counter() - start)
    for note in verdict.cache.notes:
        sys.stderr.write(f"gomodlint: {terminal_safe(note)}\n")
    answer = Answer(int(status_of(verdict)), render(options.format, verdict, color=_wants_color(options)))
    if question is not None and not verdict.errors and verdict.looked_at.std_source == "table":
        question.remember(answer, seen, verdict.cache.sum, verdict.cache.graph())
    return answer


class _Help(argparse.RawDescriptionHelpFormatter):
    """Asked for a formatter at every option, argparse would load `shutil` to measure the terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=110)


def parser() -> argparse.ArgumentParser:
    """The options of `check`."""
    made = argparse.ArgumentParser(prog="gomodlint", description=DESCRIPTION, epilog=EPILOG, formatter_class=_Help)
    add = made.add_argument
    add("arguments", nargs="*", metavar="PATTERN|FILE", help="report only on these packages (./x/...) or files")
    add("--base", metavar="REF", default="", help="report what is new since the merge base with REF")
    add("--head", metavar="REF", default="", help="with --base: look at this commit, not at the work tree")
    add("--staged", action="store_true", help="look at git's index, against HEAD (the pre-commit hook's way)")
    add("--tracked", action="store_true", help="look only at files that git tracks")
    add("--policy", metavar="FILE", default="", help="the policy (default: gomodlint.toml at the top)")
    add("--policy-from", choices=("base", "head"), default="", help="with --base: whose policy decides")
    add("--format", choices=tuple(FORMATS), default="text", help="report format (default: text)")
    add("--output", metavar="FILE", default="", help="write the report there instead of standard output")
    add(
        "--no-cache",
        action="store_true",
        help="neither read nor write the cache (see: gomodlint cache)",
    )
    add("--stats", action="store_true", help="say on standard error what was read and how long it took")
    add("--today", metavar="DATE", type=datetime.date.fromisoformat, help="the date for exceptions that end (UTC)")
    add("--version", action="version", version=f"gomodlint {__version__}")
    return made


def _say_stats(verdict: Verdict, seconds: float) -> None:
    looked = verdict.looked_at
    sys.stderr.write(
        f"gomodlint: {looked.files} files, {looked.packages} own packages, {len(looked.ports)} ports, "
        f"{len(looked.tags)} tags, {len(verdict.findings)} findings in {seconds:.2f} s\n"
    )


def _wants_color(options: argparse.Namespace) -> bool:
    if options.output or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _write(path: str, text: str) -> None:
    if not path:
        sys.stdout.write(text)
        return
    from gomodlint.errors import NoVerdict, Problem

    try:
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise NoVerdict(Problem(f"cannot write the report: {error.strerror}", path)) from error
