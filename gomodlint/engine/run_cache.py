"""What a run takes from the cache, and what it leaves there. A run never fails because of its cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gomodlint.cache.store import Damaged
from gomodlint.engine.place import Place
from gomodlint.engine.request import Request
from gomodlint.finding import CacheUse
from gomodlint.recall.kept import read_headers, sum_of, write_headers
from gomodlint.recall.names import headers_store
from gomodlint.source.kept_headers import KeptHeaders


class RunCache:
    """The headers of one repository. `notes` are for the user: at most one line for each thing that went wrong."""

    def __init__(self, place: Place, environ: Mapping[str, str], *, git: bool) -> None:
        self.notes: list[str] = []
        self.headers = KeptHeaders(())
        self._store = headers_store(environ)
        self._kind = "blobs" if git else "files"
        self._top = place.top
        if self._store is None:
            return
        try:
            kept = read_headers(self._store, self._kind, self._top)
        except Damaged as error:
            self._rebuilt(str(error))
        except OSError as error:
            self._rebuilt(error.strerror or type(error).__name__)
        else:
            self.headers = kept or self.headers

    def save(self) -> None:
        """Leave what was read for the next run."""
        if self.headers.damaged:
            self._rebuilt("a line does not make sense")
        if self._store is not None and self.headers.is_changed():
            try:
                write_headers(self._store, self._kind, self._top, self.headers)
            except OSError as error:
                self.notes = [f"the cache is not written: {error.strerror} (in {self._store.directory})"]
        self.headers.forget_texts()

    def use(self, graph: Callable[[], Sequence[str]]) -> CacheUse:
        """What the verdict says of it, and of the graph."""
        complete = self._store is not None and self.headers.are_complete()
        sum_ = sum_of(self._store, self._kind, self._top) if self._store and complete else ""
        return CacheUse(tuple(self.notes), sum_, graph)

    def _rebuilt(self, what: str) -> None:
        self.notes.append(f"the cache was damaged ({what}): it is built anew")


def cache_of(request: Request, place: Place, *, git: bool) -> RunCache | None:
    """The cache of a run that wants one. What is laid over files for one question is not worth keeping.

    `git`: files are known by their blobs, not by their times.
    """
    if not request.cache or request.overlay or request.overlay_alone:
        return None
    return RunCache(place, request.environ, git=git or request.staged)
