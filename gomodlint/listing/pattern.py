"""Package patterns with `...` (Go: cmd/internal/pkgpattern/pkgpattern.go, cmd/go/internal/search/search.go)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence

META = frozenset({"all", "std", "cmd", "tool", "work"})
_VENDOR = "\0"


def clean(patterns: Sequence[str]) -> list[str]:
    """The patterns in canonical form; no pattern means `.`."""
    found = []
    for pattern in patterns or ["."]:
        if posixpath.isabs(pattern):
            found.append(posixpath.normpath(pattern))
            continue
        path, at, version = pattern, "", ""
        if not is_local(pattern):
            path, at, version = pattern.partition("@")
        if path.startswith("./"):
            path = "./" + posixpath.normpath(path)
            path = "." if path == "./." else path
        else:
            path = posixpath.normpath(path)
        found.append(path + at + version)
    return found


def is_local(pattern: str) -> bool:
    """Whether a pattern or import path is one of the file system, relative: `.`, `..`, `./x`, `../x`."""
    return pattern in {".", ".."} or pattern.startswith(("./", "../"))


def is_literal(pattern: str) -> bool:
    """Whether a pattern names at most one package."""
    return "..." not in pattern and pattern not in META


def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a name matches; wildcards do not go through an element `vendor`."""
    text = re.escape(_without_vendor(pattern)).replace(r"\.\.\.", "...")
    for name in (f"/{re.escape(_VENDOR)}/...", f"/{_VENDOR}/..."):
        if text.endswith(name):
            text = text.removesuffix(name) + f"(?:/vendor|/{_VENDOR}/...)"
            break
    if text.endswith("/..."):
        text = text.removesuffix("/...") + "(?:/...)?"
    expression = re.compile(text.replace("...", f"[^{_VENDOR}]*"), re.DOTALL)
    return lambda name: _VENDOR not in name and expression.fullmatch(_without_vendor(name)) is not None


def tree_matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a name or something below it may match."""
    prefix, wild, _ = pattern.partition("...")

    def can(name: str) -> bool:
        above = not name or prefix == name or prefix.startswith(name + "/")
        return (len(name) <= len(prefix) and above) or (bool(wild) and name.startswith(prefix))

    return can


def _without_vendor(path: str) -> str:
    if "vendor" not in path:
        return path
    *elements, last = path.split("/")
    return "/".join([*(_VENDOR if element == "vendor" else element for element in elements), last])
