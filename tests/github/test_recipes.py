"""The workflows in docs/github.md are ones that GitHub takes, and that a strict audit finds nothing in."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from node import Node

DOCS = Path(__file__).parent.parent.parent / "docs" / "github.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
WORKFLOWS = [block for block in BLOCKS if block.startswith("name:")]
OTHERS = [block for block in BLOCKS if not block.startswith("name:")]


def run(tool: str, *arguments: str) -> None:
    command = [str(Path(sys.executable).parent / tool), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The workflows as files. Tags become commits, as the page asks readers to make them."""
    assert len(WORKFLOWS) >= 7
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    found = []
    for number, block in enumerate(WORKFLOWS):
        file = folder / f"recipe{number}.yml"
        file.write_text(re.sub(r"@v(\d)$", rf"@{'0' * 40} # v\1.0.0", block, flags=re.MULTILINE))
        found.append(str(file))
    return found


def test_they_are_workflows(files: list[str]) -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)


def test_the_editor_finds_nothing(files: list[str], node: Node) -> None:
    for file in files:
        asked = {"name": f".github/workflows/{Path(file).name}", "text": Path(file).read_text(encoding="utf-8")}
        assert node.language().ask(asked) == []


def test_an_audit_finds_nothing(files: list[str]) -> None:
    """But `workflow_run` itself, which the page says how to use: nothing of the fork is checked out or run there."""
    config = Path(files[0]).parent.parent / "zizmor.yml"
    [second] = [Path(file).name for file in files if "workflow_run:" in Path(file).read_text()]
    config.write_text(yaml.safe_dump({"rules": {"dangerous-triggers": {"ignore": [second]}}}))
    run("zizmor", "--offline", "--no-progress", "--persona=auditor", f"--config={config}", *files)


def test_nothing_has_the_dangerous_trigger() -> None:
    assert not [block for block in WORKFLOWS if "pull_request_target" in block]


def test_gitlab(tmp_path: Path) -> None:
    [block] = OTHERS
    file = tmp_path / ".gitlab-ci.yml"
    file.write_text(block)
    run("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", str(file))


def test_every_input_of_the_action_is_named() -> None:
    action = yaml.safe_load((DOCS.parent.parent / "action.yml").read_text())
    for name in (*action["inputs"], *action["outputs"]):
        assert f"`{name}`" in DOCS.read_text(encoding="utf-8")
