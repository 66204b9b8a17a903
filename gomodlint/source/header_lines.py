"""Places in a header: offsets as lines and columns."""

from __future__ import annotations


class Lines:
    """Tells places of one text; quick when asked for places close to the one before, however long the text."""

    __slots__ = ("_at", "_data", "_line", "_start")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = self._start = 0
        self._line = 1

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (in bytes) of an offset, from 1. As in Go, no line begins at the end of the text."""
        before = max(0, min(offset, len(self._data) - 1))
        if before >= self._at:
            self._line += self._data.count(b"\n", self._at, before)
            self._start = max(self._start, self._data.rfind(b"\n", self._at, before) + 1)
        else:
            self._line -= self._data.count(b"\n", before, self._at)
            if before < self._start:
                self._start = self._data.rfind(b"\n", 0, before) + 1
        self._at = before
        return self._line, offset - self._start + 1
