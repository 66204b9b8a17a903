"""The shape of what git knows: which Go files there are, and all that a graph hangs on besides them.

Two sides of one shape differ in what Go files hold, and in files that no run looks into.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256

from gomodlint.git import GitFile


def matters(path: str) -> bool:
    """Whether a file says something about imports, or is one of ours."""
    return path.endswith((".go", ".mod", ".work", "/modules.txt")) or "gomodlint" in path.rpartition("/")[2]


def is_told(path: str) -> bool:
    """Whether the shape tells that a file has changed."""
    return not path.endswith(".go") and (matters(path) or path.endswith(".toml"))


def shape_of(files: Mapping[str, GitFile]) -> str:
    """A checksum over the paths of Go files, other files that count with what they hold, symlinks and submodules."""
    said = [
        path if path.endswith(".go") and file.mode.startswith("100") else f"{path} {file.mode} {file.oid}"
        for path, file in files.items()
        if path.endswith(".go") or is_told(path) or not file.mode.startswith("100")
    ]
    return sha256("\0".join(sorted(said)).encode("utf-8", "surrogateescape")).hexdigest()


def is_alike(differing: Collection[str], before: Mapping[str, GitFile], now: Mapping[str, GitFile]) -> bool:
    """Whether both sides have one shape. `differing` are the paths at which they differ."""
    return not any(
        is_told(path) or (path.endswith(".go") and not (path in before and path in now)) for path in differing
    )
