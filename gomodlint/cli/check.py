"""`gomodlint check`: the main job."""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from gomodlint.cli.check_options import Options, options_of
from gomodlint.errors import NoVerdict
from gomodlint.recall.printed import Answer
from gomodlint.source import watch
from gomodlint.source.place import locate

if TYPE_CHECKING:
    from gomodlint.finding import Verdict
    from gomodlint.recall.answer import Beginning, Question


def main(arguments: list[str]) -> int:
    """Check, print the report, and return the exit status."""
    options = options_of(arguments)
    today = options.today or datetime.datetime.now(datetime.UTC).date()
    question = _question(options, today)
    known = question.recall() if question else None
    end = _begin_early(options) if known is None else None
    try:
        answer = known if isinstance(known, Answer) else _answer(options, today, question, known)
    except NoVerdict as error:
        if options.format != "text":  # whoever reads a report finds one, that says why there is no verdict
            _write(options.output, _no_verdict(options.format, error))
        raise
    finally:
        if end is not None:
            end()
    _write(options.output, answer.text)
    return answer.status


def _begin_early(options: Options) -> Callable[[], None] | None:
    """Begin to read a large vendor directory, if the run will, and all of it; what to call in the end."""
    if options.base or options.staged or options.tracked:
        return None
    place = locate(os.getcwd())
    if not options.no_cache:
        from gomodlint.recall.kept import are_headers_kept

        if are_headers_kept(os.environ, "files", place.top):
            return None
    from gomodlint.source import early

    early.begin(place)
    return early.end


def _no_verdict(format_name: str, error: NoVerdict) -> str:
    from gomodlint.finding import LookedAt, Verdict
    from gomodlint.report.formats import render

    return render(format_name, Verdict((), LookedAt(), errors=tuple(error.problems)))


def _question(options: Options, today: datetime.date) -> Question | None:
    """What the cache may know the answer to: a check of the disk as a whole, without git."""
    if options.no_cache or options.stats or options.arguments:
        return None
    if options.base or options.head or options.staged or options.tracked:
        return None
    from gomodlint.recall.answer import Question

    more = (options.format, _wants_color(options), today)
    return Question(locate(os.getcwd()), os.environ, (options.policy, options.policy_from), more)


def _answer(options: Options, today: datetime.date, question: Question | None, known: Beginning | None) -> Answer:
    """Check, beginning with what is known, if that will do; else anew, and keep the answer if there is a question."""
    from gomodlint.cli.exit_status import status_of
    from gomodlint.engine import Request, check
    from gomodlint.report.escape import terminal_safe
    from gomodlint.report.formats import render

    push = None
    if options.staged:
        from gomodlint.cli.pushed import pushed

        push = pushed(os.environ)
    request = Request(
        directory=os.getcwd(),
        environ=os.environ,
        today=today,
        arguments=tuple(options.arguments),
        policy=options.policy,
        base=push[0] if push else options.base,
        head=push[1] if push else options.head,
        staged=options.staged and not push,
        tracked=options.tracked,
        policy_from=options.policy_from,
        cache=not options.no_cache,
    )
    if known is not None:
        from gomodlint.engine.again import check_again

        verdict = check_again(request, known.lines, known.changes, known.headers.files)
        if verdict is not None:
            answer = Answer(int(status_of(verdict)), render(options.format, verdict, color=_wants_color(options)))
            if question is not None and not verdict.errors:
                question.remember_again(answer, known)
            return answer
    start = time.perf_counter()
    seen = None if options.no_cache else watch.watch()
    try:
        verdict = check(request)
    finally:
        if seen is not None:
            watch.end()
    if options.stats:
        _say_stats(verdict, time.perf_counter() - start)
    for note in verdict.cache.notes:
        sys.stderr.write(f"gomodlint: {terminal_safe(note)}\n")
    answer = Answer(int(status_of(verdict)), render(options.format, verdict, color=_wants_color(options)))
    if question is not None and seen is not None and not verdict.errors and verdict.looked_at.std_source == "table":
        question.remember(answer, seen, verdict.cache.sum, verdict.cache.graph())
    return answer


def _say_stats(verdict: Verdict, seconds: float) -> None:
    looked = verdict.looked_at
    sys.stderr.write(
        f"gomodlint: {looked.files} files, {looked.packages} own packages, {len(looked.ports)} ports, "
        f"{len(looked.tags)} tags, {len(verdict.findings)} findings in {seconds:.2f} s\n"
    )


def _wants_color(options: Options) -> bool:
    if options.output or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _write(path: str, text: str) -> None:
    if not path:
        sys.stdout.write(text)
        return
    from gomodlint.cli.write import replace_file

    replace_file(os.path.abspath(path), text.encode("utf-8", "surrogateescape"), path)
