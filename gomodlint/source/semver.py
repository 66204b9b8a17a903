"""Semantic versions as Go orders them (Go: golang.org/x/mod/semver)."""

from __future__ import annotations

import re
from functools import lru_cache

_VERSION = re.compile(r"v(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?)?)?")
# As go.mod must have them (Go: golang.org/x/mod/module, CanonicalVersion and CheckPathMajor).
_STRICT = re.compile(
    r"v(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z.-]+)?)?)?"
)
_MAJOR = re.compile(r"/v(?:[2-9]|[1-9]\d+)\Z")
_GOPKG = re.compile(r"\.v(?:0|[1-9]\d*)(?:-unstable)?\Z")

Key = tuple[int, int, int, int, tuple[tuple[int, int, str], ...]]


@lru_cache(maxsize=65536)
def key(version: str) -> Key:
    """A sort key: invalid versions first, then Go's order."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return (-1, 0, 0, 0, ())
    major, minor, patch, pre = match.groups()
    if pre is None:
        return (number(major), number(minor or "0"), number(patch or "0"), 1, ())
    parts = tuple((0, number(part), "") if part.isdigit() else (1, 0, part) for part in pre.split("."))
    return (number(major), number(minor or "0"), number(patch or "0"), 0, parts)


def number(digits: str) -> int:
    """What stands in the order of numbers where these digits do.

    Python reads no more than 4,300 of them, while Go compares versions of any length as texts: digits that are read as
    hexadecimal ones stay in order, and behind all shorter numbers.
    """
    return int(digits) if len(digits) < 4000 else int(digits, 16)


def is_version(version: str) -> bool:
    """Whether a text is a semantic version as Go writes it, `v` in front."""
    return key(version)[0] >= 0


def latest(one: str, other: str) -> str:
    """The higher of two versions; "" is lower than all."""
    return one if key(one) >= key(other) else other


def go_key(version: str) -> tuple[int, ...]:
    """A sort key for Go versions such as "1.21" or "1.21.3"; "" is the oldest. Release candidates come before."""
    match = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?([a-z]+\d+)?", version)
    if match is None:
        return (0,)
    return (number(match[1]), number(match[2] or "0"), -1 if match[4] else number(match[3] or "0"))


@lru_cache(maxsize=4096)
def go_order(version: str) -> tuple[int, int, int, str, int]:
    """Go's exact order of Go versions (internal/gover, Compare): from 1.21 on, 1.26 < 1.26rc1 < 1.26.0."""
    match = re.fullmatch(r"(\d+)(?:\.(\d+))?(?:\.(\d+)|([a-z]+)(\d+)?)?", version)
    if match is None:
        return (-1, 0, 0, "", 0)
    major, minor, patch, kind, last = match.groups()
    missing = -1 if kind or number(minor or "0") >= 21 else 0
    return (number(major), number(minor or "0"), number(patch) if patch else missing, kind or "", number(last or "0"))


@lru_cache(maxsize=65536)
def canonical(version: str) -> str:
    """A version with all three numbers and without build metadata, except `+incompatible`; "" if it is none."""
    match = _STRICT.fullmatch(version)
    if match is None:
        return ""
    major, minor, patch, pre, build = match.groups()
    return f"v{major}.{minor or 0}.{patch or 0}{pre or ''}{build if build == '+incompatible' else ''}"


def path_major(path: str) -> str:
    """The suffix of a module path that says which major versions it has: `/v2`, `.v2` below gopkg.in, or ""."""
    match = (_GOPKG if path.startswith("gopkg.in/") else _MAJOR).search(path)
    return match[0] if match else ""


@lru_cache(maxsize=65536)
def version_problem(path: str, version: str) -> str:
    """Why a module cannot have a version, in Go's words, or ""."""
    if canonical(version) != version or not version:
        return f'version "{version}" invalid: must be of the form v1.2.3'
    suffix = path_major(path).removesuffix("-unstable")
    if version.startswith("v0.0.0-") and suffix == ".v1":
        return ""
    major = version.partition(".")[0]
    if not suffix and (major in {"v0", "v1"} or version.endswith("+incompatible")):
        return ""
    if suffix and major == suffix[1:]:
        return ""
    return f'version "{version}" invalid: should be {suffix[1:] or "v0 or v1"}, not {major}'
