"""A Tree with files laid over another one: what the repository would be with them. Nothing is written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from gomodlint.source.limits import ANY, Most
from gomodlint.source.tree import Entry, Tree, TreeError


class OverlayTree:
    """`files` (Tree path to content) in front of `below`; directories that they need come into being."""

    __slots__ = ("_below", "_directories", "_files")

    def __init__(self, below: Tree, files: Mapping[str, bytes]) -> None:
        self._below = below
        self._files = files
        self._directories: dict[str, dict[str, str]] = {}  # directory -> name -> kind
        for path in files:
            kind = "file"
            while path:
                directory, _, name = path.rpartition("/")
                self._directories.setdefault(directory, {})[name] = kind
                path, kind = directory, "dir"  # noqa: PLW2901 - upward

    @property
    def top(self) -> str:
        """See Tree."""
        return self._below.top

    def entries(self, directory: str) -> list[Entry]:
        """See Tree."""
        mine = self._directories.get(directory)
        if mine is None:
            return self._below.entries(directory)
        try:
            found = {entry.name: entry for entry in self._below.entries(directory)}
        except TreeError:
            if self._is_there(directory):
                raise
            found = {}
        found.update({name: Entry(name, kind) for name, kind in mine.items() if kind == "file" or name not in found})
        return sorted(found.values(), key=lambda entry: os.fsencode(entry.name))

    def identity(self, path: str) -> str:
        """See Tree."""
        return "" if path in self._files else self._below.identity(path)

    def stamps(self, directory: str, names: Sequence[str]) -> list[str]:
        """See Tree."""
        prefix = f"{directory}/" if directory else ""
        below = self._below.stamps(directory, names)
        return ["?" if prefix + name in self._files else stamp for name, stamp in zip(names, below, strict=True)]

    def has_stamps(self, directory: str, names: Sequence[str], stamps: Sequence[str]) -> bool:
        """See Tree."""
        return self.stamps(directory, names) == list(stamps)

    def in_worker(self) -> OverlayTree:
        """See Tree."""
        return OverlayTree(self._below.in_worker(), self._files)

    def read(self, path: str, limit: int = -1, *, most: Most = ANY) -> bytes:
        """See Tree."""
        data = self._files.get(path)
        if data is None:
            return self._below.read(path, limit, most=most)
        return data if limit < 0 else data[:limit]

    def _is_there(self, directory: str) -> bool:
        """Whether the Tree below has a directory, readable or not."""
        above, _, name = directory.rpartition("/")
        try:
            return not directory or any(entry.name == name for entry in self._below.entries(above))
        except TreeError:
            return self._is_there(above) if above else True
