"""Runs a composite action's steps as a GitHub runner would: bash, fresh files for outputs and summary."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*([^}]+?)\s*\}\}")


class Ran(NamedTuple):
    """What a run of the action left behind."""

    status: int
    log: str
    summary: str
    outputs: dict[str, str]


def run_action(
    action: Path,
    workspace: Path,
    event: Path,
    event_name: str,
    inputs: dict[str, str],
    more: dict[str, str] | None = None,
) -> Ran:
    """Run the action in a workspace for an event; the job's status is that of the last failing step."""
    document: dict[str, Any] = yaml.safe_load(action.read_text())
    temporary = event.parent
    values = {"github.event_name": event_name}
    values |= {f"inputs.{name}": inputs.get(name, spec.get("default", "")) for name, spec in document["inputs"].items()}
    summary, log, status = temporary / "summary.md", "", 0
    summary.write_text("")
    outputs: dict[str, str] = {}
    # The runner has some python3 on its PATH: here it is the one that runs the tests.
    tools = temporary / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "python3").unlink(missing_ok=True)
    (tools / "python3").symlink_to(sys.executable)
    for number, step in enumerate(document["runs"]["steps"]):
        if "uses" in step:
            continue  # other actions are not here; what they would keep stays in RUNNER_TEMP
        if not _holds(step.get("if", ""), values):
            continue
        output = temporary / f"output{number}"
        output.write_text("")
        environ = {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(temporary),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(action.parent),
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_EVENT_NAME": event_name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(temporary),
            **(more or {}),
        } | {name: _filled(value, values) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            [shutil.which("bash") or "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=workspace,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        log += done.stdout + done.stderr
        status = done.returncode or status
        written = dict(line.partition("=")[::2] for line in output.read_text().splitlines())
        values |= {f"steps.{step.get('id', number)}.outputs.{name}": value for name, value in written.items()}
        outputs |= written
    return Ran(status, log, summary.read_text(), outputs)


def _holds(condition: str, values: dict[str, str]) -> bool:
    """Of GitHub's expressions those that the action uses: comparisons joined by `&&`, and `!cancelled()`."""
    expression = condition.strip().removeprefix("${{").removesuffix("}}").strip()
    for part in expression.split("&&") if expression else []:
        compared = re.fullmatch(r"([\w.-]+) (==|!=) '([^']*)'", part.strip())
        if compared is None:
            assert part.strip() == "!cancelled()", f"an expression that this host does not know: {part}"
        elif (values.get(compared[1], "") == compared[3]) != (compared[2] == "=="):
            return False
    return True


def _filled(text: str, values: dict[str, str]) -> str:
    return _EXPRESSION.sub(lambda match: values.get(match[1], ""), text)
