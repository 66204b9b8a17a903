"""Finds the build constraint in what stands before a file's package clause (Go: go/build/build.go, parseFileHeader)."""

from __future__ import annotations

from gomodlint.source.constraint import GO_SPACE
from gomodlint.source.header import HeaderError


def find(lead: bytes) -> tuple[str, int, HeaderError | None]:
    """The normalised constraint, its line, and an error for a second `//go:build` line.

    `lead` is valid UTF-8 and ends where the package clause begins. A `//go:build` line counts anywhere before the
    clause outside `/* */`; without one, `// +build` lines count if a blank line follows before any other text.
    """
    lines = (
        lead.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").split("\n")[:-1]
    )  # the clause's own line has text
    found, found_line = "", 0
    plus_until = 0  # number of leading lines in which // +build counts
    ended = in_block = False
    for number, raw in enumerate(lines, 1):
        line = raw.strip(GO_SPACE)
        if not line and not ended:
            plus_until = number
            continue
        if not line.startswith("//"):
            ended = True
        if not in_block and is_go_build(line):
            if found:
                return found, found_line, HeaderError("multiple //go:build comments", number, 1)
            found, found_line = line, number
        in_block, stopped = _comments(line, in_block=in_block)
        if stopped:
            break
    if found:
        return found, found_line, None
    plus = [(number, line) for number, line in _stripped(lines[:plus_until]) if is_plus_build(line)]
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


def _stripped(lines: list[str]) -> list[tuple[int, str]]:
    return [(number, line.strip(GO_SPACE)) for number, line in enumerate(lines, 1)]


def _comments(line: str, *, in_block: bool) -> tuple[bool, bool]:
    """Walk over the comments of a line: whether a block comment stays open, and whether other text was met."""
    while line:
        if in_block:
            _, closed, rest = line.partition("*/")
            if not closed:
                return True, False
            in_block, line = False, rest.strip(GO_SPACE)
        elif line.startswith("//"):
            return False, False
        elif line.startswith("/*"):
            in_block, line = True, line[2:]
        else:
            return False, True
    return in_block, False
