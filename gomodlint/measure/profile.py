"""Who allocates before main, function by function: a heap profile of every allocation, read as text.

Source: Go's runtime/pprof (writeHeapInternal, printStackRecord) with GODEBUG=memprofilerate=1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from gomodlint.measure.size import package_of
from gomodlint.measure.trace import unescaped

# the body of the file that is laid over a program: everything that was allocated until here, with whole stacks
BODY: Final = """
func init() {
	zzruntime.GC()
	zzruntime.GC()
	zzpprof.Lookup("allocs").WriteTo(zzos.Stderr, 1)
	zzos.Stderr.WriteString("gomodlint-cost 0 0 0 0 0\\n")
	zzos.Exit(0)
}
"""
VARIABLES: Final = {"GODEBUG": "memprofilerate=1,profstackdepth=1024"}

_HEAD = re.compile(r"([0-9]{1,19}): ([0-9]{1,19}) \[([0-9]{1,19}): ([0-9]{1,19})\] @")
_FRAME = re.compile(r"#\t0x[0-9a-f]+\t(.+?)\+0x[0-9a-f]+\t")
_INIT = re.compile(r"\.init(\.\d+)?$|\.map\.init\.\d+$")


class Record(NamedTuple):
    """What was allocated at one place: `frames` are functions, the innermost first."""

    allocs: int
    bytes: int
    live: int
    frames: tuple[str, ...]


class Share(NamedTuple):
    """What one function allocated, with all that it called; `live` of the bytes were still there before main."""

    function: str
    allocs: int
    bytes: int
    live: int


class Explained(NamedTuple):
    """One package: what its init paid for, by the function that it called, and what others paid for in its name."""

    paid: list[Share]
    for_others: list[Share]  # by the package whose init was the first to call
    total: Share


def parse(text: str) -> Iterator[Record]:
    """The records of a profile; other lines are passed over."""
    head: re.Match[str] | None = None
    frames: list[str] = []
    for line in [*text.splitlines(), ""]:
        frame = _FRAME.match(line)
        if frame is not None and head is not None:
            frames.append(unescaped(frame[1]))
            continue
        if head is not None and frames:
            _, live, allocs, size = map(int, head.groups())
            yield Record(allocs, size, live, tuple(frames))
        head, frames = _HEAD.match(line), []


def explain(records: Sequence[Record], package: str) -> Explained:
    """Payer and owner told apart. `main` is the program's own package."""
    paid: dict[str, list[int]] = {}
    others: dict[str, list[int]] = {}
    total = [0, 0, 0]
    for record in records:
        payer, at = _payer(record.frames)
        if payer == package:
            _add(paid.setdefault(_owner(record.frames[: at + 1], package), [0, 0, 0]), record)
            _add(total, record)
        elif payer and any(package_of(frame) == package for frame in record.frames):
            _add(others.setdefault(payer, [0, 0, 0]), record)
    return Explained(_shares(paid), _shares(others), Share(package, *total))


def _owner(frames: Sequence[str], package: str) -> str:
    """The first function of another package that an init called; else the package's own, the nearest to the init."""
    for frame in reversed(frames):
        if package_of(frame) not in {package, "runtime", "sync"}:
            return frame
    own = [frame for frame in frames if package_of(frame) == package]
    return own[-2] if len(own) > 1 else own[-1]


def _payer(frames: Sequence[str]) -> tuple[str, int]:
    """The package whose init the runtime had called, and where it stands."""
    for at in range(len(frames) - 1, -1, -1):
        if _INIT.search(frames[at]):
            return package_of(frames[at]), at
    return "", -1


def _add(sums: list[int], record: Record) -> None:
    sums[0] += record.allocs
    sums[1] += record.bytes
    sums[2] += record.live


def _shares(found: dict[str, list[int]]) -> list[Share]:
    return sorted(
        (Share(name, *sums) for name, sums in found.items()), key=lambda share: (-share.bytes, share.function)
    )
