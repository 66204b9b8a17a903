"""Runs a composite action's steps as a GitHub runner would: bash, fresh files for outputs and summary.

Expressions are evaluated by GitHub's own library (@actions/expressions). Steps that use another action are not run:
what they would do is said in `used`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from node import require

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_STATUS = re.compile(r"\b(?:always|success|failure|cancelled)\s*\(")


@dataclass
class Ran:
    """What a run of the action left behind. `status` is the job's: that of the last failing step."""

    status: int = 0
    log: str = ""
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    used: dict[str, dict[str, Any]] = field(
        default_factory=dict
    )  # other actions that would have run, with their inputs


class Expressions:
    """The contexts of a job, and the status of its steps so far."""

    def __init__(self, contexts: dict[str, Any]) -> None:
        self.contexts = contexts
        self.status = "success"

    def holds(self, condition: str) -> bool:
        """Of an `if:`; without a status function it means `success() && …`."""
        text = re.sub(r"^\s*\$\{\{|\}\}\s*$", "", condition).strip() or "success()"
        return bool(self._ask(text if _STATUS.search(text) else f"success() && ({text})")["holds"])

    def filled(self, text: str) -> str:
        return _EXPRESSION.sub(lambda match: str(self._ask(match[1].strip())["text"]), str(text))

    def _ask(self, expression: str) -> dict[str, Any]:
        question = {"expression": expression, "contexts": self.contexts, "status": self.status}
        answer: dict[str, Any] = require().program("expressions").ask(question)
        return answer


def run_action(
    action: Path,
    workspace: Path,
    event: Path,
    event_name: str,
    inputs: dict[str, str],
    more: dict[str, str] | None = None,
    python: str = sys.executable,
) -> Ran:
    """Run the action in a workspace for an event. `python` is what the runner has as python3."""
    document: dict[str, Any] = yaml.safe_load(action.read_text())
    temporary = event.parent
    github = {"event_name": event_name, "token": "secret", "sha": "0" * 40}
    job = Expressions({"github": github, "runner": {"temp": str(temporary), "os": "Linux"}, "inputs": {}, "steps": {}})
    for name, spec in document["inputs"].items():
        job.contexts["inputs"][name] = inputs.get(name, job.filled(spec.get("default", "")))
    summary = temporary / "summary.md"
    summary.write_text("")
    ran = Ran()
    environ = {
        "PATH": f"{_tools(temporary, python)}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(temporary),
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(action.parent),
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_EVENT_NAME": event_name,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_STEP_SUMMARY": str(summary),
        "RUNNER_TEMP": str(temporary),
        **(more or {}),
    }
    for number, step in enumerate(document["runs"]["steps"]):
        if not job.holds(step.get("if", "")):
            continue
        if "uses" in step:
            ran.used[step["uses"].partition("@")[0]] = {
                name: job.filled(value) if isinstance(value, str) else value
                for name, value in step.get("with", {}).items()
            }
            continue
        output = temporary / f"output{number}"
        output.write_text("")
        done = subprocess.run(
            [shutil.which("bash") or "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", job.filled(step["run"])],
            cwd=workspace,
            env={
                **environ,
                "GITHUB_OUTPUT": str(output),
                **{name: job.filled(value) for name, value in step.get("env", {}).items()},
            },
            capture_output=True,
            check=False,
        )
        ran.log += (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
        if done.returncode:
            ran.status, job.status = done.returncode, "failure"
        written = dict(line.partition("=")[::2] for line in output.read_text().splitlines())
        job.contexts["steps"][step.get("id", f"step{number}")] = {"outputs": written}
        ran.outputs |= written
    ran.summary = summary.read_text(encoding="utf-8")
    return ran


def _tools(temporary: Path, python: str) -> Path:
    """A folder that has the runner's python3."""
    tools = temporary / "tools"
    tools.mkdir(exist_ok=True)
    for name in ("python3", "python"):
        (tools / name).unlink(missing_ok=True)
        (tools / name).symlink_to(python)
    return tools
