"""Semantic versions as Go orders them (Go: golang.org/x/mod/semver)."""

from __future__ import annotations

import re
from functools import lru_cache

_VERSION = re.compile(r"v(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?)?)?")

Key = tuple[int, int, int, int, tuple[tuple[int, int, str], ...]]


@lru_cache(maxsize=65536)
def key(version: str) -> Key:
    """A sort key: invalid versions first, then Go's order."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return (-1, 0, 0, 0, ())
    major, minor, patch, pre = match.groups()
    if pre is None:
        return (int(major), int(minor or 0), int(patch or 0), 1, ())
    parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in pre.split("."))
    return (int(major), int(minor or 0), int(patch or 0), 0, parts)


def latest(one: str, other: str) -> str:
    """The higher of two versions; "" is lower than all."""
    return one if key(one) >= key(other) else other


def go_key(version: str) -> tuple[int, ...]:
    """A sort key for Go versions such as "1.21" or "1.21.3"; "" is the oldest. Release candidates come before."""
    match = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?([a-z]+\d+)?", version)
    if match is None:
        return (0,)
    return (int(match[1]), int(match[2] or 0), -1 if match[4] else int(match[3] or 0))
