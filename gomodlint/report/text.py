"""A verdict for people: each finding with its place, chain and builds, then what was looked at.

What a rule has to say (why, instead, owner, docs) stands at its first finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Step, Verdict
from gomodlint.report.escape import inline
from gomodlint.report.shown import QUIET, builds, if_built, to_show

_BOLD, _DIM, _RED, _YELLOW, _GREEN, _CYAN = "1", "2", "31", "33", "32", "36"
MANY_TAGS = 6  # beyond, the summary counts them
WIDEST = 72  # columns of a chain's lines; what is longer is not aligned


def render(verdict: Verdict, *, color: bool = False) -> str:
    """The report; with ANSI colours when `color`."""
    paint = _Paint(color)
    told: set[str] = set()
    lines = list(_blocks([list(_finding(finding, paint, told)) for finding in to_show(verdict)]))
    for problem in verdict.errors:
        lines += _problem(problem, paint("error", _RED), paint)
    for problem in verdict.notices:
        lines += _problem(problem, paint("note", _CYAN), paint)
    if verdict.errors or verdict.notices:
        lines.append("")
    lines += _summary(verdict, paint)
    return "\n".join(lines) + "\n"


def _blocks(blocks: Sequence[list[str]]) -> Iterator[str]:
    """Lines, with a blank one around what has several: findings of one line each stand together."""
    for number, block in enumerate(blocks):
        yield from block
        if len(block) > 1 or number + 1 == len(blocks) or len(blocks[number + 1]) > 1:
            yield ""


class _Paint:
    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._color and text else text


def _finding(finding: Finding, paint: _Paint, told: set[str]) -> Iterator[str]:
    severity = paint(finding.severity, _RED if finding.severity == "error" else _YELLOW)
    state = "" if finding.state == "new" else f" ({finding.state})"
    place = paint(f"{inline(finding.file)}:{finding.line}:{finding.column}", _BOLD)
    yield f"{place}: {severity}{state} {inline(finding.message)} [{inline(finding.rule)}]"
    if finding.also_from:
        names = ", ".join(inline(name) for name in finding.also_from[:3])
        more = len(finding.also_from) - 3
        verb = "does" if len(finding.also_from) == 1 else "do"
        yield f"    so {verb} {names}{f' and {more} more' if more > 0 else ''}"
    if finding.chain:
        yield from _chain(finding, paint)
    where = builds(finding, inline)
    if where:
        never = " (its constraint is never met)" if finding.condition == "never" else ""
        yield f"    {paint('builds', _DIM)}   {where}{never}"
    if finding.new_condition:
        most = "" if finding.exact else "at most "
        yield f"    {paint('new in', _DIM)}   {most}{inline(finding.new_condition)}"
    if finding.witness is not None and (where or finding.chain):
        yield f"    {paint('check', _DIM)}    {inline(str(finding.witness))}"
    cause = finding.cause
    if cause is not None and (cause.file, cause.line) != (finding.file, finding.line):
        yield f"    {paint('cause', _DIM)}    {inline(cause.file)}:{cause.line} ({inline(cause.kind)})"
    if finding.rule not in told:
        told.add(finding.rule)
        words = ("why", finding.why), ("instead", finding.instead), ("owner", finding.owner), ("docs", finding.docs)
        for word, text in words:
            if text:
                yield f"    {paint(word, _DIM)}{' ' * (9 - len(word))}{inline(text)}"
    if finding.reason:
        yield f"    {paint('note', _DIM)}     {inline(finding.reason)}"


def _chain(finding: Finding, paint: _Paint) -> Iterator[str]:
    """The importer, then a line for each import: package, place, and condition where it is not always there."""
    rows: list[tuple[str, str, str]] = [(inline(finding.chain[0].importer), "", "")]
    rows += [_row(step) for step in finding.chain]
    width = min(WIDEST, max(len(name) for name, _, _ in rows))
    places = min(WIDEST, max((len(place) for _, place, condition in rows if condition), default=0))
    yield f"      {rows[0][0]}"
    for name, place, condition in rows[1:]:
        text = f"    > {name.ljust(width)}  {paint(place, _DIM)}"
        gap = " " * max(places - len(place) + 2, 2)
        yield f"{text}{gap}{paint(condition, _YELLOW)}" if condition else text


def _row(step: Step) -> tuple[str, str, str]:
    place = inline(step.place)
    return inline(step.imported), place, if_built(step, inline)


def _problem(problem: Problem, word: str, paint: _Paint) -> Iterator[str]:
    place = ":".join([inline(problem.file), *(str(n) for n in (problem.line, problem.column) if n)])
    yield (
        f"{paint(place, _BOLD)}: {word} {inline(problem.message)}"
        if problem.file
        else f"{word} {inline(problem.message)}"
    )
    if problem.hint:
        yield f"    {paint('hint', _DIM)}     {inline(problem.hint)}"


def _summary(verdict: Verdict, paint: _Paint) -> Iterator[str]:
    looked = verdict.looked_at
    head = {
        "clean": paint("clean", _GREEN),
        "findings": paint("findings", _RED),
        "none": paint("no verdict", _RED),
    }[verdict.kind]
    counts = "; ".join(_counts(verdict))
    yield f"{head}: {counts}" if counts else head
    tags = f", tags {' '.join(looked.tags)}" if looked.tags else ""
    if len(looked.tags) > MANY_TAGS:
        tags = f", {len(looked.tags)} tags on and off"
    ports = looked.ports[0] if len(looked.ports) == 1 else f"{len(looked.ports)} ports"
    cgo = {"both": "cgo on and off", "on": "cgo on", "off": "cgo off"}[looked.cgo]
    modules = looked.modules[0] if len(looked.modules) == 1 else f"{len(looked.modules)} modules"
    yield paint(
        f"looked at {_many(looked.packages, 'package')} of {inline(modules)}, {_many(looked.files, 'file')} in all, "
        f"on {inline(ports)}, {cgo}{inline(tags)}; policy {inline(verdict.policy_file)}"
        + (f" ({verdict.policy_from}'s)" if verdict.base and verdict.policy_from != "built-in" else ""),
        _DIM,
    )
    if looked.unresolved:
        shown = ", ".join(inline(path) for path in looked.unresolved[:3])
        more = f" and {len(looked.unresolved) - 3} more" if len(looked.unresolved) > 3 else ""
        yield paint(f"not looked at: {_many(len(looked.unresolved), 'missing package')} ({shown}{more})", _DIM)
    if looked.not_built:
        most = sorted(looked.not_built.items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{inline(tag)} {count}" for tag, count in most[:6])
        yield paint(f"files built in no configuration that counts, by tag: {shown}", _DIM)


def _counts(verdict: Verdict) -> Iterator[str]:
    """How many findings there are: what is shown by severity and state, then what is not shown by state."""
    loud: dict[str, int] = {}
    quiet: dict[str, int] = {}
    for finding in verdict.findings:
        if finding.state in QUIET:
            quiet[finding.state] = quiet.get(finding.state, 0) + 1
        else:
            name = finding.severity if finding.state == "new" else f"{finding.state} {finding.severity}"
            loud[name] = loud.get(name, 0) + 1
    if loud:
        yield ", ".join(_many(number, name) for name, number in loud.items())
    if quiet:
        yield f"not shown: {', '.join(f'{number} {name}' for name, number in quiet.items())}"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
