"""Which modules touch what lies outside: files, the environment, the clock, processes, the network.

Imports of libraries are held by import-linter (pyproject.toml); what is no import is held here.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import Git

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "gomodlint"

# A door is a dotted name, or a kind of calls; each package or module that goes through it is named here.
DOORS = {
    "os.environ": {"cli", "measure.program", "measure.toolchain"},
    "open": {
        "cache.store",
        "cli",
        "git.own_files",
        "measure.overlay",
        "measure.program",
        "recall.names",
        "source.disk",
    },
    "clock": {"cli", "github.client", "source.disk", "source.watch"},
    "os.fork": {"source.fork"},
    "sys.stdout": {"cli", "source.parallel"},  # flushed before a fork
    "eval": set(),
}
CALLS = {
    "open": {"open", "os.open"},
    "clock": {"time.time", "time.time_ns", "datetime.datetime.now", "datetime.date.today", "time.localtime"},
    "eval": {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.execvp", "os.spawnv"},
    "os.fork": {"os.fork"},
}
OF_PATHS = {"open", "read_bytes", "read_text", "write_bytes", "write_text"}


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def doors(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (door for door, names in CALLS.items() if dotted(node.func) in names)
            if isinstance(node.func, ast.Attribute) and node.func.attr in OF_PATHS:
                yield "open"
        elif isinstance(node, ast.Attribute) and dotted(node) in DOORS:
            yield dotted(node)


def test_only_named_modules_go_through_a_door() -> None:
    found: dict[str, set[str]] = {door: set() for door in DOORS}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for door in doors(ast.parse(path.read_text())):
            found[door].add("cli" if name.startswith("cli.") else name)
    assert found == DOORS


def test_of_urllib_only_what_makes_addresses_is_used() -> None:
    used = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("urllib"):
                used.add(node.module)
            elif isinstance(node, ast.Import):
                used |= {alias.name for alias in node.names if alias.name.startswith("urllib")}
    assert used == {"urllib.parse"}


VERBS = [
    ["check", "--no-cache"], ["check"], ["--staged"], ["--base", "HEAD"], ["list", "-e", "-json", "-deps", "./..."],
    ["list", "--conditions", "./..."], ["why", "./...", "fmt"], ["cut", "./...", "fmt"], ["cycles"], ["graph"],
    ["diff", "HEAD"], ["metrics"], ["lock"], ["lock", "--update"], ["baseline"], ["baseline", "--update"], ["policy"],
    ["prove"], ["explain", "deny"], ["schema"], ["cache"], ["merge", "verdict.json"], ["cost"],
]  # fmt: skip
PROGRAM = """
import json, os, sys
seen = []
def hook(event, arguments):
    if event.startswith(("socket.", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn")):
        seen.append([event, str(arguments[0])])
sys.addaudithook(hook)
from gomodlint.cli.main import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit:
        pass
print("\\n" + json.dumps(seen), file=sys.stderr)
"""


def test_no_verb_but_review_and_measure_opens_a_socket_or_runs_more_than_git(git: Git) -> None:
    files = {
        "go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.com/x v1.0.0\n",
        "main.go": 'package main\n\nimport (\n\t_ "example.com/x"\n\t_ "fmt"\n)\n\nfunc main() {}\n',
        "gomodlint.toml": '[build]\nunresolved = "warn"\n'
        '[rules.r]\nkind = "deny"\ntransitive = true\nfrom = ["./..."]\nto = ["net/http"]\n',
    }
    git.commit(files)
    verdict = subprocess.run(
        [sys.executable, "-m", "gomodlint", "--format", "json", "--output", "verdict.json"],
        cwd=git.directory, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert verdict.returncode == 0, verdict.stderr
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(VERBS)],
        cwd=git.directory, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "internal error" not in done.stderr, done.stderr
    seen = json.loads(done.stderr.splitlines()[-1])
    assert {event for event, _ in seen} == {"subprocess.Popen"}, seen
    assert {Path(program).name for _, program in seen} == {"git"}
    assert all(Path(program).is_absolute() for _, program in seen), "never one of the current directory"


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for a program")
def test_a_git_of_the_repository_is_never_run(git: Git) -> None:
    git.commit({"go.mod": "module example.com/m\n\ngo 1.26\n", "m.go": "package m\n"})
    for name in ("git", "git.exe"):
        trap = git.directory / name
        trap.write_text("#!/bin/sh\ntouch canary\n")
        trap.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "gomodlint", "--staged"],
        cwd=git.directory,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": os.pathsep.join([".", "", os.environ["PATH"]])},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (git.directory / "canary").exists()
