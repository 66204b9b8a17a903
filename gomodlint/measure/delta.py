"""What one more import would cost a program: the difference of two real builds."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from gomodlint.cost.record import Figures
from gomodlint.measure.program import run
from gomodlint.measure.session import Target, built
from gomodlint.measure.toolchain import Toolchain


class Delta(NamedTuple):
    """A program without and with the import: allocations and bytes before main, size of the (stripped) file."""

    before: Figures
    after: Figures
    size_before: int
    size_after: int


def delta(
    tool: Toolchain, target: Target, package: str, runs: int, say: Callable[[str], None], before: Sequence[str]
) -> Delta:
    """Build and run both, `before` the words of each run. Raises NoVerdict where `measure` does."""
    found: list[tuple[Figures, int]] = []
    for also in ("", package):
        with tempfile.TemporaryDirectory(prefix="gomodlint-cost-") as name:
            say(f"building {target.name} {f'with {also}' if also else 'as it is'}")
            binary = built(Path(name), tool, target, also=also)
            ends = [run(binary, target.name, before).end or Figures(0, 0, 0) for _ in range(runs)]
            middle = Figures(
                int(median(end.allocs for end in ends)),
                int(median(end.bytes for end in ends)),
                min(end.us for end in ends),
            )
            found.append((middle, os.path.getsize(binary)))
    say("")
    (without, size_before), (after, size_after) = found
    return Delta(without, after, size_before, size_after)
