"""The command that a report names shows, with Go alone, what the report says."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
from pathlib import Path

import pytest
from repository import Git

from gomodlint.engine import Request, check
from gomodlint.github.body import comment
from gomodlint.report import markdown

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": """\
[build]
tags = ["debug", "prod"]
[rules.no-pprof]
kind = "deny"
transitive = true
from = ["$main"]
to = ["net/http/pprof"]
""",
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/helper"\n\nfunc main() {}\n',
    "helper/helper.go": "package helper\n",
    "helper/debug_windows.go": '//go:build debug && !prod\n\npackage helper\n\nimport _ "net/http/pprof"\n',
}


@pytest.mark.parametrize("channel", ["summary", "comment"])
def test_it_lists_what_it_should(git: Git, go: str, channel: str) -> None:
    git.write(FILES)
    verdict = check(Request(str(git.directory), {}, datetime.date(2026, 6, 1)))
    [finding] = verdict.findings
    text = markdown.render(verdict) if channel == "summary" else comment(finding)
    named = re.search(r"`(GOOS=[^`]*)` lists `([^`]*)`", text)
    assert named
    assert named[2] in listed(go, named[1], git)
    assert named[2] not in listed(go, re.sub("-tags=[^ ]*", "", named[1]), git), "it is the build that matters"


def listed(go: str, command: str, git: Git) -> list[str]:
    path = f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PATH": path}
    done = subprocess.run(
        ["bash", "-c", command], cwd=git.directory, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()
