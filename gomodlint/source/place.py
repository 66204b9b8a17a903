"""Where a run takes place: the top of the repository, and the policy that governs it."""

import os
from typing import NamedTuple

MARKS = ("gomodlint.toml", ".gomodlint.toml", "go.work", "go.mod")


class Place(NamedTuple):
    """`top` is the repository's absolute directory, `within` where the run was started, relative to it with `/`."""

    top: str
    within: str
    git: bool


def locate(directory: str) -> Place:
    """The git work tree that holds `directory`; outside git the nearest one upward with a policy, go.work or go.mod."""
    directory = os.path.realpath(directory)
    for candidate in _upward(directory):
        if os.path.lexists(os.path.join(candidate, ".git")):
            return Place(candidate, _relative(directory, candidate), git=True)
    for mark in MARKS:
        for candidate in _upward(directory):
            if os.path.isfile(os.path.join(candidate, mark)):
                return Place(candidate, _relative(directory, candidate), git=False)
    return Place(directory, "", git=False)


def _upward(directory: str) -> list[str]:
    found = [directory]
    while (parent := os.path.dirname(directory)) != directory:
        directory = parent
        found.append(directory)
    return found


def _relative(directory: str, top: str) -> str:
    path = os.path.relpath(directory, top).replace(os.sep, "/")
    return "" if path == "." else path
