"""Finds the build constraint in a file's header (Go: go/build/build.go, parseFileHeader)."""

from __future__ import annotations

import re

from gomodlint.source.constraint import GO_SPACE
from gomodlint.source.header_model import MULTIPLE_GO_BUILD, HeaderError

_SPACE = re.compile(f"[{GO_SPACE}]*+")
# Blank lines and comments that are surely no constraints: the first byte of the text is neither `+` nor a blank outside
# ASCII.
_NOTHING = re.compile(rb"(?>(?:[ \t\r]*+\n|[ \t]*+//(?!go:b)[ \t\r\f\v]*+(?![+\x80-\xff])[^\n]*+\n)*)")
_BLANK_LINE = re.compile(rb"^[ \t\r]*+\n", re.MULTILINE)


# The beginning of a line that may be a constraint, wherever it stands.
_LINE = re.compile(rb"^[ \t\r]*+//(?:go:build|[^\n+]*+\+build)", re.MULTILINE)


def find_in_lead(data: bytes, lead_end: int, end: int) -> tuple[str, int, HeaderError | None]:
    """As `find` for `data[:end]`: `lead_end` bytes are blanks and comments, and none of the others is a constraint."""
    at = data.find(b"//go:build", 0, lead_end)
    if at >= 0:
        is_alone = data.find(b"//go:build", at + 10, lead_end) < 0 and data.find(b"/*", 0, lead_end) < 0
        if is_alone and data[at + 10 : at + 11] in {b" ", b"\t"} and (at == 0 or data[at - 1 : at] == b"\n"):
            # Beside such a line `// +build` lines say nothing.
            text = data[at : data.find(b"\n", at)].decode("utf-8", "replace").strip(GO_SPACE)
            return text, data.count(b"\n", 0, at) + 1, None
    if not _LINE.search(data, 0, lead_end):
        return "", 0, None
    return find(data[:end])


def find(head: bytes) -> tuple[str, int, HeaderError | None]:
    """The normalised constraint, its line, and an error for a second `//go:build` line.

    `head` is a file's header without a byte order mark. A `//go:build` line counts anywhere before the package clause
    outside `/* */`; without one, `// +build` lines count if a blank line follows before any other text.
    """
    found, found_line = "", 0
    plus: list[tuple[int, str]] = []
    waiting: list[tuple[int, str]] = []  # +build lines that no blank line follows yet
    ended = in_block = stopped = False
    at = number = 0
    while at < len(head) and not stopped:
        if not in_block and (nothing := _NOTHING.match(head, at)) and nothing.end() > at:
            if waiting and not ended and _BLANK_LINE.search(nothing[0]):
                plus += waiting
                waiting.clear()
            number += nothing[0].count(b"\n")
            at = nothing.end()
            continue
        end = head.find(b"\n", at)
        end = len(head) if end < 0 else end
        line = head[at:end].decode("utf-8", "replace").strip(GO_SPACE)
        at, number = end + 1, number + 1
        if not line and not ended:
            plus += waiting
            waiting.clear()
            continue
        if not line.startswith("//"):
            ended = True
        elif not in_block and is_go_build(line):
            if found:
                return "", 0, HeaderError(MULTIPLE_GO_BUILD, number, 1)
            found, found_line = line, number
        elif not ended and is_plus_build(line):
            waiting.append((number, line))
        in_block, stopped = _comments(line, in_block=in_block)
    if found:
        return found, found_line, None
    return "\n".join(line for _, line in plus), plus[0][0] if plus else 0, None


def is_go_build(line: str) -> bool:
    """Whether a trimmed line is a `//go:build` constraint, good or bad."""
    return line.startswith("//go:build") and (len(line) == 10 or line[10] in GO_SPACE)


def is_plus_build(line: str) -> bool:
    """Whether a trimmed line is a `// +build` constraint."""
    if not line.startswith("//"):
        return False
    text = line[2:].strip(GO_SPACE)
    return text.startswith("+build") and (len(text) == 6 or text[6] in GO_SPACE)


def _comments(line: str, *, in_block: bool) -> tuple[bool, bool]:
    """Walk over the comments of a line: whether a block comment stays open, and whether other text was met."""
    at = 0
    while at < len(line):
        if in_block:
            end = line.find("*/", at)
            if end < 0:
                return True, False
            in_block, at = False, end + 2
        elif line.startswith("//", at):
            return False, False
        elif line.startswith("/*", at):
            in_block, at = True, at + 2
        else:
            return False, True
        match = _SPACE.match(line, at)
        at = match.end() if match else at
    return in_block, False
