"""Whether figures still hold, within tolerances above the noise: of allocs 0.05 %, of bytes 1 % and one table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from gomodlint.cost.record import Figures, Section

ALLOCS: Final = (0.01, 50)
BYTES: Final = (0.03, 96 << 10)


class Drift(NamedTuple):
    """A program, or a package, whose figures differ; None where there were none."""

    name: str
    was: Figures | None
    now: Figures


def drifts(recorded: Section, measured: Section) -> Iterator[Drift]:
    """What differs by more than the tolerance in programs that were measured now: these first, then packages."""
    for name, main in sorted(measured.mains.items()):
        was = recorded.mains.get(name)
        if was is None:
            yield Drift(name, None, main.total)
        elif _differ(was.total, main.total):
            yield Drift(name, was.total, main.total)
    mains = measured.mains.keys()
    none = Figures(0, 0, 0)
    for path in sorted(recorded.packages.keys() | measured.packages.keys()):
        before, after = recorded.packages.get(path), measured.packages.get(path)
        for name in sorted(mains & recorded.mains.keys()):
            was_one = before.by_main.get(name, none) if before is not None else none
            now_one = after.by_main.get(name, none) if after is not None else none
            if _differ(was_one, now_one):
                yield Drift(path if len(mains) == 1 else f"{path} in {name}", was_one, now_one)


def _differ(was: Figures, now: Figures) -> bool:
    share, number = ALLOCS
    if abs(was.allocs - now.allocs) > share * was.allocs + number:
        return True
    share, number = BYTES
    return abs(was.bytes - now.bytes) > share * was.bytes + number
