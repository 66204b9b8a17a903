"""The GitHub Action, step by step in a composite host, on pull requests fetched as a runner fetches them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from merge_refs import PullRequest
from node import Node
from repository import Git
from runner import commands

ROOT = Path(__file__).parent.parent
POLICY = """\
[rules.no-pprof]
kind = "deny"
transitive = true
from = ["$main"]
to = ["net/http/pprof"]
why = "it opens a door"
"""
BASE = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": POLICY,
    "main.go": 'package main\n\nimport (\n\t_ "example.com/m/helper"\n\t_ "example.com/m/old"\n)\n',
    "helper/helper.go": "package helper\n",
    "old/old.go": 'package old\n\nimport _ "net/http/pprof"\n',
    "cmd/b/main.go": 'package main\n\nimport _ "example.com/m/helper"\n',
}


@pytest.fixture
def pull(git: Git, tmp_path: Path) -> PullRequest:
    """A pull request that brings net/http/pprof into two programs; `old` had it before."""
    found = PullRequest(git, tmp_path / "runner")
    found.make(BASE, {"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'}, {})
    return found


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_only_what_the_pull_request_brings_is_annotated(pull: PullRequest, tmp_path: Path, depth: int) -> None:
    ran = pull.run(pull.checkout(tmp_path / "clone", depth))
    assert ran.status == 1, ran.log
    errors = [command for command in commands(ran.log) if command.name == "error"]
    assert [(e.properties["file"], e.properties["line"]) for e in errors] == [("helper/helper.go", "3")]
    assert "example.com/m/cmd/b reaches net/http/pprof" in errors[0].data
    assert ran.outputs["exit-code"] == "1"
    assert ran.outputs["findings"] == "1"
    report = json.loads(Path(ran.outputs["report"]).read_text())
    states = {(finding["file"], finding["state"]) for finding in report["findings"]}
    assert ("helper/helper.go", "new") in states
    assert "| `no-pprof` | `helper/helper.go:3` |" in ran.summary


def test_a_clone_of_depth_1_that_cannot_fetch_the_base_says_what_to_do(pull: PullRequest, tmp_path: Path) -> None:
    clone = pull.checkout(tmp_path / "clone", 1)
    pull.git.directory.rename(tmp_path / "gone")  # as where the checkout kept no credentials for a private repository
    ran = pull.run(clone)
    assert ran.status == 2
    assert "fetch-depth: 2" in ran.log
    assert "no verdict" in ran.summary


def test_without_a_base_everything_is_reported(pull: PullRequest, tmp_path: Path) -> None:
    workspace = pull.checkout(tmp_path / "clone", 0)
    for name, inputs in (("pull_request", {"base": "none"}), ("workflow_dispatch", {})):
        ran = pull.run(workspace, name, **inputs)
        files = {c.properties.get("file") for c in commands(ran.log) if c.name == "error"}
        assert {"helper/helper.go", "old/old.go"} >= files >= {"helper/helper.go"}, ran.log
        assert ran.status == 1


def test_the_cache_is_kept_where_the_cache_step_looks_and_changes_nothing(pull: PullRequest, tmp_path: Path) -> None:
    workspace = pull.checkout(tmp_path / "clone", 2)
    without = pull.run(workspace)
    kept = pull.event.parent / "gomodlint-cache"
    assert not kept.exists()
    assert pull.run(workspace, cache="true").summary == without.summary
    assert all("blobs-" in file.name for file in kept.iterdir()), (
        "files are known by their blobs, which the next checkout has too"
    )
    again = pull.checkout(tmp_path / "again" / "clone", 2)
    assert pull.run(again, cache="true").summary == without.summary
    with_cache = pull.run(again, cache="true").used["actions/cache"]
    assert with_cache["path"] == str(kept)
    assert with_cache["key"].startswith(with_cache["restore-keys"])


def test_push_with_a_zero_before_has_no_base(pull: PullRequest, tmp_path: Path) -> None:
    pull.event.write_text(json.dumps({"before": "0" * 40}))
    assert pull.run(pull.checkout(tmp_path / "clone", 0), "push").status == 1


def test_hostile_inputs_stay_text(pull: PullRequest, tmp_path: Path) -> None:
    workspace = pull.checkout(tmp_path / "clone", 0)
    ran = pull.run(workspace, policy="x; touch pwned; $(touch pwned) ##[add-mask]x")
    assert ran.status == 2
    assert not list(tmp_path.rglob("pwned"))
    assert {command.name for command in commands(ran.log)} == {"error"}


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


ZIZMOR = ["zizmor", "--offline", "--no-progress", "--persona=auditor", "action.yml", ".github"]
SCHEMA = ["check-jsonschema", "--builtin-schema"]
ACTION = [*SCHEMA, "vendor.github-actions", "action.yml"]


@pytest.mark.parametrize("command", [ZIZMOR, ACTION, [*SCHEMA, "vendor.github-workflows", *map(str, WORKFLOWS)]])
def test_action_and_workflows_pass(command: list[str]) -> None:
    tool = str(Path(sys.executable).parent / command[0])
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_editor_finds_nothing_in_them(node: Node) -> None:
    for path in (ROOT / "action.yml", *WORKFLOWS):
        asked = {"name": path.relative_to(ROOT).as_posix(), "text": path.read_text(encoding="utf-8")}
        assert node.language().ask(asked) == []


@pytest.mark.parametrize("change", [("shell: bash", "shel: bash"), ("using: composite", "using: composit")])
def test_the_editor_finds_what_is_wrong(node: Node, change: tuple[str, str]) -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8").replace(*change)
    assert node.language().ask({"name": "action.yml", "text": text})
