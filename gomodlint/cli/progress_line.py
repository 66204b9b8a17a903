"""One line on a terminal that says how far long work has come; gone before anything else is printed.

Not in CI, not where standard error is no terminal, and not for work that is done in a moment. By hand and without
escape sequences: a check loads only the standard library, and a carriage return is understood everywhere.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping

from gomodlint import progress

AFTER = 0.5  # seconds of work before there is a line
EVERY = 0.1  # seconds between two lines
BAR = 24  # characters


def show_on_terminal(environ: Mapping[str, str]) -> None:
    """From now on show work on standard error, if somebody can see it there."""
    try:
        seen = sys.stderr.isatty()
    except ValueError:  # the stream is closed
        return
    if seen and not environ.get("CI") and environ.get("TERM") != "dumb":
        progress.show(Line())


class Line:
    """See gomodlint.progress.Display."""

    def __init__(self) -> None:
        self._next = time.monotonic() + AFTER
        self._length = 0

    def update(self, what: str, done: int, total: int) -> None:
        """See Display."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY
        if total:
            full = BAR * done // total
            text = f"{what} [{'#' * full}{'.' * (BAR - full)}] {done:,} of {total:,}"
        else:
            text = f"{what}: {done:,}"
        text = text[: _columns() - 1]  # a line that wraps could not be taken back
        sys.stderr.write("\r" + text.ljust(self._length))
        sys.stderr.flush()
        self._length = len(text)

    def clear(self) -> None:
        """See Display."""
        if self._length:
            sys.stderr.write("\r" + " " * self._length + "\r")
            sys.stderr.flush()
            self._length = 0


def _columns() -> int:
    try:
        return max(2, os.get_terminal_size(sys.stderr.fileno()).columns or 80)
    except (OSError, ValueError):
        return 80
