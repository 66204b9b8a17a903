"""What every report shows of a verdict: which findings, how loudly, and what there is to say about one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Verdict

_OUTSIDE = re.compile(r"$|/|[A-Za-z]:|[^@]+@v[0-9]")
NAMED = 3  # of the packages that do the same
QUIET = frozenset({"known", "ignored", "moved"})  # states that are counted, not shown


def to_show(verdict: Verdict) -> list[Finding]:
    """The findings that somebody has to look at, in the verdict's order."""
    return [finding for finding in verdict.findings if finding.state not in QUIET]


def level(finding: Finding) -> Literal["error", "warning"]:
    """An error is what makes the run fail: an excused finding of severity error is shown, and lets it pass."""
    return "error" if finding.fails else "warning"


def sentences(finding: Finding) -> list[str]:
    """What there is to say about a finding, the message first; not escaped."""
    said = [finding.message if finding.state == "new" else f"{finding.message} ({finding.state})"]
    if finding.also_from:
        said.append(f"so do: {', '.join(some(finding.also_from))}")
    if finding.condition == "never":
        said.append("builds: none that count")
    elif finding.condition:
        said.append(f"builds: {finding.condition}")
    if finding.new_condition:
        said.append(f"new in: {finding.new_condition}")
    if len(finding.chain) > 1:
        said.append(f"chain: {path(finding)}")
    if finding.witness is not None and (finding.condition or finding.chain):
        said.append(f"check: {finding.witness}")
    words = (("why", finding.why), ("instead", finding.instead), ("owner", finding.owner), ("reason", finding.reason))
    return said + [f"{word}: {text}" for word, text in words if text]


def some(texts: Sequence[str]) -> list[str]:
    """The first of many, and how many more there are: JSON has all of them."""
    more = len(texts) - NAMED
    return [*texts[:NAMED], *([f"and {more} more"] if more > 0 else [])]


def path(finding: Finding) -> str:
    """The packages of a chain on one line."""
    return " -> ".join([finding.chain[0].importer, *(step.imported for step in finding.chain)])


def is_outside(file: str) -> bool:
    """Whether a place has no file in the repository: none at all, one elsewhere on the machine, MODULE@VERSION/FILE."""
    return _OUTSIDE.match(file) is not None or ".." in file.split("/")


def problem_sentences(problem: Problem) -> list[str]:
    """What there is to say about a problem, the message first; not escaped."""
    return [problem.message, f"hint: {problem.hint}"] if problem.hint else [problem.message]
