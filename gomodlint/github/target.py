"""Which pull request is spoken to, and as whom."""

from __future__ import annotations

from typing import NamedTuple


class Target(NamedTuple):
    """A pull request, the commit that was checked, who we are there; the addresses of run and files ("" if none).

    `number` 0: the open pull request of `branch` (OWNER:BRANCH).
    """

    number: int
    head: str
    login: str
    report: str = ""
    tree: str = ""
    branch: str = ""
