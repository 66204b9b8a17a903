"""Levels of cost, and the limits that a policy may set."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

Level = Literal["green", "yellow", "red"]

# Measured on docker, containerd, dockerd, loki and oc: below yellow lie 90 to 97 % of packages, above red 0.3 to 1.5 %,
# which have 37 to 71 % of the bytes.
YELLOW_ALLOCS: Final = 100
YELLOW_BYTES: Final = 16 << 10
RED_ALLOCS: Final = 1_000
RED_BYTES: Final = 128 << 10

_UNITS: Final = {"": 1, "B": 1, "kB": 1000, "MB": 1000**2, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
_BYTES = re.compile(r"([0-9][0-9_,]{0,30}(?:\.[0-9]{1,30})?) ?(B|kB|MB|KiB|MiB|GiB)")
_ALLOCS = re.compile(r"([0-9][0-9_,]{0,30}) ?allocs?")


class Limit(NamedTuple):
    """What a package may cost at most; None is any number."""

    allocs: int | None
    bytes: int | None
    text: str

    def exceeded(self, allocs: int, size: int) -> bool:
        """Whether either figure is above its limit."""
        return (self.allocs is not None and allocs > self.allocs) or (self.bytes is not None and size > self.bytes)


def level(allocs: int, size: int) -> Level:
    """The worse of the two figures' levels; `size` in bytes."""
    if allocs >= RED_ALLOCS or size >= RED_BYTES:
        return "red"
    return "yellow" if allocs >= YELLOW_ALLOCS or size >= YELLOW_BYTES else "green"


def parse_limit(text: str) -> Limit:
    """`"green"`, `"yellow"` (nothing worse), or figures: `"200 allocs"`, `"64 KiB"`, `"200 allocs, 64 KiB"`.

    Raises ValueError, in words, for anything else.
    """
    if text == "green":
        return Limit(YELLOW_ALLOCS - 1, YELLOW_BYTES - 1, text)
    if text == "yellow":
        return Limit(RED_ALLOCS - 1, RED_BYTES - 1, text)
    allocs: int | None = None
    size: int | None = None
    for part in text.split(","):
        word = part.strip()
        match = _ALLOCS.fullmatch(word)
        if match is not None and allocs is None:
            allocs = int(match[1].replace("_", ""))
        elif size is None and _BYTES.fullmatch(word):
            size = parse_bytes(word)
        else:
            raise ValueError(f"{text!r} is no limit of cost")
    return Limit(allocs, size, text)


def parse_bytes(text: str) -> int:
    """`"64 KiB"` in bytes. Raises ValueError, in words, for what is no number of bytes."""
    match = _BYTES.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no number of bytes")
    return int(float(match[1].replace("_", "").replace(",", "")) * _UNITS[match[2]])


def human(size: int) -> str:
    """Bytes for people: `554 KiB`, `1.8 MiB`."""
    if size < 1 << 10:
        return f"{size} B"
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size / (1 << 10):.0f} KiB"
