r"""The baseline file: findings that are known, one readable line each, without line numbers.

A line holds the fields of a finding's identity, separated by a space: rule, module, file (rules over lines) or
importing package (rules over the graph), imported package, and the kind of the import. What could split a field, a
line, or a reader's eye is written `\u{hex}`; an empty field is `-`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source.limits import BASELINE

HEADER = """\
# Known findings of gomodlint: they are counted, and do not fail a run. One line each, sorted:
# RULE MODULE FILE-OR-PACKAGE IMPORTED KIND
# Do not edit: gomodlint baseline --update takes out what is mended; with --allow-growth it also adds what is new.
"""
FIELDS = 5
_HINT = "gomodlint baseline --update writes this file"
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_USUAL = re.compile(rb"[!\"$-;?-\[\]-{}~][!-\[\]-~]*(?: [!-\[\]-~]+){4}")  # neither escapes nor marks, in ASCII
MOST_LINES = 200_000
_MOST_PROBLEMS = 1_000  # that are told
_MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")

Identity = tuple[str, ...]


class Entry(NamedTuple):
    """A finding that is known, and the line of the file that says so."""

    identity: Identity
    line: int


def encode(identities: Iterable[Identity]) -> bytes:
    """The whole file, the same bytes for the same findings."""
    lines = sorted({" ".join(map(_escaped, identity)) for identity in identities})
    return (HEADER + "".join(f"{line}\n" for line in lines)).encode()


def decode(data: bytes, file: str) -> tuple[Entry, ...]:
    """The entries of a file, in its order; any line ends. Raises NoVerdict with the lines that are none."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    if data.count(b"\n") > MOST_LINES:
        raise NoVerdict(Problem(f"more than {MOST_LINES:,} lines: not read", file, hint=BASELINE.hint))
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        usual = _USUAL.fullmatch(raw)
        if usual is not None:
            entries.append(Entry(_usual(raw), number))
            continue
        raw = raw.removesuffix(b"\r")  # noqa: PLW2901 - a checkout on Windows
        if not raw.strip() or raw.startswith(b"#"):
            continue
        if len(problems) == _MOST_PROBLEMS:
            problems.append(Problem("and more: what follows is not looked at", file, number, 1, _HINT))
            break
        try:
            entries.append(Entry(_identity(raw.decode()), number))
        except UnicodeDecodeError as error:
            problems.append(Problem("not UTF-8", file, number, error.start + 1, _HINT))
        except ValueError as error:
            hint = _HINT
            if raw.startswith(tuple(mark.encode() for mark in _MERGE_MARKS)):
                hint = "keep the lines of both sides, remove the marks, then run gomodlint baseline --update"
            problems.append(Problem(str(error), file, number, 1, hint))
    if problems:
        raise NoVerdict(*problems)
    return tuple(entries)


def _usual(line: bytes) -> Identity:
    """The fields of a line that has nothing to be decoded."""
    fields = line.decode().split(" ")
    return tuple(fields) if "-" not in fields else tuple("" if field == "-" else field for field in fields)


def _identity(line: str) -> Identity:
    if line.startswith(_MERGE_MARKS):
        raise ValueError("a mark of an unfinished merge")
    fields = line.split(" ")
    if len(fields) != FIELDS:
        raise ValueError(f"an entry has {FIELDS} fields, this line has {len(fields)}: RULE MODULE FILE IMPORTED KIND")
    return tuple(map(_plain, fields))


def _escaped(field: str) -> str:
    if not field or field == "-":
        return "-" if not field else "\\u{2d}"
    text = "".join(c if c.isprintable() and c not in " \\" else f"\\u{{{ord(c):x}}}" for c in field)
    if text.startswith(("#", "\ufeff", *_MERGE_MARKS)):
        text = f"\\u{{{ord(text[0]):x}}}{text[1:]}"
    return text


def _plain(text: str) -> str:
    if text == "-":
        return ""
    pieces = _ESCAPE.split(text)
    for number, piece in enumerate(pieces):
        if number % 2:
            if int(piece, 16) > 0x10FFFF:
                raise ValueError(f"\\u{{{piece}}} is no character")
            pieces[number] = chr(int(piece, 16))
        elif not piece and len(pieces) == 1:
            raise ValueError("an empty field is written -")
        elif "\\" in piece:
            raise ValueError(r"a backslash is written \u{5c}")
    return "".join(pieces)
