"""Where each key and array element of a TOML text stands. The text is known to be valid: another reader has read it."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
Positions = dict[Path, tuple[int, int]]  # path -> line, column (characters), from 1

_SKIP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_BLANK = re.compile(r"[ \t]*+")
_KEY = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'""")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}' r"|'''(?:[^']|'(?!''))*+'{3,5}" r'|"(?:[^"\\\n]|\\.)*+"' r"|'[^'\n]*+'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\n#]*+")


def positions(text: str) -> Positions:
    """Every path to a key, a table or an array element, with its place."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._found: Positions = {}
        self._counts: dict[Path, int] = {}

    def scan(self) -> Positions:
        prefix: Path = ()
        while self._skip(_SKIP) < len(self._text):
            start = self._at
            if self._text.startswith("[", start):
                is_array = self._text.startswith("[[", start)
                self._at += 2 if is_array else 1
                path = self._table(self._key())
                self._at = self._text.index("]", self._at) + (2 if is_array else 1)
                if is_array:
                    number = self._counts.get(path, 0)
                    self._counts[path] = number + 1
                    self._record(path, start)
                    path = (*path, number)
                prefix = path
                self._record(path, start)
            else:
                self._pair(prefix)
        return self._found

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
        for key in self._key():
            path = (*path, key)
            self._record(path, start)
        self._skip(_BLANK)
        self._at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _key(self) -> Path:
        keys: list[str | int] = []
        while True:
            self._skip(_BLANK)
            match = _KEY.match(self._text, self._at)
            if match is None:
                return tuple(keys)
            self._at = match.end()
            word = match[0]
            keys.append(word[1:-1] if word[0] in "\"'" else word)
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
            self._record((*path, number), self._at)
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

    def _record(self, path: Path, at: int) -> None:
        if path not in self._found:
            self._found[path] = (self._text.count("\n", 0, at) + 1, at - self._text.rfind("\n", 0, at))
