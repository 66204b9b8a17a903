"""A verdict in reviewdog's format (rdjson: reviewdog/proto/rdf/reviewdog.proto).

Columns are bytes there too. reviewdog posts messages as Markdown comments, so strings stand in code spans.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Step, Verdict
from gomodlint.report.escape import json_text
from gomodlint.report.markdown import code
from gomodlint.report.shown import is_outside, level, problem_sentences, sentences, to_show

_URL = re.compile(r"https?://[!-~]+")


def render(verdict: Verdict) -> str:
    """A diagnostic for each finding to look at and each problem; the chain as related locations."""
    diagnostics = chain(
        map(_finding, to_show(verdict)),
        (_problem(problem, "ERROR", verdict) for problem in verdict.errors),
        (_problem(problem, "INFO", verdict) for problem in verdict.notices),
    )
    return json_text({"source": {"name": "gomodlint"}, "diagnostics": diagnostics})


def _finding(finding: Finding) -> dict[str, Any]:
    name = {"value": finding.rule}
    if _URL.fullmatch(finding.docs):
        name["url"] = finding.docs
    related = [
        {"message": f"{code(step.importer)} imports {code(step.imported)}", "location": _step(step)}
        for step in finding.chain
        if not is_outside(step.file) and (step.file, step.line) != (finding.file, finding.line)
    ]
    return {
        "message": "\n".join(map(code, sentences(finding))),
        "location": _location(finding.file, finding.line, finding.column),
        "severity": level(finding).upper(),
        "code": name,
    } | ({"relatedLocations": related} if related else {})


def _problem(problem: Problem, severity: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "message": "\n".join(map(code, problem_sentences(problem))),
        "location": _location(problem.file or verdict.policy_file, problem.line, problem.column),
        "severity": severity,
    }


def _step(step: Step) -> dict[str, Any]:
    return _location(step.file, step.line, step.column)


def _location(file: str, line: int, column: int) -> dict[str, Any]:
    start = {"line": max(line, 1)} | ({"column": column} if column else {})
    return {"path": file, "range": {"start": start}}
