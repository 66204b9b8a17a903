"""Writes a file of the user's whole or not at all."""

from __future__ import annotations

import os
import tempfile

from gomodlint.errors import NoVerdict, Problem


def replace_file(path: str, data: bytes | None, name: str) -> None:
    """Put `data` in place of the file at an absolute path, in one step; None removes it. `name` is for messages.

    The file keeps its mode. Raises NoVerdict for a symlink, and when the system refuses.
    """
    if os.path.islink(path):
        raise NoVerdict(Problem("a symlink: it is not written through", name, hint="put the file itself here"))
    try:
        if data is None:
            os.remove(path)
        else:
            _replace(path, data)
    except OSError as error:
        raise NoVerdict(Problem(f"cannot write: {(error.strerror or 'refused').lower()}", name)) from error


def _replace(path: str, data: bytes) -> None:
    try:
        with open(path, "rb") as file:
            if file.read() == data:
                return
            mode = os.fstat(file.fileno()).st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".gomodlint-")
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
