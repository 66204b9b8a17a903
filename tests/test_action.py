"""The GitHub Action, step by step in a composite host, on pull requests fetched as a runner fetches them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from composite import Ran, run_action
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
def pull_request(git: Git, tmp_path: Path) -> tuple[Git, Path]:
    """A repository with refs/pull/1/merge, and the event's payload."""
    base = git.commit(BASE, "base")
    git("checkout", "-q", "-b", "feature")
    head = git.commit({"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'}, "head")
    git("checkout", "-q", "main")
    git.commit({"unrelated.txt": "moved on\n"}, "base moves on")
    git("checkout", "-q", "-b", "merge")
    git("merge", "-q", "--no-ff", "-m", "merge", "feature")
    git("update-ref", "refs/pull/1/merge", "HEAD")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    event = tmp_path / "runner" / "event.json"
    event.parent.mkdir()
    event.write_text(json.dumps({"pull_request": {"number": 1, "head": {"sha": head}, "base": {"sha": base}}}))
    return git, event


def checkout(git: Git, directory: Path, depth: int) -> Path:
    """What actions/checkout leaves behind."""
    clone = Git(directory)
    clone("remote", "add", "origin", git.directory.as_uri())
    depths = [f"--depth={depth}"] if depth else []
    clone("fetch", "-q", "--no-tags", *depths, "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge")
    clone("checkout", "-q", "refs/remotes/pull/1/merge")
    return clone.directory


def run(workspace: Path, event: Path, name: str = "pull_request", **inputs: str) -> Ran:
    return run_action(ROOT / "action.yml", workspace, event, name, inputs)


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_only_what_the_pull_request_brings_is_annotated(
    pull_request: tuple[Git, Path], tmp_path: Path, depth: int
) -> None:
    git, event = pull_request
    ran = run(checkout(git, tmp_path / "clone", depth), event)
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


def test_a_clone_of_depth_1_that_cannot_fetch_the_base_says_what_to_do(
    pull_request: tuple[Git, Path], tmp_path: Path
) -> None:
    git, event = pull_request
    clone = checkout(git, tmp_path / "clone", 1)
    git.directory.rename(tmp_path / "gone")  # as where the checkout kept no credentials for a private repository
    ran = run(clone, event)
    assert ran.status == 2
    assert "fetch-depth: 2" in ran.log
    assert "no verdict" in ran.summary


def test_without_a_base_everything_is_reported(pull_request: tuple[Git, Path], tmp_path: Path) -> None:
    git, event = pull_request
    workspace = checkout(git, tmp_path / "clone", 0)
    for name, inputs in (("pull_request", {"base": "none"}), ("workflow_dispatch", {})):
        ran = run(workspace, event, name, **inputs)
        files = {c.properties.get("file") for c in commands(ran.log) if c.name == "error"}
        assert {"helper/helper.go", "old/old.go"} >= files >= {"helper/helper.go"}, ran.log
        assert ran.status == 1


def test_the_cache_is_kept_where_the_cache_step_looks_and_changes_nothing(
    pull_request: tuple[Git, Path], tmp_path: Path
) -> None:
    git, event = pull_request
    workspace = checkout(git, tmp_path / "clone", 2)
    without = run(workspace, event)
    kept = event.parent / "gomodlint-cache"
    assert not kept.exists()
    assert run(workspace, event, cache="true")[::2] == without[::2]
    [file] = kept.iterdir()
    assert file.name.startswith("blobs-"), "files are known by their blobs, which the next checkout has too"
    again = checkout(git, tmp_path / "again" / "clone", 2)
    assert run(again, event, cache="true")[::2] == without[::2]
    [step] = [step for step in yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"] if "uses" in step]
    assert step["with"]["path"].endswith("/gomodlint-cache")
    assert step["with"]["key"].startswith(step["with"]["restore-keys"])


def test_push_with_a_zero_before_has_no_base(pull_request: tuple[Git, Path], tmp_path: Path) -> None:
    git, event = pull_request
    event.write_text(json.dumps({"before": "0" * 40}))
    assert run(checkout(git, tmp_path / "clone", 0), event, "push").status == 1


def test_an_untrusted_checkout_changes_nothing(pull_request: tuple[Git, Path], tmp_path: Path) -> None:
    git, event = pull_request
    workspace = checkout(git, tmp_path / "clone", 0)
    clean = run(workspace, event)
    canary = tmp_path / "canary"
    trap = f"open({str(canary)!r}, 'w').close()\nraise SystemExit('trapped')\n"
    for name in ("json.py", "argparse.py", "pip/__init__.py", "gomodlint/__init__.py", "action/main.py", "tomli.py"):
        path = workspace / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(trap)
    (workspace / ".gitattributes").write_text("* filter=evil diff=evil\n")
    trapped = run(workspace, event)
    assert not canary.exists()
    assert (trapped.status, trapped.outputs) == (clean.status, clean.outputs)


def test_hostile_inputs_stay_text(pull_request: tuple[Git, Path], tmp_path: Path) -> None:
    git, event = pull_request
    workspace = checkout(git, tmp_path / "clone", 0)
    ran = run(workspace, event, policy="x; touch pwned; $(touch pwned) ##[add-mask]x")
    assert ran.status == 2
    assert not list(tmp_path.rglob("pwned"))
    assert {command.name for command in commands(ran.log)} == {"error"}


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["zizmor", "--offline", "--no-progress", "--persona=auditor", "action.yml"], id="zizmor"),
        pytest.param(["check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"], id="schema"),
    ],
)
def test_action_yml_passes(command: list[str]) -> None:
    tool = str(Path(sys.executable).parent / command[0])
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
