"""Where each key and value of a TOML text stands. The text is known to be valid: another reader has read it."""

from __future__ import annotations

import re
from bisect import bisect_right

Path = tuple[str | int, ...]

_SKIP = re.compile(r"(?>(?:[ \t\r\n]|#[^\n]*)*)")
_BLANK = re.compile(r"[ \t]*+")
_KEY = re.compile(r"""[A-Za-z0-9_-]++|"(?>(?:[^"\\\n]|\\.)*)"|'[^'\n]*+'""")
_PLAIN_KEY = re.compile(r"([A-Za-z0-9_-]++)[ \t]*+=[ \t]*+")  # nearly all keys, and their equals sign
_STRING = re.compile(
    r'"""(?>(?:[^"\\]|\\.|"(?!""))*)"{3,5}'
    r"|'''(?>(?:[^']|'(?!''))*)'{3,5}"
    r'|"(?>(?:[^"\\\n]|\\.)*)"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\n#]*+")


class Positions:
    """Line and column (in bytes) from 1 of every key, table, array element and value of a TOML text."""

    __slots__ = ("_is_ascii", "_keys", "_last", "_starts", "_text", "_values")

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_ascii = text.isascii()
        self._last = (0, 0)  # an offset, and the bytes of its line before it: the next one is often close behind
        scanner = _Scanner(text)
        scanner.scan()
        self._keys, self._values = scanner.keys, scanner.values
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def key(self, path: Path) -> tuple[int, int]:
        """Where a key, a table's header or an array's element stands; else the nearest thing around it."""
        while path and path not in self._keys:
            path = path[:-1]
        return self._place(self._keys[path]) if path else (1, 1)

    def value(self, path: Path) -> tuple[int, int]:
        """Where the value of a key stands; for anything else as `key`."""
        offset = self._values.get(path)
        return self.key(path) if offset is None else self._place(offset)

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        start, before = self._starts[line - 1], 0
        if self._is_ascii:
            return line, offset - start + 1
        if start <= self._last[0] <= offset:
            start, before = self._last
        before += len(self._text[start:offset].encode())
        self._last = offset, before
        return line, before + 1


class _Scanner:
    """One pass over the text; `keys` and `values` get the offset of each path."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counts: dict[Path, int] = {}
        self.keys: dict[Path, int] = {}
        self.values: dict[Path, int] = {}

    def scan(self) -> None:
        prefix: Path = ()
        while self._skip(_SKIP) < len(self._text):
            if self._text.startswith("[", self._at):
                prefix = self._header()
            else:
                self._pair(prefix)

    def _header(self) -> Path:
        start = self._at
        is_array = self._text.startswith("[[", start)
        self._at += 2 if is_array else 1
        path = self._table(self._key())
        self._at = self._text.index("]", self._at) + (2 if is_array else 1)
        if is_array:
            number = self._counts.get(path, 0)
            self._counts[path] = number + 1
            self.keys.setdefault(path, start)
            path = (*path, number)
        for length in range(1, len(path) + 1):
            self.keys.setdefault(path[:length], start)
        return path

    def _table(self, keys: Path) -> Path:
        """A header's keys with the index of the latest element where they name an array of tables."""
        path: Path = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if number < len(keys) and path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _pair(self, prefix: Path) -> None:
        start = self._skip(_SKIP)
        path = prefix
        plain = _PLAIN_KEY.match(self._text, start)
        if plain is not None:
            path = (*prefix, plain[1])
            self.keys.setdefault(path, start)
            self._at = plain.end()
        else:
            for key in self._key():
                path = (*path, key)
                self.keys.setdefault(path, start)
            self._skip(_BLANK)
            self._at += 1  # the equals sign
            self._skip(_BLANK)
        self.values[path] = self._at
        self._value(path)

    def _key(self) -> Path:
        keys: list[str | int] = []
        while True:
            self._skip(_BLANK)
            match = _KEY.match(self._text, self._at)
            if match is None:
                return tuple(keys)
            self._at = match.end()
            keys.append(_unquoted(match[0]))
            self._skip(_BLANK)
            if not self._text.startswith(".", self._at):
                return tuple(keys)
            self._at += 1

    def _value(self, path: Path) -> None:
        first = self._text[self._at : self._at + 1]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        else:
            match = (_STRING if first in {'"', "'"} else _BARE).match(self._text, self._at)
            self._at = match.end() if match else len(self._text)

    def _array(self, path: Path) -> None:
        self._at += 1
        number = 0
        while True:
            self._skip(_SKIP)
            if self._text.startswith("]", self._at) or self._at >= len(self._text):
                self._at += 1
                return
            self.keys[(*path, number)] = self._at
            self._value((*path, number))
            number += 1
            self._skip(_SKIP)
            if self._text.startswith(",", self._at):
                self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while True:
            self._skip(_SKIP)
            if self._text.startswith("}", self._at) or self._at >= len(self._text):
                self._at += 1
                return
            self._pair(path)
            self._skip(_SKIP)
            if self._text.startswith(",", self._at):
                self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        if match is not None:
            self._at = match.end()
        return self._at


def _unquoted(word: str) -> str:
    """A key as the document has it: without quotes, escapes undone."""
    if word[0] == "'":
        return word[1:-1]
    if word[0] != '"':
        return word
    if "\\" not in word:
        return word[1:-1]
    from gomodlint.policy.toml import text_of

    return text_of(word)
