"""What comments of a Go file say to the go command: `//go:embed` patterns, and `#cgo` lines above `import "C"`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gomodlint.source.constraint import GO_SPACE

_TOKEN = re.compile(rb"(?P<comment>//[^\n]*|/\*.*?\*/)|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|'(?:[^'\\\n]|\\.)*'", re.DOTALL)
_DIRECTIVE = re.compile(r"//(?:line |extern |export |[a-z0-9]+:[a-z0-9])")
_BEFORE_SPEC = re.compile(rb"import\s*(\()?\s*(?:[A-Za-z_.][\w]*\s*)?\Z")
_SAFE = re.compile(r"(?:[-+.,/0-9=A-Z_a-z:$@%! ~^]|[^\x00-\x7f])+")


class Pattern(NamedTuple):
    """One pattern of a `//go:embed` line, with its place."""

    text: str
    line: int
    column: int


def embed_patterns(data: bytes) -> list[Pattern]:
    """The patterns of every `//go:embed` line of a file; lines that the compiler will refuse are left out."""
    found: list[Pattern] = []
    for match in _TOKEN.finditer(data):
        comment = match["comment"]
        if comment is None or not comment.startswith(b"//go:embed"):
            continue
        text = comment.decode("utf-8", "replace").rstrip("\r")
        rest = text[len("//go:embed") :]
        if rest and rest[0] not in " \t":
            continue
        line = data.count(b"\n", 0, match.start()) + 1
        column = match.start() - data.rfind(b"\n", 0, match.start())
        arguments = _arguments(rest)
        if arguments is not None:
            start = column + len("//go:embed")
            found += [Pattern(argument, line, start + len(rest[:at].encode())) for argument, at in arguments]
    return found


def _arguments(text: str) -> list[tuple[str, int]] | None:
    """The arguments of a directive, quoted or not, with their offsets; None if it is malformed (Go: go/ast)."""
    found: list[tuple[str, int]] = []
    at = 0
    while at < len(text):
        if text[at] in GO_SPACE:
            at += 1
            continue
        start = at
        if text[at] in '"`':
            end = at + 1
            while end < len(text) and text[end] != text[at]:
                end += 2 if text[end] == "\\" and text[at] == '"' else 1
            if end >= len(text):
                return None
            from gomodlint.source.import_path import unquote

            value = unquote(text[at : end + 1])
            at = end + 1
            if at < len(text) and text[at] not in GO_SPACE:
                return None
        else:
            while at < len(text) and text[at] not in GO_SPACE:
                at += 1
            value = text[start:at]
        found.append((value, start))
    return found


def cgo_lines(data: bytes, line: int, column: int) -> Iterator[str]:
    """The `#cgo` lines of the comment that belongs to the import spec at a place."""
    lines = data.split(b"\n")
    offset = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    comments = [match for match in _TOKEN.finditer(data, 0, offset) if match["comment"] is not None]
    blank = bytearray(data[:offset])
    for match in comments:
        blank[match.start() : match.end()] = re.sub(rb"[^\n]", b" ", match[0])
    opening = _BEFORE_SPEC.search(bytes(blank))
    group = _group_above(data, comments, offset, after=opening.start(1) if opening and opening[1] else 0)
    if opening and not group and (not opening[1] or _is_only_spec(data, offset)):
        group = _group_above(data, comments, opening.start(), after=0)
    for comment in group:
        for text in _text(comment):
            trimmed = text.strip(GO_SPACE)
            if trimmed.startswith("#cgo") and trimmed[4:5] in {" ", "\t"}:
                yield trimmed


def _group_above(data: bytes, comments: list[re.Match[bytes]], offset: int, *, after: int) -> list[str]:
    """The comments directly above an offset, without an empty line between them and it."""
    group: list[str] = []
    end = offset
    for match in reversed(comments):
        if match.end() > end:
            continue
        between = data[match.end() : end]
        if match.start() < after or between.strip() or between.count(b"\n") > 1:
            break
        if end == offset and between.count(b"\n") == 0 and not match[0].startswith(b"/*"):
            break
        group.append(match[0].decode("utf-8", "replace"))
        end = match.start()
    return group[::-1]


def _is_only_spec(data: bytes, offset: int) -> bool:
    end = data.find(b")", offset)
    return data.count(b'"', offset, end) == 2


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
