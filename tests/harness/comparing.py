"""Repositories to compare with a base, and what a check says of them."""

from __future__ import annotations

import datetime
import os

from repository import Git

from gomodlint.engine import Request, check
from gomodlint.finding import Verdict

POLICY = """\
[rules.no-pprof]
kind = "deny"
transitive = true
from = ["$main"]
to = ["net/http/pprof"]

[rules.no-dots]
kind = "dot-import"
"""
START = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": POLICY,
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/helper"\n',
    "helper/helper.go": "package helper\n",
    "old/old.go": 'package old\n\nimport . "os"\n',
}


def verdict(git: Git, **asked: object) -> Verdict:
    request = Request(
        directory=str(git.directory),
        environ=dict(os.environ),
        today=datetime.date(2026, 6, 1),
        **asked,  # type: ignore[arg-type]
    )
    return check(request)


def states(found: Verdict) -> set[tuple[str, str, str]]:
    return {(finding.rule, finding.file, finding.state) for finding in found.findings}


def causes(found: Verdict) -> list[tuple[str, str, int]]:
    return [(f.cause.kind, f.file, f.line) for f in found.findings if f.cause is not None]
