"""Under which names things lie in the cache, and whose they are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from zlib import crc32

from gomodlint import __version__
from gomodlint.cache.place import directory
from gomodlint.cache.store import Store

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_ENVIRONMENT = ("GO", "HOME", "USERPROFILE")  # what a run may read of it, by the beginning of the name
# What decides what a line of headers says: the beginnings of file names.
_READERS = ("header", "imports", "kept_headers", "directory")


def headers_store(environ: Mapping[str, str]) -> Store | None:
    """Where headers are kept, if anywhere: by version and by a checksum of the code that reads headers.

    A development tree changes without a version; the same code in another place reads the same lines.
    """
    where = directory(environ)
    if not where:
        return None
    total = 0
    package = os.path.join(_PACKAGE, "source")
    try:
        for name in sorted(os.listdir(package)):
            if name.startswith(_READERS) and name.endswith(".py"):
                with open(os.path.join(package, name), "rb") as file:
                    total = crc32(file.read(), total)
    except OSError:  # in a zip file, which a release is
        total = 0
    return Store(where, f"{__version__}-{total:08x}")


def own_environment(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a run may read of the environment."""
    return sorted(item for item in environ.items() if item[0].startswith(_ENVIRONMENT))


def answers_store(environ: Mapping[str, str]) -> Store | None:
    """Where answers are kept, if anywhere: by version and by the files of the program, with their times."""
    where = directory(environ)
    if not where:
        return None
    total = crc32(os.fsencode(_PACKAGE))
    waiting = [_PACKAGE]
    try:
        while waiting:
            with os.scandir(waiting.pop()) as scan:
                for entry in sorted(scan, key=lambda entry: entry.name):
                    if entry.is_dir() and entry.name != "__pycache__":
                        waiting.append(entry.path)
                    elif entry.name.endswith(".py"):
                        status = entry.stat()
                        total = crc32(f"{entry.name} {status.st_size} {status.st_mtime_ns}".encode(), total)
    except OSError:  # in a zip file
        return None
    return Store(where, f"{__version__}-{total:08x}")


def name_of(kind: str, text: str) -> str:
    """A file name for a text. What lies there says itself whether it is meant: two texts may have one name."""
    data = os.fsencode(text)
    return f"{kind}-{crc32(data):08x}{crc32(data[::-1]):08x}"
