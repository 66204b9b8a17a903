"""Git's own files, before git opens them: it would wait for ever for a FIFO or a device."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping

from gomodlint.errors import NoVerdict, Problem

# What plumbing that reads objects, refs and the index may open before it answers (gitrepository-layout(5)).
_FILES = ("HEAD", "commondir", "config", "config.worktree", "index", "packed-refs", "shallow")
_DIRECTORIES = ("info", "objects/info", "objects/pack", "refs")
_MOST = 20_000  # entries that are looked at; who has more packs refs
_SHORT = 4096  # bytes of a file that names a directory


def refuse_special(top: str, environ: Mapping[str, str]) -> None:
    """Raise NoVerdict where a file of git's, which git reads before it answers anything, is none."""
    for directory in _places(top, environ):
        left = _MOST
        for path in _entries(directory):
            left -= 1
            if not left:
                break
            _refuse(path, top)


def _places(top: str, environ: Mapping[str, str]) -> Iterator[str]:
    """The directories of a repository: its own, and the one that it shares with other work trees."""
    own = os.path.join(top, environ.get("GIT_DIR") or ".git")
    _refuse(own, top)
    if os.path.isfile(own):
        own = os.path.join(top, _line(own).removeprefix("gitdir:").strip())
    yield own
    shared = os.path.join(own, "commondir")
    _refuse(shared, top)
    if os.path.isfile(shared):
        yield os.path.join(own, _line(shared).strip())


def _entries(directory: str) -> Iterator[str]:
    yield from (os.path.join(directory, name) for name in _FILES)
    waiting = [os.path.join(directory, name) for name in _DIRECTORIES]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif not entry.is_file(follow_symlinks=False):
                        yield entry.path
        except OSError:
            continue  # git says what is wrong


def _refuse(path: str, top: str) -> None:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        shown = os.path.relpath(path, top) if path.startswith(top) else path
        raise NoVerdict(Problem("neither a file nor a directory: git would wait for it", shown, hint="remove it"))


def _line(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return os.fsdecode(file.read(_SHORT).partition(b"\n")[0])
    except OSError:
        return ""
