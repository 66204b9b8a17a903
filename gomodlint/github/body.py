"""What comments say. Strings of the repository stand in code spans, where nothing that GitHub knows has a meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gomodlint.finding import Finding
from gomodlint.github.marker import STICKY, mark
from gomodlint.github.target import Target
from gomodlint.report.markdown import also, cell, code, command, link, steps
from gomodlint.report.shown import builds

LIMIT: Final = 60_000  # characters; GitHub takes 65,536


def comment(finding: Finding, *, removable: bool = False) -> str:
    """The comment on one finding. `removable`: without the line it stands on the package still builds."""
    state = {"widened": " (in more builds than before)", "excused": " (excused by this change itself)"}
    sign = "🔴" if finding.severity == "error" else "🟡"
    lines = [f"{sign} {code(finding.message)}{state.get(finding.state, '')}", ""]
    if finding.also_from:
        lines += [f"So do {also(finding)}.", ""]
    if len(finding.chain) > 1:
        lines += [*steps(finding), ""]
    where = builds(finding, code)
    if where:
        lines.append(f"- **Builds:** {where}")
    cause = finding.cause
    if cause is not None and (cause.file, cause.line) != (finding.file, finding.line):
        lines.append(f"- **Cause:** {code(f'{cause.file}:{cause.line}')} ({code(cause.kind)})")
    words = (("Why", finding.why), ("Instead", finding.instead), ("Docs", finding.docs), ("Note", finding.reason))
    lines += [f"- **{word}:** {code(text)}" for word, text in words if text]
    if finding.chain and finding.witness is not None:
        lines.append(f"- **Check:** {code(command(finding))} lists {code(finding.imported)}")
    if removable:
        lines += ["", "```suggestion", "```"]
    owner = f" · {code(finding.owner)}" if finding.owner else ""
    lines += ["", f"<sub>gomodlint · {code(finding.rule)}{owner}</sub>", ""]
    return cut("\n".join(lines), mark(finding.key))


def fixed(body: str, commit: str) -> str:
    """A comment whose finding is gone, and that somebody has answered: it stays, and says so."""
    last = body.rstrip().splitlines()[-1]
    return f"✅ Fixed in {commit[:12]}.\n\n{last}"


def summary(elsewhere: Sequence[Finding], inline: int, target: Target) -> str:
    """The one comment that is kept up to date: what no line of the diff could carry, and how many lines do."""
    total = len(elsewhere) + inline
    commit = target.head
    report = f" ([report]({target.report}))" if target.report else ""
    if not total:
        return f"### gomodlint: ✅ nothing new\n\nas of {commit[:12]}{report}\n\n{mark(STICKY)}"
    noun = "finding" if total == 1 else "findings"
    lines = [
        f"### gomodlint: {total} new {noun}",
        "",
        f"as of {commit[:12]}, {inline} in comments on the diff{report}",
        "",
    ]
    if elsewhere:
        lines += ["| where | what | rule |", "|---|---|---|"]
        for finding in elsewhere:
            place = link(cell(f"{finding.file}:{finding.line}"), target.tree, finding.file, finding.line)
            lines.append(f"| {place} | {cell(finding.message)} | {cell(finding.rule)} |")
        lines.append("")
    return cut("\n".join(lines), mark(STICKY))


def is_removable(finding: Finding, text: str) -> bool:
    """Whether the line is one blank import and nothing else: without it the package builds as before."""
    if finding.kind != "blank-import":
        return False
    return re.fullmatch(rf'\s*(?:import\s+)?_\s+"{re.escape(finding.imported)}"\s*', text) is not None


def cut(text: str, last: str) -> str:
    """At most LIMIT characters, whole lines, the mark at the end; no lone surrogates."""
    text = text.encode("utf-8", "replace").decode()
    if len(text) + len(last) > LIMIT:
        text = text[: LIMIT - len(last) - 40].rpartition("\n")[0] + "\n\n_Cut here: the report has the rest._\n"
    return f"{text.rstrip()}\n\n{last}"
