"""Where the cache lies."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


def directory(environ: Mapping[str, str]) -> str:
    """The cache's directory (absolute): GOMODLINT_CACHE, else gomodlint in the user's cache directory.

    That is XDG_CACHE_HOME (https://specifications.freedesktop.org/basedir/latest/), ~/Library/Caches on macOS,
    LOCALAPPDATA on Windows, else ~/.cache. "" when there is no such place, or when GOMODLINT_CACHE is "off".
    """
    asked = environ.get("GOMODLINT_CACHE", "")
    if asked:
        return "" if asked == "off" or "\0" in asked else os.path.abspath(asked)
    home = environ.get("HOME", "")
    if os.name == "nt":
        base = environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches") if home else ""
    else:
        base = environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):  # the specification: a relative one is invalid and ignored
            base = os.path.join(home, ".cache") if home else ""
    return os.path.join(base, "gomodlint") if os.path.isabs(base) else ""
