"""What `list --conditions` says is what go/build does, in builds drawn at random, and a lie is noticed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from repository import Git

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "bench"))

from builds import every_build  # noqa: E402 - a bench: it needs the line above
from pointwise import compare  # noqa: E402

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/lib"\n',
    "lib/lib.go": 'package lib\n\nimport _ "net/url"\n',
    "lib/lib_windows_amd64.go": 'package lib\n\nimport _ "os/user"\n',
    "lib/c.go": 'package lib\n\n// int x;\nimport "C"\n\nimport _ "os/exec"\n',
    "lib/loud.go": '//go:build (loud && !js) || (quiet && unix)\n\npackage lib\n\nimport _ "log"\n',
    "lib/old.go": '// +build loud,!cgo amd64.v1\n\npackage lib\n\nimport _ "hash"\n',
    "lib/lib_test.go": 'package lib\n\nimport _ "bufio"\n',
    "lib/x_plan9_test.go": '//go:build !loud\n\npackage lib_test\n\nimport _ "io"\n',
    "both/a.go": "package both\n",
    "both/gen.go": "//go:build loud\n\npackage main\n",
    "only/o_linux.go": "package only\n",
}


def test_conditions_hold_in_drawn_builds(tmp_path: Path, go: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}")
    program = tmp_path / "go_build.exe"
    sources = [str(path) for path in (ROOT / "bench" / "go_build").glob("*.go")]
    subprocess.run([go, "build", "-o", program, *sources], check=True)
    module = tmp_path / "m"
    Git(module).write(FILES)
    seen = every_build(module, {})
    assert set(seen.tags) == {"loud", "quiet"}
    builds = seen.drawn(60, "m")
    found = list(compare(program, module, {}, seen.conditions, builds))
    assert len(found) == 60
    assert not [line for one in found for line in one["Differences"]]
    assert sum(one["Files"] for one in found) > 200
    file = re.compile(r'("lib_windows_amd64.go",\s+"Condition": )"[^"]*"')
    lies = [file.sub(r'\1"windows"', text) for text in seen.conditions]
    assert lies != seen.conditions
    wrong = [line for one in compare(program, module, {}, lies, builds) for line in one["Differences"]]
    assert wrong
    assert all(line.startswith("example.com/m/lib GoFiles: ") for line in wrong)
