"""A verdict as JSON, schema version 1. Fields may be added, never renamed."""

from __future__ import annotations

from typing import Any

from gomodlint import __version__
from gomodlint.errors import Problem
from gomodlint.finding import Finding, Step, Verdict, Witness
from gomodlint.report.escape import json_text


def render(verdict: Verdict) -> str:
    """The verdict, sorted, without any time of day."""
    return json_text(_document(verdict))


def _document(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain values, its findings one after another."""
    looked = verdict.looked_at
    return {
        "schema_version": 1,
        "tool": {"name": "gomodlint", "version": __version__},
        "verdict": verdict.kind,
        "policy": {"file": verdict.policy_file, "from": verdict.policy_from},
        "base": verdict.base or None,
        "looked_at": {
            "modules": list(looked.modules),
            "packages": looked.packages,
            "files": looked.files,
            "ports": list(looked.ports),
            "cgo": looked.cgo,
            "tags": list(looked.tags),
            "std": {"go": looked.std_go, "source": looked.std_source},
            "not_built": dict(looked.not_built),
            "unresolved": list(looked.unresolved),
        },
        "findings": map(_finding, verdict.findings),
        "errors": [_problem(problem) for problem in verdict.errors],
        "notices": [_problem(problem) for problem in verdict.notices],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    witness, cause = finding.witness, finding.cause
    exact: dict[str, Any] = {} if finding.exact else {"exact": False}
    return exact | {
        "rule": finding.rule,
        "kind": finding.kind,
        "severity": finding.severity,
        "key": finding.key,
        "state": finding.state,
        "fails": finding.fails,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "module": finding.module,
        "from": finding.importer,
        "to": finding.imported,
        "also_from": list(finding.also_from),
        "also_conditions": list(finding.also_conditions),
        "message": finding.message,
        "why": finding.why,
        "instead": finding.instead,
        "owner": finding.owner,
        "docs": finding.docs,
        "reason": finding.reason,
        "chain": [step_of(step) for step in finding.chain],
        "condition": finding.condition,
        "witness": None if witness is None else witness_of(witness),
        "new_condition": finding.new_condition,
        "cause": None
        if cause is None
        else {"kind": cause.kind, "file": cause.file, "line": cause.line, "detail": cause.detail},
    }


def witness_of(witness: Witness) -> dict[str, Any]:
    """A build as the environment and flags that `go list` takes."""
    return {
        "GOOS": witness.goos,
        "GOARCH": witness.goarch,
        "CGO_ENABLED": str(int(witness.cgo)),
        "tags": list(witness.tags),
    }


def step_of(step: Step) -> dict[str, Any]:
    """One import of a chain."""
    exact: dict[str, Any] = {} if step.exact else {"exact": False}
    return exact | {
        "from": step.importer,
        "to": step.imported,
        "file": step.file,
        "line": step.line,
        "column": step.column,
        "condition": step.condition,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "hint": problem.hint,
    }
