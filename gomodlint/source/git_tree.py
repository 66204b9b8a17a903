"""A Tree read from git's objects: a commit or the index."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence

from gomodlint.git import Blobs, GitFile
from gomodlint.source import watch
from gomodlint.source.disk import DiskTree
from gomodlint.source.limits import ANY, Most
from gomodlint.source.tree import Entry, TreeError

_LINKS = 8  # symlinks followed one after the other
_LONGEST_LINK = 4096  # bytes, PATH_MAX of Linux


class GitTree:
    """The files of a commit or of the index. Submodules are not looked into."""

    __slots__ = ("_blobs", "_directories", "_disk", "_files", "top")

    def __init__(self, top: str, files: Mapping[str, GitFile], blobs: Blobs) -> None:
        self.top = top
        self._files = files
        self._blobs = blobs
        self._disk = DiskTree(top)
        self._directories = _directories(files)

    def entries(self, directory: str) -> list[Entry]:
        """See Tree."""
        if os.path.isabs(directory):
            return self._disk.entries(directory)
        found = self._directories.get(directory)
        if found is None:
            raise TreeError(directory or ".", "no such file or directory")
        prefix = f"{directory}/" if directory else ""
        entries = [self._entry(prefix + name, name, file) for name, file in found.items()]
        entries.sort(key=lambda entry: os.fsencode(entry.name))
        return entries

    def identity(self, path: str) -> str:
        """See Tree."""
        file = self._files.get(path)
        return f"git:{file.oid}" if file is not None and file.mode.startswith("100") else ""

    def stamps(self, directory: str, names: Sequence[str]) -> list[str]:
        """See Tree."""
        if os.path.isabs(directory):
            return self._disk.stamps(directory, names)
        prefix = f"{directory}/" if directory else ""
        return [self.identity(prefix + name) or "?" for name in names]

    def has_stamps(self, directory: str, names: Sequence[str], stamps: Sequence[str]) -> bool:
        """See Tree."""
        return self.stamps(directory, names) == list(stamps)

    def in_worker(self) -> GitTree:
        """See Tree."""
        return GitTree(self.top, self._files, self._blobs.again())

    def read(self, path: str, limit: int = -1, *, most: Most = ANY) -> bytes:
        """See Tree."""
        if os.path.isabs(path):
            return self._disk.read(path, limit, most=most)
        watching = watch.current() if limit < 0 else None
        if watching is not None:
            watching.blobs.add(path)
        file = self._follow(path)
        if file is None or isinstance(file, str):
            raise TreeError(path, "no such file or directory")
        data = self._blobs.read(file.oid, path, most.bytes + 1 if limit < 0 else limit)
        if limit < 0 and len(data) > most.bytes:
            raise TreeError(path, most.reason, most.hint)
        return data

    def _entry(self, path: str, name: str, file: GitFile | None) -> Entry:
        if file is None:
            return Entry(name, "dir")
        if file.mode == "160000":
            return Entry(name, "other")
        if file.mode != "120000":
            return Entry(name, "file", False, f"git:{file.oid}")
        target = self._follow(path)
        if target is None:
            return Entry(name, "dangling", link=True)
        if isinstance(target, str):
            return Entry(name, "link-dir", link=True)
        return Entry(name, "file", True, f"git:{target.oid}")

    def _follow(self, path: str) -> GitFile | str | None:
        """The file a path leads to through symlinks inside the tree; a directory's path; None when it leads nowhere."""
        for _ in range(_LINKS):
            file = self._files.get(path)
            if file is None:
                return path if path in self._directories else None
            if file.mode != "120000":
                return file
            target = os.fsdecode(self._blobs.read(file.oid, path, _LONGEST_LINK))
            if target.startswith("/"):
                return None
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if path.startswith("../"):
                return None
        return None


def _directories(files: Mapping[str, GitFile]) -> dict[str, dict[str, GitFile | None]]:
    """Directory to the names in it: a file, or None for a directory."""
    found: dict[str, dict[str, GitFile | None]] = {"": {}}
    for path, file in files.items():
        directory, _, name = path.rpartition("/")
        names = found.get(directory)
        if names is None:
            names = found[directory] = {}
            above = directory
            while above:
                parent, _, child = above.rpartition("/")
                siblings = found.setdefault(parent, {})
                if child in siblings:
                    break
                siblings[child] = None
                above = parent
        names[name] = file
    return found
