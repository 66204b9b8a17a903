"""A verdict as JUnit XML: a test case for each finding and problem, so that a CI system lists them as failed tests.

Only what fails the run is a `failure` or `error`; warnings and the like are cases that pass and say why they are there.
A run with nothing to show is one case that passes: an empty report reads as "no tests ran".
"""

from __future__ import annotations

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Verdict
from gomodlint.report.escape import inline, xml
from gomodlint.report.shown import problem_sentences, sentences, to_show


def render(verdict: Verdict) -> str:
    """The test suite; without times, so that the same verdict is the same text."""
    cases = [_finding(finding) for finding in to_show(verdict)]
    cases += [_problem(problem, fails=True) for problem in verdict.errors]
    cases += [_problem(problem, fails=False) for problem in verdict.notices]
    if not cases:
        cases = ['    <testcase classname="gomodlint" name="imports keep the policy"/>']
    failures = sum(finding.fails for finding in verdict.findings)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{len(verdict.errors)}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="gomodlint" {counts}>',
        f'  <testsuite name="gomodlint" {counts}>',
        *cases,
        "  </testsuite>",
        "</testsuites>",
        "",
    ]
    return "\n".join(lines)


def _finding(finding: Finding) -> str:
    name = f"{finding.file}:{finding.line}:{finding.column} {finding.rule}"
    text = _lines(sentences(finding))
    attributes = f'message="{xml(inline(finding.message))}" type="{xml(finding.rule)}"'
    inner = f"<failure {attributes}>{text}</failure>" if finding.fails else f"<system-out>{text}</system-out>"
    return _case(f"gomodlint.{finding.rule}", name, finding.file, finding.line, inner)


def _problem(problem: Problem, *, fails: bool) -> str:
    text = _lines(problem_sentences(problem))
    attributes = f'message="{xml(inline(problem.message))}" type="no verdict"'
    inner = f"<error {attributes}>{text}</error>" if fails else f"<system-out>{text}</system-out>"
    name = f"{problem.file}:{problem.line} {problem.message}" if problem.file else problem.message
    return _case("gomodlint", name, problem.file, problem.line, inner)


def _lines(said: list[str]) -> str:
    return "\n".join(xml(inline(text)) for text in said)


def _case(group: str, name: str, file: str, line: int, inner: str) -> str:
    place = f' file="{xml(file)}" line="{max(line, 1)}"' if file else ""
    return f'    <testcase classname="{xml(group)}" name="{xml(inline(name))}"{place}>{inner}</testcase>'
