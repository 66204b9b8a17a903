"""Which lines of a pull request may be commented on: those of its hunks, on the right side."""

from __future__ import annotations

import re

_HUNK = re.compile(r"@@ -[0-9]{1,9}(?:,[0-9]{1,9})? \+([0-9]{1,9})(?:,[0-9]{1,9})? @@")


def commentable(patch: str) -> set[int]:
    """Line numbers of the new file that a `patch` (as the files of a pull request have it) shows."""
    found: set[int] = set()
    line = 0
    for text in patch.split("\n"):
        hunk = _HUNK.match(text)
        if hunk is not None:
            line = int(hunk[1])
        elif line and text[:1] in {"+", " "}:
            found.add(line)
            line += 1
    return found
