"""What a check loads. Every module counts: a hook starts anew on every commit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEVER = {
    "asyncio",
    "concurrent",
    "ctypes",
    "dataclasses",
    "email",
    "html",
    "http",
    "inspect",
    "logging",
    "multiprocessing",
    "pickle",
    "socket",
    "ssl",
} | {
    "tempfile",
    "unittest",
    "urllib",
    "xml",
}
BUDGET = 158  # modules of a small check, ours included; the interpreter's own do not count
RECALLED = 46
AGAIN = 142  # one import changed

PROGRAM = """
import json, sys
before = set(sys.modules)
from gomodlint.cli.main import main
status = main(sys.argv[1:])
sys.stdout.flush()
print("\\n" + json.dumps([status, sorted(set(sys.modules) - before)]))
"""


def loaded(directory: Path, *arguments: str) -> tuple[int, list[str]]:
    """The exit status, and the modules that were loaded."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=directory,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    status, modules = json.loads(done.stdout.splitlines()[-1])
    return status, modules


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (tmp_path / "main.go").write_text('package main\n\nimport "fmt"\n\nfunc main() { fmt.Println() }\n')
    (tmp_path / "gomodlint.toml").write_text(
        '[rules.a]\nkind = "acyclic"\n'
        '[rules.d]\nkind = "deny"\ntransitive = true\nfrom = ["$main"]\nto = ["net/http"]\n'
    )
    return tmp_path


def roots(modules: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules} - {"gomodlint"}


def test_a_check_loads_little(module: Path) -> None:
    status, modules = loaded(module)
    assert status == 0
    foreign = {name for name in roots(modules) if name not in sys.stdlib_module_names and "__mypyc" not in name}
    assert foreign <= {"tomli"}
    assert roots(modules) & NEVER == set()
    assert len(modules) <= BUDGET, modules
    assert "argparse" not in roots(modules)
    packages = {name.split(".")[1] for name in modules if name.startswith("gomodlint.")}
    assert packages & {"github", "draw", "measure", "fix"} == set()
    rules = {name for name in modules if name.startswith("gomodlint.rules.")}
    assert "gomodlint.rules.acyclic" in rules
    assert "gomodlint.rules.layers" not in rules, "a kind of rule is loaded when a policy has one"
    assert "gomodlint.source.header_exact" not in modules, "ordinary headers do not need the exact reader"
    assert "gomodlint.git" not in modules


def test_no_type_is_read_from_a_text(module: Path) -> None:
    """To make a NamedTuple whose annotations are texts Python starts its compiler: a millisecond, and more for each."""
    program = (
        "import sys, typing; from gomodlint.cli.main import main; main([]);"
        "print('gomodlint.engine.again' in sys.modules,"
        " *(f'{m}.{c.__name__}' for m in list(sys.modules) if m.startswith('gomodlint.')"
        " for c in vars(sys.modules[m]).values() if isinstance(c, type) and hasattr(c, '_field_defaults')"
        " and any(isinstance(t, typing.ForwardRef) for t in c.__annotations__.values())), file=sys.stderr)"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}

    def told() -> str:
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=module, env=environ, capture_output=True, text=True, check=True
        )
        return done.stderr

    time.sleep(2.1)  # younger files are never taken for unchanged
    assert told() == "False\n"
    (module / "main.go").write_text('package main\n\nimport "os"\n\nfunc main() { os.Exit(0) }\n')
    assert told() == "True\n"  # a run that begins with a kept graph


def test_a_recalled_answer_loads_less(module: Path) -> None:
    time.sleep(2.1)  # younger files are never taken for unchanged
    assert loaded(module)[0] == 0
    status, modules = loaded(module)
    assert status == 0
    assert roots(modules) & NEVER == set()
    packages = {name.split(".")[1] for name in modules if name.startswith("gomodlint.")}
    assert packages & {"engine", "rules", "policy", "graph", "conditions", "triage"} == set()
    assert "tomli" not in roots(modules)
    assert len(modules) <= RECALLED, modules


def test_a_check_that_begins_with_a_kept_graph_loads_no_more_than_it_needs(module: Path) -> None:
    time.sleep(2.1)
    assert loaded(module)[0] == 0
    (module / "main.go").write_text('package main\n\nimport "os"\n\nfunc main() { os.Exit(0) }\n')
    status, modules = loaded(module)
    assert status == 0
    assert "gomodlint.engine.again" in modules
    readers = {"gomod", "gowork", "modules_txt", "discover", "resolve", "buildlist", "lock_file", "parallel"}
    assert not {f"gomodlint.source.{name}" for name in readers} & set(modules)
    assert roots(modules) & NEVER == set()
    assert len(modules) <= AGAIN, modules


def test_a_check_with_a_base_loads_git_and_no_more(module: Path) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run(["git", *command], cwd=module, check=True)
    status, modules = loaded(module, "--staged")
    assert status == 0
    assert "subprocess" in modules
    assert roots(modules) & NEVER == set()
