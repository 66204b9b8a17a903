"""txtar archives: prose, then files behind `-- name --` lines (as in Go's golang.org/x/tools/txtar)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_MARK = re.compile(r"^-- (.+?) --$", re.MULTILINE)


class Archive(NamedTuple):
    """The prose in front, and name to text."""

    prose: str
    files: dict[str, str]


def parse(text: str) -> Archive:
    """Split an archive."""
    pieces = _MARK.split(text)
    names, texts = pieces[1::2], pieces[2::2]
    return Archive(pieces[0].strip(), {name: body.lstrip("\n") for name, body in zip(names, texts, strict=True)})


def write(archive: Archive, directory: Path) -> None:
    """Write the archive's files below a directory."""
    for name, text in archive.files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
