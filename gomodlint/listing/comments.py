"""What comments of a Go file say to the go command: `//go:embed` patterns, and `#cgo` lines above `import "C"`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from gomodlint.source.constraint import GO_SPACE

# What is not closed takes all up to where its end should be: looking for that again would take squared time.
TOKEN = re.compile(
    rb"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    rb"|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*(?:\"|)|`[^`]*(?:`|)|'[^'\\\n]*(?:\\.[^'\\\n]*)*(?:'|)",
    re.DOTALL,
)
MOST_PATTERNS = 10_000  # of //go:embed in a package: far more than anybody writes
_ARGUMENT = re.compile(
    rf"""[{GO_SPACE}]*+(?:("(?>(?:[^"\\]|\\.)*)"|`[^`]*+`)|([^{GO_SPACE}"`][^{GO_SPACE}]*+)|\Z)""", re.DOTALL
)
_DIRECTIVE = re.compile(r"//(?:line |extern |export |[a-z0-9]+:[a-z0-9])")
_NAME = re.compile(rb"[\w.]")
_SAFE = re.compile(r"(?:[-+.,/0-9=A-Z_a-z:$@%! ~^]|[^\x00-\x7f])+")


class Pattern(NamedTuple):
    """One pattern of a `//go:embed` line, with its place."""

    text: str
    line: int
    column: int


def embed_patterns(data: bytes) -> list[Pattern]:
    """The patterns of the `//go:embed` lines of a file, each where it stands first; MOST_PATTERNS and one at the most.

    Lines that the compiler will refuse are left out.
    """
    found: dict[str, Pattern] = {}
    line, counted = 1, 0
    for match in TOKEN.finditer(data):
        comment = match["comment"]
        if comment is None or not comment.startswith(b"//go:embed"):
            continue
        text = comment.decode("utf-8", "replace").rstrip("\r")
        rest = text[len("//go:embed") :]
        if rest and rest[0] not in " \t":
            continue
        line += data.count(b"\n", counted, match.start())
        counted = match.start()
        column = match.start() - data.rfind(b"\n", 0, match.start()) + len("//go:embed")
        behind = 0
        for argument, at in _arguments(rest) or ():
            if argument not in found:
                column += len(rest[behind:at].encode())
                behind = at
                found[argument] = Pattern(argument, line, column)
                if len(found) > MOST_PATTERNS:
                    return list(found.values())
    return list(found.values())


def _arguments(text: str) -> list[tuple[str, int]] | None:
    """The arguments of a directive, quoted or not, with their offsets; None if it is malformed (Go: go/ast)."""
    found: list[tuple[str, int]] = []
    end = 0
    for match in _ARGUMENT.finditer(text):
        if match.start() != end:
            return None
        end = match.end()
        if match[2] is not None:
            found.append((match[2], match.start(2)))
        elif match[1] is not None:
            if end < len(text) and text[end] not in GO_SPACE:
                return None
            from gomodlint.source.import_path import unquote

            found.append((unquote(match[1]), match.start(1)))
    return found if end == len(text) else None


def cgo_lines(data: bytes, places: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The `#cgo` lines of the comments that belong to import specs at places (line, column), in order."""
    starts = list(accumulate((len(line) + 1 for line in data.split(b"\n")), initial=0))
    offsets = [starts[line - 1] + column - 1 for line, column in places if line < len(starts)]  # it may have changed
    comments = [match for match in TOKEN.finditer(data, 0, max(offsets, default=0)) if match["comment"] is not None]
    ends = [match.end() for match in comments]
    blank = bytearray(data[: max(offsets, default=0)])
    for match in comments:
        blank[match.start() : match.end()] = re.sub(rb"[^\n]", b" ", match[0])
    for offset in offsets:
        opening, bracket = _opening(blank, offset)
        group = _group_above(data, _near(comments, ends, offset), offset, after=max(bracket, 0))
        if opening >= 0 and not group and (bracket < 0 or _is_only_spec(data, offset)):
            group = _group_above(data, _near(comments, ends, opening), opening, after=0)
        for comment in group:
            for text in _text(comment):
                trimmed = text.strip(GO_SPACE)
                if trimmed.startswith("#cgo") and trimmed[4:5] in {" ", "\t"}:
                    yield trimmed


def _near(comments: list[re.Match[bytes]], ends: list[int], offset: int) -> Iterator[re.Match[bytes]]:
    """The comments before an offset, the nearest first."""
    for number in range(bisect_right(ends, offset) - 1, -1, -1):
        yield comments[number]


def _opening(blank: bytearray, offset: int) -> tuple[int, int]:
    """Where the `import` directly before a spec begins, and its bracket; -1 for what is not there."""
    at = _blank_before(blank, offset)
    name = at
    while name and _NAME.match(blank, name - 1):
        name -= 1
    if blank[name:at] != b"import":  # the name of the import
        at = _blank_before(blank, name)
    bracket = -1
    if blank[at - 1 : at] == b"(":
        bracket = at - 1
        at = _blank_before(blank, bracket)
    return (at - len("import"), bracket) if at and blank.endswith(b"import", 0, at) else (-1, -1)


def _blank_before(blank: bytes | bytearray, at: int) -> int:
    while at and blank[at - 1] in b" \t\r\n\f\v":
        at -= 1
    return at


def _group_above(data: bytes, nearest_first: Iterable[re.Match[bytes]], offset: int, *, after: int) -> list[str]:
    """The comments directly above an offset, without an empty line between them and it."""
    group: list[str] = []
    end = offset
    for match in nearest_first:
        start = _blank_before(data, end)  # perhaps inside the comment, which may end with blanks
        lines = data.count(b"\n", max(match.end(), start), end)
        if match.start() < after or match.end() < start or lines > 1:
            break
        if end == offset and lines == 0 and not match[0].startswith(b"/*"):
            break
        group.append(match[0].decode("utf-8", "replace"))
        end = match.start()
    return group[::-1]


def _is_only_spec(data: bytes, offset: int) -> bool:
    """Whether no other path follows before the bracket closes."""
    quote = offset - 1
    for _ in range(3):
        quote = data.find(b'"', quote + 1)
        if quote < 0:
            quote = len(data)
            break
    return data.find(b")", offset, quote) >= 0


def _text(comment: str) -> list[str]:
    if comment.startswith("/*"):
        return comment[2:-2].split("\n")
    return [] if _DIRECTIVE.match(comment) else [comment[2:].rstrip("\r")]


def split_quoted(text: str) -> list[str] | None:
    """The words of a `#cgo` line; None for an open quote (Go: go/build/build.go, splitQuoted)."""
    words: list[str] = []
    word, quote, quoted, escaped = "", "", False, False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
            continue
        elif quote:
            if character == quote:
                quote = ""
                continue
        elif character in "\"'":
            quoted, quote = True, character
            continue
        elif character in GO_SPACE:
            if quoted or word:
                words.append(word)
            word, quoted = "", False
            continue
        word += character
    if quoted or word:
        words.append(word)
    return None if quote or escaped else words


def is_safe_cgo(text: str) -> bool:
    """Whether cgo takes an argument (Go: go/build/build.go, safeCgoName)."""
    return _SAFE.fullmatch(text) is not None
