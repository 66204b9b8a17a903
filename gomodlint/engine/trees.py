"""The Trees that a run compares."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from gomodlint.source.tree import Tree


class Sources(NamedTuple):
    """The Tree to judge, and the one to compare it with, if any. `base_name` is a commit id."""

    head: Tree
    base: Tree | None = None
    base_name: str = ""
    changed: frozenset[str] | None = None  # paths that differ; None: not known
    differing: frozenset[str] | None = None  # the same, whatever differs
    submodules: tuple[str, ...] = ()  # directories that git keeps elsewhere: not looked into
    shape: Callable[[], str] | None = None  # see engine.shape; None: no kept graph does
    renames: Callable[[], Mapping[str, str]] = dict  # asks for files with another name: new path to old path
