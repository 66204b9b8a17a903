"""The import specs of a file. Most files are asked for paths alone: where a spec stands is read when it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

# (import path, name, line, column). Name: "" plain, "." dot, "_" blank, else the alias. Line and column are those of
# the spec's first token (its name, or the opening quote), columns in bytes from 1. A plain tuple: there are a hundred
# thousand of them in a large repository.
ImportSpec = tuple[str, str, int, int]

_SPEC = re.compile(rb'^[^"/\n]*+"([^"\n]*+)"', re.MULTILINE)
_MARK = re.compile(rb'[._][ \t]*+"')  # before a spec's path, or in the end of one
_NAME = re.compile(rb"([A-Za-z_]\w*+|\.)[ \t]*+\Z")
_COMMENT = re.compile(rb"//[^\n]*+|/\*[^*]*+\*++(?>(?:[^/*][^*]*+\*++)*)/")
_LIMIT = 200_000  # strings that are shared; beyond, they simply are not


class _Texts(dict[bytes, str]):
    def __missing__(self, data: bytes) -> str:
        text = data.decode()
        if len(self) < _LIMIT:
            self[data] = text
        return text


_texts = _Texts()
text_of = _texts.__getitem__
"""The text of some bytes; the same object for the same bytes. Raises UnicodeDecodeError."""
_beginnings: dict[bytes, tuple[str, int]] = {}


class Imports:
    """Import specs in the order of the file, and their `paths`.

    Made of specs, or of a `stretch` of the file, from the line `line` on, in which each spec has a line of its own.
    """

    __slots__ = ("_specs", "line", "paths", "stretch")

    def __init__(
        self, paths: tuple[str, ...] = (), stretch: bytes = b"", line: int = 0, specs: tuple[ImportSpec, ...] = ()
    ) -> None:
        self.paths = paths
        self.stretch = stretch
        self.line = line
        self._specs = None if stretch else specs

    def specs(self) -> tuple[ImportSpec, ...]:
        """All of them."""
        found = self._specs
        if found is None:
            found = self._specs = tuple(self._read())
        return found

    def _read(self) -> Iterable[ImportSpec]:
        return _specs(self.stretch, self.line)

    def marks(self) -> Collection[str]:
        """The names `.` and `_`, if specs have them."""
        stretch, count = self.stretch, len(self.paths)
        if stretch and (stretch.count(b'\n\t"') == count or not _MARK.search(stretch)):  # gofmt's plain specs; no mark
            return ()
        return {name for _, name, _, _ in self.specs() if name in {".", "_"}}

    def unkept(self) -> Iterable[ImportSpec]:
        """All specs, for who asks very many files once: they are not kept for others."""
        return self._read() if self._specs is None else self._specs

    def __iter__(self) -> Iterator[ImportSpec]:
        return iter(self.specs())

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, position: int) -> ImportSpec:
        return self.specs()[position]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Imports):
            return NotImplemented
        if self.stretch and self.stretch == other.stretch and self.line == other.line:
            return True
        return self.paths == other.paths and self.specs() == other.specs()

    def __hash__(self) -> int:
        return hash(self.paths)

    def __repr__(self) -> str:
        return f"Imports({list(self.specs())})"


class FlatImports(Imports):
    """Import specs as numbers, four for each: path and name (which `text_of` gives), line, column."""

    __slots__ = ("_flat", "_text_of")

    def __init__(self, flat: Sequence[int], text_of: Callable[[int], str]) -> None:
        """Raises IndexError for a number that no text has; `flat` holds numbers from 0."""
        super().__init__(tuple(map(text_of, flat[::4])))
        if flat:
            text_of(max(flat[1::4]))
            self._specs = None
        self._flat = flat
        self._text_of = text_of

    def _read(self) -> Iterable[ImportSpec]:
        flat = self._flat
        return zip(self.paths, map(self._text_of, flat[1::4]), flat[2::4], flat[3::4], strict=True)

    def marks(self) -> Collection[str]:
        """See Imports."""
        return {".", "_"}.intersection(map(self._text_of, set(self._flat[1::4])))


NONE = Imports()


def of_stretch(stretch: bytes, line: int) -> Imports:
    """The imports of a stretch of a file, from a line on, in which each spec has a line of its own.

    It holds nothing but import declarations, blanks and comments; paths have no escapes, and names are ASCII.
    """
    if b"/*" in stretch:
        stretch = _COMMENT.sub(_blank, stretch)
    return Imports(tuple(map(text_of, _SPEC.findall(stretch))), stretch, line)


def of_specs(specs: Iterable[ImportSpec]) -> Imports:
    """The imports that are known one by one."""
    found = tuple(specs)
    return Imports(tuple([spec[0] for spec in found]), specs=found)


def _specs(stretch: bytes, line: int) -> Iterator[ImportSpec]:
    """Each spec has a line of its own there, and the beginnings of such lines are few: what each says is remembered."""
    for number, text in enumerate(stretch.split(b"\n"), line):
        beginning, quote, rest = text.partition(b'"')
        if quote:
            name, column = _beginnings.get(beginning) or _beginning(beginning)
            if column:
                yield text_of(rest.partition(b'"')[0]), name, number, column


def _beginning(text: bytes) -> tuple[str, int]:
    """What stands before the first quote of a line: the spec's name and column; ("", 0) in a comment."""
    if b"//" in text:
        return "", 0  # not remembered: comments are many
    match = _NAME.search(text)
    name, column = "", len(text) + 1
    if match is not None and match[1] != b"import":
        name, column = match[1].decode(), match.start() + 1
    if len(_beginnings) < _LIMIT:
        _beginnings[text] = name, column
    return name, column


def _blank(comment: re.Match[bytes]) -> bytes:
    """As many blanks and line ends as a comment has, unless it is a `//` comment, which stays."""
    text = comment[0]
    if text.startswith(b"//"):
        return text
    return b"\n" * text.count(b"\n") + b" " * (len(text) - text.rfind(b"\n") - 1)
