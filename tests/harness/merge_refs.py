"""A pull request in git, as GitHub keeps it: a branch, a base that moves on, and refs/pull/1/merge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from composite import Ran, run_action
from repository import Git

ROOT = Path(__file__).parent.parent.parent


class PullRequest:
    """The repository, and the payload of its event in a runner's temporary directory."""

    def __init__(self, git: Git, runner: Path) -> None:
        self.git = git
        runner.mkdir(parents=True, exist_ok=True)
        self.event = runner / "event.json"
        git("config", "uploadpack.allowAnySHA1InWant", "true")
        self.base = self.head = ""

    def make(self, base: dict[str, str], change: dict[str, str], moved: dict[str, str], **payload: Any) -> None:
        """Commit `base`, branch off with `change`, let the base move on with `moved`, and merge as GitHub does."""
        git = self.git
        git.commit(base, "base")
        git("checkout", "-q", "-b", "feature")
        self.head = git.commit(change, "change")
        git("checkout", "-q", "main")
        self.base = git.commit(moved or {"unrelated.txt": "moved on\n"}, "the base moves on")
        git("checkout", "-q", "-b", "merge")
        git("merge", "-q", "--no-ff", "-m", "merge", "feature")
        git("update-ref", "refs/pull/1/merge", "HEAD")
        request = {"number": 1, "head": {"sha": self.head}, "base": {"sha": self.base}, **payload}
        self.event.write_text(json.dumps({"pull_request": request}))

    def checkout(self, directory: Path, depth: int) -> Path:
        """What actions/checkout leaves behind on `pull_request`. Depth 0: everything."""
        clone = Git(directory)
        clone("remote", "add", "origin", self.git.directory.as_uri())
        depths = [f"--depth={depth}"] if depth else []
        clone("fetch", "-q", "--no-tags", *depths, "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge")
        clone("checkout", "-q", "refs/remotes/pull/1/merge")
        return clone.directory

    def run(self, workspace: Path, name: str = "pull_request", **inputs: str) -> Ran:
        """Run the action of this project there."""
        return run_action(ROOT / "action.yml", workspace, self.event, name, inputs)
