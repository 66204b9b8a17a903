"""What every report shows of a verdict: which findings, how loudly, and what there is to say about one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Step, Verdict

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
    where = builds(finding)
    if where:
        said.append(f"builds: {where}")
    if finding.new_condition:
        said.append(f"new in: {'' if finding.exact else 'at most '}{finding.new_condition}")
    if len(finding.chain) > 1:
        said.append(f"chain: {path(finding)}")
    if finding.witness is not None and (finding.condition or finding.chain):
        said.append(f"check: {finding.witness}")
    words = (("why", finding.why), ("instead", finding.instead), ("owner", finding.owner), ("reason", finding.reason))
    return said + [f"{word}: {text}" for word, text in words if text]


def builds(finding: Finding, form: Callable[[str], str] = str) -> str:
    """In which builds a finding holds, in words; "" for every one that counts. `form` is put around a condition."""
    if finding.condition == "never":
        return "none that count"
    if finding.exact:
        return form(finding.condition) if finding.condition else ""
    most = f"at most {form(finding.condition)}" if finding.condition else "some, or all that count"
    return f"{most} (too many tags to tell exactly)"


def if_built(step: Step, form: Callable[[str], str] = str) -> str:
    """In which builds there is an import of a chain, in words; "" for every one that counts."""
    return if_true(step.condition, form, exact=step.exact)


def if_true(condition: str, form: Callable[[str], str] = str, *, exact: bool) -> str:
    """A condition behind what it is about; "" for every build that counts."""
    if exact:
        return f"if {form(condition)}" if condition else ""
    return f"at most if {form(condition)}" if condition else "in some builds, or in all"


def may_be(condition: str, *, exact: bool) -> str:
    """As `if_true`, of what is perhaps in no build at all."""
    return if_true(condition, exact=exact) if exact or condition else "perhaps"


def where(condition: str, *, exact: bool) -> str:
    """A condition behind a sentence about it; "" for every build that counts."""
    if exact:
        return f"where {condition}" if condition else ""
    most = f"at most where {condition}" if condition else "in some builds, or in all that count"
    return f"{most} (too many tags to tell exactly)"


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
