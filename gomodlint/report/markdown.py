"""A verdict as GitHub-flavoured Markdown, for a job summary or a comment: the table first, then each finding.

A job summary above 1 MiB is dropped whole, so the page ends early and says so. Strings of the repository stand in code
spans only, where GitHub neither links, mentions nor renders them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Verdict
from gomodlint.report.escape import address, inline
from gomodlint.report.mermaid import chains
from gomodlint.report.shown import NAMED, builds, if_built, some, to_show

LIMIT = 900_000  # bytes
LONGEST = 4_000  # characters of a code span
MANY = 5  # of a list that the head may name
TOLD = 100  # problems


def render(verdict: Verdict, *, tree: str = "") -> str:
    """The page. `tree`: the address of the checked commit's files, "" if places are not to be links."""
    if verdict.errors and not verdict.policy_file:  # nothing was looked at
        return problems(verdict.errors)
    shown = to_show(verdict)
    page = _Page(_head(verdict, shown))
    if not shown:
        return page.text
    page.add("| rule | where | what | builds |\n|---|---|---|---|\n")
    rows = sum(page.add(_row(finding, tree)) for finding in shown)
    if rows < len(shown):
        return f"{page.text}\n_{len(shown) - rows} more findings: the JSON report has all of them._\n"
    page.add(chains(shown))
    told: set[str] = set()
    details = [text for finding in shown if (text := _details(finding, told))]
    said = sum(page.add(text) for text in details)
    left = f"\n_More on the other {len(details) - said} is in the JSON report._\n" if said < len(details) else ""
    return page.text + left


def problems(found: Sequence[Problem]) -> str:
    """The page of a run that ended without a verdict."""
    return "\n".join(["### gomodlint: ⚠️ no verdict", "", *map(_problem, found), ""])


def link(text: str, tree: str, file: str, line: int) -> str:
    """A code span, or cell, that leads to a line below the address of a tree; as it is where there is none."""
    if not tree or not file:
        return text
    return f"[{text}]({tree}/{address(file)}#L{max(line, 1)})"


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
    counts = f"{len(shown)} finding{'' if len(shown) == 1 else 's'} to look at"
    counts += f", {quiet} known or ignored" if quiet else ""
    tags = f", {len(looked.tags)} tags" if looked.tags else ""
    whose = "" if verdict.policy_from == "built-in" else f" ({verdict.policy_from}'s)"
    base = f"{whose}, new against {code(_commit(verdict.base))}" if verdict.base else ""
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
    return "\n".join(lines).rstrip("\n") + "\n\n"


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
    return builds(finding, cell) or "all"


def _details(finding: Finding, told: set[str]) -> str:
    """What the table has no room for; what a rule has to say stands at its first finding. "" if there is nothing."""
    lines = []
    if finding.also_from:
        lines += [f"So do {also(finding)}.", ""]
    if len(finding.chain) > 1:
        lines += [*steps(finding), ""]
    cause = finding.cause
    if cause is not None and (cause.file, cause.line) != (finding.file, finding.line):
        lines.append(f"- Cause: {code(f'{cause.file}:{cause.line}')} ({code(cause.kind)})")
    if finding.rule not in told:
        told.add(finding.rule)
        words = (("Why", finding.why), ("Instead", finding.instead), ("Owner", finding.owner), ("Docs", finding.docs))
        lines += [f"- {word}: {code(text)}" for word, text in words if text]
    if finding.reason:
        lines.append(f"- Note: {code(finding.reason)}")
    if finding.chain and finding.witness is not None:
        lines.append(f"- Check: {code(command(finding))} lists {code(finding.imported)}")
    if not lines:
        return ""
    text = "\n".join(lines).rstrip("\n")
    return f"\n**{code(finding.rule)}** {code(finding.message)}\n\n{text}\n"


def also(finding: Finding) -> str:
    """The packages that do the same."""
    texts = some(finding.also_from)
    named = len(finding.also_from[:NAMED])
    return ", ".join(map(code, texts[:named])) + "".join(f" {text}" for text in texts[named:])


def steps(finding: Finding) -> list[str]:
    """A chain as a numbered list."""
    lines = []
    for step in finding.chain:
        place = f" at {code(f'{step.file}:{step.line}')}" if step.file else ""
        where = if_built(step, code)
        lines.append(f"1. {code(step.importer)} imports {code(step.imported)}{place}{' ' if where else ''}{where}")
    return lines


def command(finding: Finding) -> str:
    """What shows with Go alone that a finding holds in its build."""
    from shlex import quote

    witness = finding.witness
    if witness is None:
        return ""
    environ = f"GOOS={quote(witness.goos)} GOARCH={quote(witness.goarch)} CGO_ENABLED={int(witness.cgo)}"
    tags = f" -tags={quote(','.join(witness.tags))}" if witness.tags else ""
    return f"{environ} go list -deps{tags} {quote(finding.importer)}"
