"""A Tree read from the disk."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter

from gomodlint.source import watch
from gomodlint.source.limits import ANY, Most
from gomodlint.source.tree import OUTSIDE, Entry, TreeError

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
_NAME = itemgetter(0)


class DiskTree:
    """The repository below `top` (an absolute directory) as it lies on the disk.

    `only` leaves every file out that is not in it (git's tracked files). `identities` names the content of files
    whose content is known without reading.
    """

    __slots__ = ("_directories", "_identities", "_inside", "_only", "_prefix", "_stable_before", "top")

    def __init__(
        self, top: str, *, only: Collection[str] | None = None, identities: Mapping[str, str] | None = None
    ) -> None:
        self.top = top
        self._prefix = top if top.endswith(os.sep) else top + os.sep
        self._only = None if only is None else frozenset(only)
        self._directories = frozenset() if only is None else _directories_of(self._only or frozenset())
        self._identities = identities or {}
        self._inside = {""}  # directories that no symlink leads out of the repository to
        self._stable_before = time.time_ns() - watch.YOUNG

    def entries(self, directory: str) -> list[Entry]:
        """See Tree."""
        watching = watch.current()
        if watching is None:
            return self._entries(directory)
        path = self._on_disk(directory)
        stamp = watch.stamp(path)
        watching.directories[path] = stamp, "-"
        found = self._entries(directory)
        watching.directories[path] = stamp, watch.listing(found)
        return found

    def _entries(self, directory: str) -> list[Entry]:
        found = []
        only, identities, prefix = self._only, self._identities, f"{directory}/" if directory else ""
        is_own = not os.path.isabs(directory)
        if is_own and directory not in self._inside and not self._is_inside(directory):
            raise TreeError(directory, OUTSIDE)
        try:
            with os.scandir(self._on_disk(directory)) as scan:
                for item in scan:
                    name = item.name
                    if item.is_file(follow_symlinks=False):
                        entry = Entry(name, "file", False, identities.get(prefix + name, "") if identities else "")
                    elif item.is_dir(follow_symlinks=False):
                        entry = Entry(name, "dir")
                    elif item.is_symlink():
                        entry = self.link(prefix + name, name)
                    else:
                        entry = Entry(name, "other")
                    if only is not None and is_own and not self._is_tracked(prefix + name, entry):
                        continue
                    found.append(entry)
        except OSError as error:
            raise TreeError(directory or ".", reason(error)) from error
        found.sort(key=_NAME if all(map(str.isascii, map(_NAME, found))) else _name_in_bytes)
        return found

    def identity(self, path: str) -> str:
        """See Tree."""
        return self._identities.get(path, "")

    def stamps(self, directory: str, names: Sequence[str]) -> list[str]:
        """See Tree. A file changed in the last seconds has none: it may change again within one tick of its clock."""
        prefix = self._on_disk(directory).rstrip(os.sep) + os.sep
        within = f"{directory}/" if directory else ""
        identities, limit, lstat = self._identities, self._stable_before, os.lstat
        found = []
        for name in names:
            identity = identities.get(within + name, "") if identities else ""
            if not identity:
                identity = "?"
                try:
                    status = lstat(prefix + name)
                except (OSError, ValueError):  # ValueError: a NUL, which only a made-up name has
                    found.append(identity)  # met again when it is read
                    continue
                changed, written = status.st_ctime_ns, status.st_mtime_ns
                if changed < limit and written < limit and stat.S_ISREG(status.st_mode):
                    identity = f"{status.st_size}:{written}:{status.st_ino}:{changed}"
            found.append(identity)
        return found

    def has_stamps(self, directory: str, names: Sequence[str], stamps: Sequence[str]) -> bool:
        """See Tree. What was not written lately when it had this stamp was not since: no clock is asked."""
        if self._identities:
            return self.stamps(directory, names) == list(stamps)
        prefix = self._on_disk(directory).rstrip(os.sep) + os.sep
        lstat = os.lstat
        try:
            for name, stamp in zip(names, stamps, strict=True):
                now = lstat(prefix + name)
                if f"{now.st_size}:{now.st_mtime_ns}:{now.st_ino}:{now.st_ctime_ns}" != stamp:
                    return False
        except (OSError, ValueError):  # ValueError: a NUL, which only a made-up name has
            return False
        return True

    def in_worker(self) -> DiskTree:
        """See Tree."""
        return self

    def read(self, path: str, limit: int = -1, *, most: Most = ANY) -> bytes:
        """See Tree. Only regular files are read: a FIFO or a device is refused, and never waited for."""
        if limit < 0 and not os.path.isabs(path) and not self._is_inside(path):
            raise TreeError(path, OUTSIDE)
        watching = watch.current() if limit < 0 else None
        if watching is not None:
            on_disk = self._on_disk(path)
            watching.files[on_disk] = watch.stamp(on_disk)
        try:
            handle = os.open(self._on_disk(path), _OPEN_FLAGS)
        except OSError as error:
            raise TreeError(path, reason(error)) from error
        try:
            if limit >= 0:
                data = os.read(handle, limit)
                if len(data) == limit or not data or limit <= 4096:
                    return data
                pieces, left = [data], limit - len(data)
            else:
                status = os.fstat(handle)
                if not stat.S_ISREG(status.st_mode):
                    raise TreeError(path, "is a directory" if stat.S_ISDIR(status.st_mode) else "not a regular file")
                pieces, left = [], most.bytes + 1 if status.st_size <= most.bytes else 0
            while left and (piece := os.read(handle, min(left, 1 << 20))):
                pieces.append(piece)
                left -= len(piece)
            if limit < 0 and not left:
                raise TreeError(path, most.reason, most.hint)
            return b"".join(pieces)
        except OSError as error:
            raise TreeError(path, reason(error)) from error
        finally:
            os.close(handle)

    def _is_inside(self, path: str) -> bool:
        """Whether no symlink on the way to a path of the repository leads out of it."""
        above = path.rpartition("/")[0]
        if above not in self._inside and not self._is_inside(above):
            return False
        try:
            mode = os.lstat(self._on_disk(path)).st_mode
        except (OSError, ValueError):
            return True  # nothing there, which whoever reads it will say
        if stat.S_ISLNK(mode):
            target = os.path.realpath(self._on_disk(path))
            return target == self.top or target.startswith(self._prefix)
        if stat.S_ISDIR(mode):
            self._inside.add(path)
        return True

    def _on_disk(self, path: str) -> str:
        return path if os.path.isabs(path) else self._prefix + path

    def link(self, path: str, name: str) -> Entry:
        """A symlink counts as what it leads to, as long as it does not lead out of the repository."""
        entry = self._link(path, name)
        watching = watch.current()
        if watching is not None:
            watching.links[path] = entry.kind
        return entry

    def _link(self, path: str, name: str) -> Entry:
        target = os.path.realpath(self._on_disk(path))
        if not os.path.isabs(path) and target != self.top and not target.startswith(self._prefix):
            return Entry(name, "dangling", link=True)
        try:
            mode = os.stat(target).st_mode
        except OSError:
            return Entry(name, "dangling", link=True)
        if stat.S_ISDIR(mode):
            return Entry(name, "link-dir", link=True)
        return Entry(name, "file" if stat.S_ISREG(mode) else "other", link=True)

    def _is_tracked(self, path: str, entry: Entry) -> bool:
        if entry.kind == "dir":
            return path in self._directories
        return self._only is not None and path in self._only


def reason(error: OSError) -> str:
    """Why the system refused, in words without the path."""
    return (error.strerror or type(error).__name__).lower()


def _directories_of(paths: Collection[str]) -> frozenset[str]:
    found: set[str] = set()
    for path in paths:
        directory = path.rpartition("/")[0]
        while directory and directory not in found:
            found.add(directory)
            directory = directory.rpartition("/")[0]
    return frozenset(found)


def _name_in_bytes(entry: Entry) -> bytes:
    return os.fsencode(entry.name)
