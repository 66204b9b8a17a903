"""Writes a file of the user's whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat

from gomodlint.errors import NoVerdict, Problem

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_STREAMS = ("/dev/", "/proc/")  # /dev/stdout is a symlink; what lies here is never a repository's


def replace_file(path: str, data: bytes | None, name: str) -> None:
    """Put `data` in place of the file at an absolute path, in one step; None removes it. `name` is for messages.

    The file keeps its mode. A device or a pipe is written to. Raises NoVerdict for a symlink (a repository could lead
    the report anywhere with one), and when the system refuses.
    """
    if os.path.islink(path) and not path.startswith(_STREAMS):
        raise NoVerdict(Problem("a symlink: it is not written through", name, hint="put the file itself here"))
    try:
        if data is None:
            os.remove(path)
        elif _is_stream(path):
            with open(path, "wb") as file:
                file.write(data)
        else:
            _replace(path, data)
    except OSError as error:
        raise NoVerdict(Problem(f"cannot write: {(error.strerror or 'refused').lower()}", name)) from error


def append_to_file(path: str, text: str) -> None:
    """Add text to a file that a CI runner names in the environment. Raises NoVerdict when the system refuses."""
    try:
        with open(path, "ab") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise NoVerdict(Problem(f"cannot write: {why}", path)) from error


def _is_stream(path: str) -> bool:
    if path.startswith(_STREAMS):
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISBLK(mode)


def _replace(path: str, data: bytes) -> None:
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            if file.read(len(data) + 1) == data:
                return
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    beside = os.path.join(os.path.dirname(path), f".gomodlint-{os.getpid()}.new")
    try:
        with open(os.open(beside, _FLAGS, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, mode)
        os.replace(beside, path)
    except FileExistsError:
        raise  # somebody else's
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)
        raise
