"""Addresses on the GitHub server that a workflow runs for, from its environment."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z0-9_-]+/(?!\.{1,2}$)[A-Za-z0-9_.-]+")
_SERVER = re.compile(r"https?://[A-Za-z0-9.:-]+")
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def is_repository(name: str) -> bool:
    """Whether it is OWNER/NAME."""
    return _NAME.fullmatch(name) is not None


def tree(environ: Mapping[str, str], commit: str) -> str:
    """Of a commit's files; "" outside of GitHub."""
    repository = _repository(environ)
    return f"{repository}/blob/{commit}" if repository and _OID.fullmatch(commit) else ""


def run(environ: Mapping[str, str]) -> str:
    """Of the workflow's run, where its log and summary are; "" outside of one."""
    repository, number = _repository(environ), environ.get("GITHUB_RUN_ID", "")
    return f"{repository}/actions/runs/{number}" if repository and number.isdigit() else ""


def _repository(environ: Mapping[str, str]) -> str:
    server, name = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
    return f"{server}/{name}" if _SERVER.fullmatch(server) and is_repository(name) else ""
