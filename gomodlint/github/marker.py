"""The hidden mark by which a comment of ours is known again: a finding's key or a word; nothing of the repository."""

from __future__ import annotations

import re
from typing import Final

STICKY: Final = "summary"
CHANGES: Final = "changes"  # the comment on what a change brings in and takes out

_MARK = re.compile(r"<!-- gomodlint:1:([0-9a-f]{16}|summary|changes) -->")


def mark(key: str) -> str:
    """The mark of a finding's key (a SHA-256 in hex), or STICKY or CHANGES. It stands alone on the last line."""
    return f"<!-- gomodlint:1:{key if key in {STICKY, CHANGES} else key[:16]} -->"


def marked(body: str) -> str:
    """What a comment is marked with; "" if it is not. Only the last line counts: anything may be quoted above it."""
    lines = body.rstrip().splitlines()
    found = _MARK.fullmatch(lines[-1].strip()) if lines else None
    return found[1] if found else ""
