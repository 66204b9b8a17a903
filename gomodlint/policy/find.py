"""Which policy governs a run."""

from __future__ import annotations

from typing import NamedTuple

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source.tree import Tree, TreeError

NAMES = ("gomodlint.toml", ".gomodlint.toml")
BUILT_IN = "gomodlint:recommended"


class Found(NamedTuple):
    """A policy's text and the file it stands in (a Tree path, or the name of a built-in preset)."""

    file: str
    text: bytes


def find(tree: Tree, within: str) -> Found | None:
    """The policy in a directory of the tree or the nearest one above it; None when there is none.

    Raises NoVerdict when two stand side by side or the one found cannot be read.
    """
    directory = within
    while True:
        try:
            entries = {entry.name: entry for entry in tree.entries(directory)}
        except TreeError:
            entries = {}
        present = [name for name in NAMES if name in entries and entries[name].kind == "file"]
        files = [f"{directory}/{name}" if directory else name for name in present]
        if len(files) > 1:
            raise NoVerdict(Problem(f"there is also {files[1]}: which one counts?", files[0], hint="remove one"))
        if files:
            return read(tree, files[0])
        if not directory:
            return None
        directory = directory.rpartition("/")[0]


def read(tree: Tree, file: str) -> Found:
    """A policy file by its path. Raises NoVerdict when it cannot be read."""
    try:
        return Found(file, tree.read(file))
    except TreeError as error:
        hint = "gomodlint init writes a starter policy" if "no such file" in error.reason else ""
        raise NoVerdict(Problem(f"cannot read the policy: {error.reason}", file, hint=hint)) from error
