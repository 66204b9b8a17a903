"""A verdict as GitHub-flavoured Markdown, for a job summary or a comment: the table first, then each finding.

A job summary above 1 MiB is dropped whole, so the page ends early and says so. Strings of the repository stand in code
spans only, where GitHub neither links, mentions nor renders them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Verdict
from gomodlint.report.escape import inline
from gomodlint.report.mermaid import chains
from gomodlint.report.shown import to_show

LIMIT = 900_000  # bytes
LONGEST = 4_000  # characters of a code span
MANY = 5  # of a list that the head may name
TOLD = 100  # problems


def render(verdict: Verdict, *, tree: str = "") -> str:
    """The page. `tree`: the address of the checked commit's files, "" if places are not to be links."""
    shown = to_show(verdict)
    page = _Page(_head(verdict, shown))
    if not shown:
        return page.text
    page.add("\n| rule | where | what | builds |\n|---|---|---|---|\n")
    rows = sum(page.add(_row(finding, tree)) for finding in shown)
    if rows < len(shown):
        return f"{page.text}\n_{len(shown) - rows} more findings: the JSON report has all of them._\n"
    page.add(chains(shown))
    details = [finding for finding in shown if finding.chain or finding.why or finding.instead or finding.reason]
    said = sum(page.add(_details(finding)) for finding in details)
    left = f"\n_More on the other {len(details) - said} is in the JSON report._\n" if said < len(details) else ""
    return page.text + left


def problems(found: Sequence[Problem]) -> str:
    """The page of a run that ended without a verdict."""
    return "\n".join(["### gomodlint: ⚠️ no verdict", "", *map(_problem, found), ""])


def link(text: str, tree: str, file: str, line: int) -> str:
    """A code span, or cell, that leads to a line below the address of a tree; as it is where there is none."""
    if not tree or not file:
        return text
    from urllib.parse import quote

    return f"[{text}]({tree}/{quote(file, safe='/', errors='surrogateescape')}#L{max(line, 1)})"


def code(text: str) -> str:
    """A code span that nothing can break out of, outside tables."""
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
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
    base = f" ({verdict.policy_from}'s), new against {code(_commit(verdict.base))}" if verdict.base else ""
    what = f"{looked.packages} packages, {looked.files} files, {len(looked.ports)} ports, cgo {looked.cgo}{tags}"
    lines = [f"### gomodlint: {mark}", "", f"{counts}. Looked at {what}; policy {code(verdict.policy_file)}{base}.", ""]
    if looked.unresolved:
        lines += [f"Not looked at: {_first(looked.unresolved)}.", ""]
    if looked.not_built:
        most = sorted(looked.not_built.items(), key=lambda item: (-item[1], item[0]))
        lines += [f"Files built in no configuration that counts, by tag: {_first([f'{t} {n}' for t, n in most])}.", ""]
    told = (*verdict.errors, *verdict.notices)
    lines += map(_problem, told[:TOLD])
    if len(told) > TOLD:
        lines.append(f"- and {len(told) - TOLD} more: the log and the JSON report have all of them")
    return "\n".join(lines) + "\n"


def _commit(ref: str) -> str:
    """A ref as it is, a commit id as people say it."""
    return ref[:12] if re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", ref) else ref


def _first(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - MANY} more" if len(texts) > MANY else ""
    return ", ".join(map(code, texts[:MANY])) + more


def _problem(problem: Problem) -> str:
    place = f"{code(':'.join([problem.file, *(str(n) for n in (problem.line,) if n)]))}: " if problem.file else ""
    hint = f" ({code(problem.hint)})" if problem.hint else ""
    return f"- {place}{code(problem.message)}{hint}"


class _Page:
    """Grows until it is full. What does not fit is left out whole, and nothing comes after it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._size = len(text.encode("utf-8", "replace"))

    def add(self, part: str) -> bool:
        """Whether the part has found room."""
        self._size += len(part.encode("utf-8", "replace"))
        if self._size > LIMIT:
            return False
        self.text += part
        return True


def _row(finding: Finding, tree: str) -> str:
    where = link(cell(f"{finding.file}:{finding.line}"), tree, finding.file, finding.line)
    state = "" if finding.state == "new" else f" ({finding.state})"
    return f"| {cell(finding.rule)}{state} | {where} | {cell(finding.message)} | {_builds(finding)} |\n"


def _builds(finding: Finding) -> str:
    plain = {"": "all", "never": "none that count"}
    return plain.get(finding.condition) or cell(finding.condition)


def _details(finding: Finding) -> str:
    lines = ["", f"**{code(finding.rule)}** {code(finding.message)}", ""]
    for step in finding.chain:
        place = f" at {code(f'{step.file}:{step.line}')}" if step.file else ""
        condition = f" if {code(step.condition)}" if step.condition else ""
        lines.append(f"1. {code(step.importer)} imports {code(step.imported)}{place}{condition}")
    cause = finding.cause
    if cause is not None and (cause.file, cause.line) != (finding.file, finding.line):
        lines.append(f"- Cause: {code(f'{cause.file}:{cause.line}')} ({code(cause.kind)})")
    words = (("Why", finding.why), ("Instead", finding.instead), ("Owner", finding.owner), ("Docs", finding.docs))
    lines += [f"- {word}: {code(text)}" for word, text in (*words, ("Note", finding.reason)) if text]
    if finding.witness is not None:
        lines.append(f"- Check: {code(str(finding.witness))}")
    return "\n".join(lines) + "\n"
