"""What a program says of its inits under GODEBUG=inittrace=1 (Go: runtime/proc.go, doInit1; runtime/extern.go)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gomodlint.cost.record import Figures

FIRST: Final = "gomodlint-cost-first"
MARK: Final = "gomodlint-cost"

# An init may have printed something, without a newline, right before the runtime's line. A program can write such lines
# itself: no number is longer than one of the runtime's.
_LINE = re.compile(
    r"init (\S+) @[0-9.]+ ms, ([0-9]{1,9}(?:\.[0-9]{1,9})?) ms clock, ([0-9]{1,19}) bytes, ([0-9]{1,19}) allocs$"
)
_FIRST = re.compile(rf"{FIRST} ([0-9]{{1,19}}) ([0-9]{{1,19}})$")
_END = re.compile(rf"{MARK}" + r" ([0-9]{1,19})" * 5 + "$")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")


class Trace(NamedTuple):
    """One run: packages that had something to do, in order; `end` is None when the last init was not reached."""

    packages: dict[str, Figures]
    end: Figures | None
    live_bytes: int
    gc: int


def parse(text: str) -> Trace:
    """Read a program's standard error. Lines that are not the runtime's are passed over.

    Names are import paths, `main` for the program's own package: its init does not end, so it has no line of the
    runtime; its figures are what was allocated from its first variable to its last init.
    """
    packages: dict[str, Figures] = {}
    end: Figures | None = None
    live = gc = 0
    clock = 0
    first = (0, 0)
    for line in text.splitlines():
        found = _LINE.search(line)
        if found is not None:
            name, ms, size, allocs = found.groups()
            us = round(float(ms) * 1000)
            clock += us
            packages[unescaped(name)] = Figures(int(allocs), int(size), us)
            continue
        begin = _FIRST.search(line)
        if begin is not None:
            first = (int(begin[1]), int(begin[2]))
        last = _END.search(line)
        if last is not None:
            total, mallocs, heap, _objects, collections = map(int, last.groups())
            end, live, gc = Figures(mallocs, total, clock), heap, collections
            packages["main"] = Figures(mallocs - first[1], total - first[0], 0)
    return Trace(packages, end, live, gc)


def unescaped(name: str) -> str:
    """A symbol's package path as an import path (Go: cmd/internal/objabi, PathToPrefix)."""
    raw = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), name)
    return raw.encode("latin-1", "replace").decode("utf-8", "replace") if not raw.isascii() else raw
