"""Expectations in the files themselves: `// want "regex"` in Go and go.mod, `# want "regex"` in TOML.

A line may have several. Every unmet want and every unwanted finding is a complaint of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_WANT = re.compile(r'(?://|#) want ((?:"(?:[^"\\]|\\.)*"\s*)+)')
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Said(NamedTuple):
    """What a run said at a place."""

    file: str
    line: int
    text: str


def complaints(files: dict[str, str], said: Iterable[Said]) -> list[str]:
    """What differs between the wants in the files and what was said."""
    wants = [
        Said(name, number, re.sub(r'\\(["\\])', r"\1", text))
        for name, body in files.items()
        for number, line in enumerate(body.splitlines(), 1)
        for match in _WANT.finditer(line)
        for text in _TEXT.findall(match[1])
    ]
    found: list[str] = []
    for one in said:
        met = next(
            (
                want
                for want in wants
                if (want.file, want.line) == (one.file, one.line) and re.search(want.text, one.text)
            ),
            None,
        )
        if met is None:
            found.append(f"{one.file}:{one.line}: not wanted: {one.text}")
        else:
            wants.remove(met)
    found += [f"{want.file}:{want.line}: nobody said: {want.text}" for want in wants]
    return found
