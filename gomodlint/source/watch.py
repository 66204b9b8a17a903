"""What a run reads of the disk besides the headers of Go files: directories, files as wholes, symlinks.

A stamp says whether something may have changed: modification time, inode, time of the inode's change, size. "?" means
that nothing would tell, "-" that it is not there or cannot be read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from gomodlint.source.tree import Entry

YOUNG = 2 * 10**9  # ns; the coarsest clock of a file system (FAT) has ticks of 2 s


class Watch:
    """What was read since `watch`, with stamps taken before it was read. Paths are absolute."""

    __slots__ = ("blobs", "directories", "files", "links")

    def __init__(self) -> None:
        self.directories: dict[str, tuple[str, str]] = {}  # stamp and listing
        self.files: dict[str, str] = {}
        self.links: dict[str, str] = {}  # a Tree path to the kind of its Entry
        self.blobs: set[str] = set()  # Tree paths that were read as a whole from git's objects


_watches: list[Watch] = []


def watch() -> Watch:
    """Begin to note what is read; until `end`."""
    _watches.append(Watch())
    return _watches[-1]


def end() -> None:
    """End the last `watch`."""
    _watches.pop()


def current() -> Watch | None:
    """The innermost watch."""
    return _watches[-1] if _watches else None


def stamp(path: str) -> str:
    """What a file or directory says of itself, symlinks followed."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return "-"
    limit = time.time_ns() - YOUNG
    if status.st_mtime_ns >= limit or status.st_ctime_ns >= limit:
        return "?"
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ino}:{status.st_ctime_ns}"


def is_still(path: str, before: str) -> bool:
    """Whether a file or directory has the stamp that `stamp` gave before, which was not "?"."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return before == "-"
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ino}:{status.st_ctime_ns}" == before


def listing(entries: Iterable[Entry]) -> str:
    """Names and kinds in one text."""
    return "".join([f"{entry.name}/{entry.kind}/" for entry in entries])
