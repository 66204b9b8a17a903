"""A verdict as GitHub-flavoured Markdown, for a job summary or a comment: the table first, then each finding.

A job summary above 1 MiB is dropped whole, so the page ends early and says so. Strings of the repository stand in code
spans only, where GitHub neither links, mentions nor renders them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Verdict
from gomodlint.report.escape import inline
from gomodlint.report.shown import to_show

LIMIT = 900_000  # bytes
MANY = 5  # of a list that the head may name


def render(verdict: Verdict) -> str:
    """The page."""
    shown = to_show(verdict)
    parts = [_head(verdict, shown)]
    size = len(parts[0])
    for number, part in enumerate(_body(shown)):
        size += len(part.encode("utf-8", "replace"))
        if size > LIMIT:
            parts.append(f"\n_{len(shown) - number} more: the JSON report has all of them._\n")
            break
        parts.append(part)
    return "".join(parts)


def problems(found: Sequence[Problem]) -> str:
    """The page of a run that ended without a verdict."""
    return "\n".join(["### gomodlint: ⚠️ no verdict", "", *map(_problem, found), ""])


def code(text: str) -> str:
    """A code span that nothing can break out of, outside tables."""
    text = re.sub(r"\s", " ", inline(text))
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def cell(text: str) -> str:
    """A code span in a table: only there a backslash before `|` is none of the text."""
    return code(text).replace("|", "\\|")


def _head(verdict: Verdict, shown: list[Finding]) -> str:
    mark = {"clean": "✅ clean", "findings": "❌ findings", "none": "⚠️ no verdict"}[verdict.kind]
    looked = verdict.looked_at
    quiet = len(verdict.findings) - len(shown)
    counts = f"{len(shown)} to look at" + (f", {quiet} known or ignored" if quiet else "")
    tags = f", {len(looked.tags)} tags" if looked.tags else ""
    base = f" ({verdict.policy_from}'s), new against {code(verdict.base)}" if verdict.base else ""
    what = f"{looked.packages} packages, {looked.files} files, {len(looked.ports)} ports, cgo {looked.cgo}{tags}"
    lines = [f"### gomodlint: {mark}", "", f"{counts}. Looked at {what}; policy {code(verdict.policy_file)}{base}.", ""]
    if looked.unresolved:
        lines += [f"Not looked at: {_first(looked.unresolved)}.", ""]
    if looked.not_built:
        most = sorted(looked.not_built.items(), key=lambda item: (-item[1], item[0]))
        lines += [f"Files built in no configuration that counts, by tag: {_first([f'{t} {n}' for t, n in most])}.", ""]
    lines += map(_problem, (*verdict.errors, *verdict.notices))
    return "\n".join(lines) + "\n"


def _first(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - MANY} more" if len(texts) > MANY else ""
    return ", ".join(map(code, texts[:MANY])) + more


def _problem(problem: Problem) -> str:
    place = f"{code(':'.join([problem.file, *(str(n) for n in (problem.line,) if n)]))}: " if problem.file else ""
    hint = f" ({code(problem.hint)})" if problem.hint else ""
    return f"- {place}{code(problem.message)}{hint}"


def _body(shown: list[Finding]) -> Iterator[str]:
    if not shown:
        return
    yield "\n| rule | where | what | builds |\n|---|---|---|---|\n"
    for finding in shown:
        where = cell(f"{finding.file}:{finding.line}")
        state = "" if finding.state == "new" else f" ({finding.state})"
        yield f"| {cell(finding.rule)}{state} | {where} | {cell(finding.message)} | {_builds(finding)} |\n"
    for finding in shown:
        if finding.chain or finding.why or finding.instead or finding.reason:
            yield _details(finding)


def _builds(finding: Finding) -> str:
    plain = {"": "all", "never": "none that count"}
    return plain.get(finding.condition) or cell(finding.condition)


def _details(finding: Finding) -> str:
    lines = ["", f"**{code(finding.rule)}** {code(finding.message)}", ""]
    for step in finding.chain:
        place = f" at {code(f'{step.file}:{step.line}')}" if step.file else ""
        condition = f" if {code(step.condition)}" if step.condition else ""
        lines.append(f"1. {code(step.importer)} imports {code(step.imported)}{place}{condition}")
    for word, text in (
        ("Why", finding.why),
        ("Instead", finding.instead),
        ("Owner", finding.owner),
        ("Note", finding.reason),
    ):
        if text:
            lines.append(f"- {word}: {code(text)}")
    if finding.witness is not None:
        lines.append(f"- Check: {code(str(finding.witness))}")
    return "\n".join(lines) + "\n"
