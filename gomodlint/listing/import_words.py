"""Why an import path is refused, in Go's words (Go: golang.org/x/mod/module, CheckImportPath)."""

from __future__ import annotations

import json
import re

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])", re.IGNORECASE)
_TILDE = re.compile(r"~\d+\Z")
_CHARACTER = re.compile(r"[A-Za-z0-9\-._~+]")


def import_problem(path: str) -> str:
    """What is wrong with an import path, or ""."""
    reason = _reason(path)
    return f"malformed import path {quoted(path)}: {reason}" if reason else ""


def module_problem(path: str) -> str:
    """What is wrong with the path of a main module, or ""."""
    reason = _reason(path)
    return f"malformed module path {quoted(path)}: {reason}" if reason else ""


def tool_problem(path: str) -> str:
    """What is wrong with a `tool` line, or ""."""
    reason = _reason(path)
    return f"malformed tool path {quoted(path)}: {reason}" if reason else ""


def quoted(text: str) -> str:
    """A string as Go's %q prints it."""
    return "".join(['"', *(c if c.isprintable() and c not in '"\\' else json.dumps(c)[1:-1] for c in text), '"'])


def _reason(path: str) -> str:
    if not path:
        return "empty string"
    if path[0] == "-":
        return "leading dash"
    if "//" in path:
        return "double slash"
    if path[-1] == "/":
        return "trailing slash"
    for element in path.split("/"):
        if not element:
            return "empty path element"
        if not element.strip("."):
            return f"invalid path element {quoted(element)}"
        if element[-1] == ".":
            return "trailing dot in path element"
        for character in element:
            if not _CHARACTER.match(character):
                return f"invalid char '{character}'"
        stem = element.partition(".")[0]
        if _DEVICE.fullmatch(stem):
            return f"{quoted(stem)} disallowed as path element component on Windows"
        if _TILDE.search(stem):
            return "trailing tilde and digits in path element"
    return ""
