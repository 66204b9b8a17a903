"""Payloads that GitHub has sent (@octokit/webhooks-examples), through the reader of events."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from node import PACKAGES, Node
from repository import Git

from gomodlint.errors import NoVerdict
from gomodlint.git import Repository
from gomodlint.github.event import Event, read_event, read_pull_request

EXAMPLES = PACKAGES / "@octokit" / "webhooks-examples"
SERVERS = ("api.github.com", "ghes-35")


@cache
def examples(server: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((EXAMPLES / server / "index.json").read_text(encoding="utf-8"))
    return found


def payloads(name: str) -> Iterator[dict[str, Any]]:
    """What GitHub sent of a kind; of pull requests each one also as from a fork, of which there is no example."""
    for server in SERVERS:
        for example in examples(server):
            for payload in example["examples"] if example["name"] == name else ():
                yield payload
                if name == "pull_request":
                    fork = copy.deepcopy(payload)
                    fork["pull_request"]["head"]["repo"] = {"fork": True, "full_name": "mallory/x", "private": False}
                    yield fork
                    fork["pull_request"]["head"]["repo"] = None  # the fork is gone
                    yield fork


class Workflow:
    """A checkout, and the environment of a run for an event."""

    def __init__(self, git: Git, event: Path) -> None:
        self.git = git
        self._event = event

    def environ(self, name: str, payload: dict[str, Any]) -> dict[str, str]:
        self._event.write_text(json.dumps(payload))
        return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(self._event)}

    def read(self, name: str, payload: dict[str, Any]) -> Event:
        return read_event(self.environ(name, payload), Repository(str(self.git.directory), {}))


@pytest.fixture
def workflow(node: Node, git: Git, tmp_path: Path) -> Workflow:
    git.commit({"go.mod": "module m\n"})
    return Workflow(git, tmp_path / "event.json")


def test_pull_requests(workflow: Workflow) -> None:
    seen = set()
    for payload in payloads("pull_request"):
        request = payload["pull_request"]
        event = workflow.read("pull_request", payload)
        assert event[:4] == ("pull_request", request["base"]["sha"], request["number"], request["head"]["sha"])
        said = read_pull_request(workflow.environ("pull_request", payload))
        assert (said.number, said.head) == (request["number"], request["head"]["sha"])
        seen.add((payload["action"], request["draft"], request["state"]))
    assert {action for action, _, _ in seen} >= {"opened", "synchronize", "ready_for_review", "closed"}
    assert {True, False} <= {draft for _, draft, _ in seen}


def test_merge_groups(workflow: Workflow) -> None:
    bases = [workflow.read("merge_group", payload).base for payload in payloads("merge_group")]
    assert bases == [payload["merge_group"]["base_sha"] for payload in payloads("merge_group")]
    assert all(bases)


def test_pushes(workflow: Workflow) -> None:
    new = set()
    for payload in payloads("push"):
        event = workflow.read("push", payload)
        assert event.base == ("" if payload["created"] else payload["before"])
        new.add(payload["created"])
    assert new == {True, False}, "of a new branch `before` is zeros"


def test_runs_of_other_workflows(workflow: Workflow) -> None:
    for payload in payloads("workflow_run"):
        run = payload["workflow_run"]
        said = read_pull_request(workflow.environ("workflow_run", payload))
        assert said.head == run["head_sha"]
        assert said.number == 0, "what the run of a fork says of its number is no proof"
        assert said.branch == f"{run['head_repository']['owner']['login']}:{run['head_branch']}"


def test_every_other_event_has_no_base_and_no_pull_request(workflow: Workflow) -> None:
    names = {example["name"] for example in examples(SERVERS[0])}
    assert {"issues", "schedule", "workflow_dispatch"} & names
    for name in sorted(names - {"pull_request", "merge_group", "push", "workflow_run"}):
        for payload in payloads(name):
            assert workflow.read(name, payload).base == ""


def test_pull_request_target_needs_the_pull_request_checked_out(workflow: Workflow) -> None:
    """GitHub checks out the default branch there: nothing of the pull request would be looked at, and all be clean."""
    payload = next(payloads("pull_request"))
    with pytest.raises(NoVerdict, match="the pull request is not here"):
        workflow.read("pull_request_target", payload)
    payload["pull_request"]["head"]["sha"] = workflow.git("rev-parse", "HEAD")
    assert workflow.read("pull_request_target", payload).base == payload["pull_request"]["base"]["sha"]


def test_a_head_that_merged_its_base_is_not_taken_for_github_s_merge(workflow: Workflow) -> None:
    git = workflow.git
    base = git.commit({"a": "1"})
    git("checkout", "-q", "-b", "feature", "HEAD^")
    git.commit({"b": "1"})
    git("merge", "-q", "--no-ff", "-m", "update branch", base)
    head = git("rev-parse", "HEAD")
    payload = {"pull_request": {"number": 1, "head": {"sha": head}, "base": {"sha": base}}}
    assert workflow.read("pull_request", payload).base == base
    git("checkout", "-q", base)
    git("merge", "-q", "--no-ff", "-m", "GitHub's", head)
    payload["pull_request"]["base"]["sha"] = "0" * 40  # as the payload was when the base was another
    assert workflow.read("pull_request", payload).base == base
