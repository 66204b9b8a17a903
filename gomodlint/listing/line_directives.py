"""`//line` directives: generated files say which file and line their text comes from (Go: go/scanner, go/token).

Everything is read and kept by its place in the file that is read; what is printed has the place that Go prints.
"""

from __future__ import annotations

import os
import posixpath
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from gomodlint.listing.comments import TOKEN
from gomodlint.listing.folder import Place
from gomodlint.source.disk import DiskTree
from gomodlint.source.limits import GO_FILE
from gomodlint.source.tree import TreeError

_TAIL = re.compile(r":([0-9]{1,20})\Z")
_MOST = 1 << 30


class _Info(NamedTuple):
    """From an offset on: that offset's line in the file, and the file, line and column that are said instead."""

    offset: int
    physical: int
    file: str
    line: int
    column: int  # 0: unknown


class LineDirectives:
    """The directives of one file."""

    def __init__(self, file: str, data: bytes) -> None:
        self._file = file
        # As in Go, no line begins at the end of the text.
        lines = data.removesuffix(b"\n").split(b"\n")
        self._starts = array("q", accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        self._infos: list[_Info] = []
        for match in TOKEN.finditer(data):
            comment = match["comment"]
            if comment is not None and comment[2:7] == b"line ":
                self._take(data, match.start(), comment)

    def place(self, offset: int) -> Place:
        """The place that Go prints for an offset."""
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        number = bisect_right(self._infos, offset, key=lambda info: info.offset) - 1
        if number < 0:
            return self._file, line, column
        info = self._infos[number]
        below = line - info.physical
        if info.column == 0:
            column = 0
        elif below == 0:
            column = info.column + offset - info.offset
        return info.file, info.line + below, column

    def of(self, line: int, column: int) -> Place:
        """The place that Go prints for a line and column of the file itself."""
        return self.place(self._starts[min(line, len(self._starts)) - 1] + column - 1)

    def _take(self, data: bytes, start: int, comment: bytes) -> None:
        """Go: go/scanner, Scanner.updateLineInfo."""
        end = start + len(comment)
        if comment.startswith(b"/*"):
            if not comment.endswith(b"*/"):
                return
            text = comment[7:-2].decode("utf-8", "replace")
        elif start and data[start - 1] != ord("\n"):
            return
        else:
            text = comment[7:].removesuffix(b"\r").decode("utf-8", "replace")
            end += data[end : end + 1] == b"\n"
        last = _TAIL.search(text)
        if last is None:
            return
        before = _TAIL.search(text[: last.start()])
        line, column = int((before or last)[1]), int(last[1]) if before else 0
        if not 0 < line <= _MOST or (before and not 0 < column <= _MOST):
            return
        name = text[: (before or last).start()]
        if name:
            file = _joined(self._file, name)
        elif before:
            file = self.place(start + 7)[0]
        else:
            file = ""
        if end < len(data) and (not self._infos or self._infos[-1].offset < end):
            self._infos.append(_Info(end, bisect_right(self._starts, end), file, line, column))


@lru_cache(maxsize=64)
def _joined(file: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), name))


@lru_cache(maxsize=64)
def _of_file(file: str) -> LineDirectives | None:
    try:
        data = DiskTree(os.sep).read(os.path.abspath(file), most=GO_FILE)
    except TreeError:
        return None
    return LineDirectives(file, data) if b"//line " in data or b"/*line " in data else None


def printed(place: Place) -> Place:
    """A place in a file as Go prints it."""
    directives = _of_file(place[0])
    return place if directives is None else directives.of(place[1], place[2])


def places_in(file: str, data: bytes) -> Callable[[int], Place]:
    """What tells the printed place of an offset of a file."""
    return LineDirectives(file, data).place


def shown(place: Place) -> str:
    """A place as Go prints it, in words: the file is not shortened."""
    file, line, column = printed(place)
    return f"{file}:{line}:{column}" if column else f"{file}:{line}"
