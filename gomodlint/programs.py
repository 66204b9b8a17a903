"""Where other programs lie. Never in the current directory: a repository may bring a `git` of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping


def program(name: str, environ: Mapping[str, str]) -> str:
    """The absolute path of a program on PATH; "" if there is none.

    Windows looks for a bare name in the current directory first, and every system does where PATH has a relative
    entry: only absolute directories of PATH count here.
    """
    file = f"{name}.exe" if os.name == "nt" else name
    for directory in environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(directory, file)
        if os.path.isabs(directory) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return ""
