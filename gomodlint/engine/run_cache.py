"""What a run takes from the cache, and what it leaves there. A run never fails because of its cache."""

from __future__ import annotations

import os
from collections.abc import Mapping
from zlib import crc32

from gomodlint import __version__
from gomodlint.cache.place import directory
from gomodlint.cache.store import Damaged, Store
from gomodlint.engine.place import Place
from gomodlint.engine.request import Request
from gomodlint.source.kept_headers import KeptHeaders

_READERS = ("header", "kept_headers", "directory")  # what decides what a line says, by the beginning of the file name


class RunCache:
    """The headers of one repository. `notes` are for the user: at most one line for each thing that went wrong."""

    def __init__(self, place: Place, environ: Mapping[str, str], *, git: bool) -> None:
        self.notes: list[str] = []
        self.headers = KeptHeaders(())
        where = directory(environ)
        self._store = Store(where, made_by()) if where else None
        self._name = _name(place.top, "blobs" if git else "files")
        if self._store is None:
            return
        try:
            lines = self._store.read(self._name)
        except Damaged as error:
            self._rebuilt(str(error))
        except OSError as error:
            self._rebuilt(error.strerror or type(error).__name__)
        else:
            self.headers = KeptHeaders(lines or ())

    def save(self) -> None:
        """Leave what was read for the next run."""
        if self.headers.damaged:
            self._rebuilt("a line does not make sense")
        if self._store is None or not self.headers.is_changed():
            return
        try:
            self._store.write(self._name, self.headers.lines())
        except OSError as error:
            self.notes = [f"the cache is not written: {error.strerror} (in {self._store.directory})"]

    def _rebuilt(self, what: str) -> None:
        self.notes.append(f"the cache was damaged ({what}): it is built anew")


def cache_of(request: Request, place: Place, *, git: bool) -> RunCache | None:
    """The cache of a run that wants one. What is laid over files for one question is not worth keeping.

    `git`: files are known by their blobs, not by their times.
    """
    if not request.cache or request.overlay or request.overlay_alone:
        return None
    return RunCache(place, request.environ, git=git or request.staged)


def made_by() -> str:
    """The version, and a checksum of the code that reads headers: a development tree changes without a version."""
    package = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "source")
    total = 0
    try:
        for name in sorted(os.listdir(package)):
            if name.startswith(_READERS) and name.endswith(".py"):
                with open(os.path.join(package, name), "rb") as file:
                    total = crc32(file.read(), total)
    except OSError:  # in a zip file, which a release is
        total = 0
    return f"{__version__}-{total:08x}"


def _name(top: str, kind: str) -> str:
    """Two repositories under one name would only overwrite each other's lines: stamps tell them apart."""
    data = os.fsencode(top)
    return f"{kind}-{crc32(data):08x}{crc32(data[::-1]):08x}"
