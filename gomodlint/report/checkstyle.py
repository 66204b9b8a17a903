"""A verdict as Checkstyle XML, which nearly every CI system reads."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Verdict
from gomodlint.report.escape import inline, xml
from gomodlint.report.shown import level, problem_sentences, sentences, to_show


def render(verdict: Verdict) -> str:
    """An `error` element for each finding to look at, and for each problem; known ones are left out."""
    rows = [(finding.file, _finding(finding)) for finding in to_show(verdict)]
    for severity, problems in (("error", verdict.errors), ("info", verdict.notices)):
        rows += [(problem.file or verdict.policy_file, _problem(problem, severity)) for problem in problems]
    rows.sort(key=itemgetter(0))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<checkstyle version="4.3">']
    for file, elements in groupby(rows, key=itemgetter(0)):
        lines += [f'  <file name="{xml(file)}">', *(element for _, element in elements), "  </file>"]
    return "\n".join([*lines, "</checkstyle>", ""])


def _finding(finding: Finding) -> str:
    source = f"gomodlint.{finding.rule}"
    return _error(finding.line, finding.column, level(finding), sentences(finding), source)


def _problem(problem: Problem, severity: str) -> str:
    return _error(problem.line, problem.column, severity, problem_sentences(problem), "gomodlint")


def _error(line: int, column: int, severity: str, said: Iterable[str], source: str) -> str:
    place = f'line="{max(line, 1)}" column="{column}"' if column else f'line="{max(line, 1)}"'
    message = xml("; ".join(map(inline, said)))
    return f'    <error {place} severity="{severity}" message="{message}" source="{xml(source)}"/>'
