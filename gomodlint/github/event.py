"""Which commit a GitHub event is to be compared with.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from gomodlint.errors import NoVerdict, Problem
from gomodlint.git import Repository
from gomodlint.source.disk import DiskTree
from gomodlint.source.limits import EVENT
from gomodlint.source.tree import TreeError

_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Event(NamedTuple):
    """A workflow's event. `base` is a commit id, "" when there is nothing to compare with.

    `exact`: that commit itself is what was there before, whatever the histories are; a clone need not have them.
    """

    name: str
    base: str
    number: int = 0
    head: str = ""
    branch: str = ""  # OWNER:BRANCH of the head, of a workflow_run
    exact: bool = False


def read_event(environ: Mapping[str, str], repository: Repository) -> Event:
    """The event of this workflow run.

    On `pull_request` HEAD is the merge commit of base and head: its first parent is the base, also in a clone of depth
    1, which names its parents but lacks them. Where the head itself is checked out, the base is the payload's. Raises
    NoVerdict for a payload that cannot be read, and where the pull request is not what is checked out.
    """
    name = environ.get("GITHUB_EVENT_NAME", "")
    payload = _payload(environ.get("GITHUB_EVENT_PATH", ""))
    if name in {"pull_request", "pull_request_target"}:
        request = _table(payload, "pull_request")
        head = _oid(_table(request, "head").get("sha"))
        commit = repository.commit("HEAD")
        parents = repository.parents(commit)
        merged = len(parents) == 2 and parents[1] == head  # not a merge of base into the branch
        if name == "pull_request_target" and not (merged or commit == head):
            hint = "use pull_request: it checks out the merge of both, and needs no secrets"
            raise NoVerdict(Problem("pull_request_target checks out the base: the pull request is not here", hint=hint))
        base = parents[0] if merged else _oid(_table(request, "base").get("sha"))
        number = request.get("number")
        return Event(name, base, number if isinstance(number, int) else 0, head, exact=merged)
    if name == "merge_group":
        return Event(name, _oid(_table(payload, "merge_group").get("base_sha")), exact=True)
    if name == "push":
        before = _oid(payload.get("before"))
        return Event(name, "" if not before.strip("0") else before, exact=True)
    return Event(name, "")


def read_pull_request(environ: Mapping[str, str]) -> Event:
    """The pull request of this workflow run, number 0 if it has none. Raises NoVerdict for an unreadable payload.

    After a run for a fork (`workflow_run`) GitHub does not say the number: it is known by head and branch.
    """
    name = environ.get("GITHUB_EVENT_NAME", "")
    payload = _payload(environ.get("GITHUB_EVENT_PATH", ""))
    if name == "workflow_run":
        run = _table(payload, "workflow_run")
        owner = _table(_table(run, "head_repository"), "owner").get("login")
        return Event(name, "", 0, _oid(run.get("head_sha")), f"{owner}:{run.get('head_branch')}")
    request = _table(payload, "pull_request")
    number = request.get("number")
    head = _oid(_table(request, "head").get("sha"))
    return Event(name, "", number if isinstance(number, int) else 0, head)


def fork_of(environ: Mapping[str, str]) -> str:
    """The repository (OWNER/NAME) that a workflow run's code comes from, when that is another one than the run's own.

    "" for all that is not the pull request of a fork. Raises NoVerdict for an unreadable payload.
    """
    name = environ.get("GITHUB_EVENT_NAME", "")
    if name not in {"pull_request", "pull_request_target", "workflow_run"}:
        return ""
    payload = _payload(environ.get("GITHUB_EVENT_PATH", ""))
    if name == "workflow_run":
        head = _table(_table(payload, "workflow_run"), "head_repository")
        base = _table(payload, "repository")
    else:
        request = _table(payload, "pull_request")
        head = _table(_table(request, "head"), "repo")
        base = _table(_table(request, "base"), "repo")
    theirs, ours = head.get("full_name"), base.get("full_name")
    if not isinstance(theirs, str):
        return "a repository that is gone"  # a fork that was deleted since
    return "" if theirs == ours else theirs


def _payload(path: str) -> dict[str, Any]:
    if not path:
        return {}
    try:
        found = json.loads(DiskTree(os.getcwd()).read(os.path.abspath(path), most=EVENT))
    except (TreeError, ValueError, RecursionError) as error:
        reason = error.reason if isinstance(error, TreeError) else str(error)
        raise NoVerdict(
            Problem(f"cannot read the event: {reason}", path, hint="is GITHUB_EVENT_PATH right?")
        ) from error
    return found if isinstance(found, dict) else {}


def _table(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _oid(value: object) -> str:
    return value if isinstance(value, str) and _OID.fullmatch(value) else ""
