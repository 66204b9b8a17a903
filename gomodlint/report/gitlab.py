"""A verdict as GitLab's Code Quality report.

Required by GitLab: description, check_name, fingerprint (unique in the report), location.path and location.lines.begin,
severity (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). Merge requests show the entries
whose fingerprint the target branch does not have, so a fingerprint is made from the key, never from a line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from gomodlint.errors import Problem
from gomodlint.finding import Verdict
from gomodlint.report.escape import inline, json_text
from gomodlint.report.shown import level, problem_sentences, sentences, to_show


def render(verdict: Verdict) -> str:
    """An entry for each finding to look at and each problem."""
    return json_text(_apart(_entries(verdict)))


def _apart(entries: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each with a fingerprint of its own."""
    seen: dict[str, int] = {}
    for entry in entries:
        text = entry["fingerprint"]
        seen[text] = seen.get(text, 0) + 1
        if seen[text] > 1:
            entry["fingerprint"] = hashlib.sha256(f"{text} {seen[text]}".encode("utf-8", "surrogatepass")).hexdigest()
        yield entry


def _entries(verdict: Verdict) -> Iterator[dict[str, Any]]:
    for finding in to_show(verdict):
        severity = "major" if level(finding) == "error" else "minor"
        yield _entry(sentences(finding), finding.rule, finding.key, severity, finding.file, finding.line)
    for problems, severity in ((verdict.errors, "critical"), (verdict.notices, "info")):
        for problem in problems:
            file = problem.file or verdict.policy_file
            yield _entry(problem_sentences(problem), "gomodlint", _key(problem), severity, file, problem.line)


def _entry(said: list[str], name: str, key: str, severity: str, file: str, line: int) -> dict[str, Any]:
    return {
        "description": "; ".join(map(inline, said)),
        "check_name": name,
        "fingerprint": key,
        "severity": severity,
        "location": {"path": file, "lines": {"begin": max(line, 1)}},
    }


def _key(problem: Problem) -> str:
    return hashlib.sha256(f"{problem.file}\0{problem.message}".encode("utf-8", "surrogatepass")).hexdigest()
