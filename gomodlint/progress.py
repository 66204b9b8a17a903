"""How far long work has come, for whoever shows it. Where nobody does, a step costs one comparison."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self


class Display(Protocol):
    """Shows one line, until it is cleared."""

    def update(self, what: str, done: int, total: int) -> None:
        """`total` 0: nobody knows how much there is to do."""

    def clear(self) -> None:
        """Leave nothing where the line was."""


_display: Display | None = None


def show(display: Display | None) -> None:
    """Let a display show all work from now on; None: nobody."""
    global _display  # noqa: PLW0603 - as with the streams: a process has one terminal
    _display = display


class Work:
    """A part of a run, to be used as a context: however it ends, its line is cleared."""

    __slots__ = ("_done", "_each", "_total", "_what")

    def __init__(self, what: str, total: int = 0, *, each: int = 1) -> None:
        self._what = what
        self._total = total
        self._each = each
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if _display is not None:
            _display.clear()

    def step(self, left: int = -1) -> None:
        """One more is done (`each`: so many, by as many workers); `left` says how many are, where that changes."""
        if _display is None:
            return
        self._done += self._each
        total = self._done + left if left >= 0 else self._total
        _display.update(self._what, min(self._done, total) if total else self._done, total)
