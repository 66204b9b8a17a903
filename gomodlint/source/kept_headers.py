"""The headers of a Tree's directories as lines of text, and back, as long as the files have not changed.

A line is `T DIRECTORY<tab>STAMPS`: T is 1 when test files were read; STAMPS is `NAME/STAMP/` for each Go file,
and must be equal to what it is now (STAMP: see Tree.stamps). To each line belongs a text, which is read when headers
are asked for: JSON, `[strings, [name, package, imports, ...], ...]`, where numbers stand for strings. What has a tab
or a line end in its name is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, MutableMapping, Sequence
from typing import Protocol

from gomodlint.source.directory import HeaderReader, SourceFile
from gomodlint.source.header_model import Header, HeaderError
from gomodlint.source.imports import FlatImports
from gomodlint.source.restat import UNSTABLE, changed
from gomodlint.source.tree import Entry, Tree, TreeError

Files = tuple[SourceFile, ...]


class Texts(Protocol):
    """Texts by their numbers."""

    def __getitem__(self, number: int, /) -> str:
        """Raises IndexError."""


class KeptHeaders:
    """Headers from an earlier run, brought up to date. `texts` gives those of the `lines`, in their order.

    `damaged`: a line could not be understood. The files of such a line are read again.
    """

    __slots__ = ("_changed", "_kept_texts", "_old", "_read_texts", "_shared", "_stamps", "_texts", "damaged")

    def __init__(self, lines: Iterable[str], texts: Callable[[], Texts] = tuple) -> None:
        self._old: dict[str, tuple[str, int]] = {}
        self._read_texts = texts
        self._kept_texts: Texts | None = None
        self._stamps: dict[str, str] = {}  # of the directories asked for
        self._texts: dict[str, int | Files] = {}  # to keep: as it was, by its number, or other files
        self._shared: dict[str, str] = {}
        self.damaged = False
        self._changed = False
        for number, line in enumerate(lines):
            key, _, stamps = line.partition("\t")
            self._old[key] = (stamps, number)

    def take(self, tree: Tree, directory: str, entries: Sequence[Entry], *, tests: bool) -> Files | None:
        """The files of a directory; those that have changed are read. None: none of it is known, `put` it."""
        names = [e.name for e in entries if _is_go(e, tests=tests)]
        stamps = tree.stamps(directory, names)
        key = f"{tests:d} {directory}"
        text = "".join([f"{name}/{stamp}/" for name, stamp in zip(names, stamps, strict=True)])
        old = self._old.get(key)
        is_same = old is not None and old[0] == text
        self._stamps[key] = old[0] if old is not None and is_same else text
        if old is None:
            return None
        try:
            known = _decode(self._text(old[1]), self._shared)
        except (ValueError, TypeError, IndexError, RecursionError):
            self.damaged = True
            return None
        if is_same and UNSTABLE not in text:
            self._texts[key] = old[1]
            return known
        return self._mend(tree, directory, entries, known, old[0], dict(zip(names, stamps, strict=True)), key)

    def changes(
        self, tree: Tree, most: int, others: Callable[[], Collection[str] | None] = tuple, *, alone: bool = False
    ) -> dict[str, tuple[Files, Files]] | None:
        """Directories whose headers are not what they were: the files as they were and as they are.

        `others` gives the directories in which files came or went; None: it cannot be told. At most `most` directories
        are read to tell; None: it would take more, or cannot be told. `alone`: one process does all.
        """
        keys = list(self._old)
        came: set[str] | None = None

        def look() -> bool:
            nonlocal came
            found = others()
            came = None if found is None else set(found)
            return found is not None

        kept = [(key[2:], stamps) for key, (stamps, _) in self._old.items()]
        differ = set(changed(tree, kept, alone=alone, meanwhile=look))
        if came is None:
            return None
        if came:
            differ.update(position for position, key in enumerate(keys) if key[2:] in came)
        if len(differ) > most or not {keys[position][2:] for position in differ}.issuperset(came):
            return None
        found: dict[str, tuple[Files, Files]] = {}
        for position in sorted(differ):
            directory = keys[position][2:]
            both = self._both(tree, keys[position])
            if both is None or directory in found:  # read with tests and without: as packages of two build lists
                return None
            if both[0] != both[1]:
                found[directory] = both
        return found

    def _both(self, tree: Tree, key: str) -> tuple[Files, Files] | None:
        """The files of a directory as they were, and as they are: those with other stamps are read."""
        stamps, number = self._old[key]
        directory, tests = key[2:], key[:1] == "1"
        words = stamps.split("/")
        try:
            then = dict(zip(words[:-1:2], words[1::2], strict=True))
            entries = [entry for entry in tree.entries(directory) if _is_go(entry, tests=tests)]
            now = dict(zip([e.name for e in entries], tree.stamps(directory, [e.name for e in entries]), strict=True))
            before = _decode(self._text(number), self._shared)
            known = {file.name: file for file in before if then[file.name] == now.get(file.name, "?") != "?"}
            read = HeaderReader(tree).read(directory, [e for e in entries if e.name not in known], tests=tests)
            files = known | {file.name: file for file in read}
            return before, tuple([files[entry.name] for entry in entries])
        except (ValueError, TypeError, LookupError, RecursionError, TreeError):
            return None

    def files(self, directory: str, tests: bool) -> Files:
        """The files of a directory as they were. Raises KeyError, ValueError, TypeError or IndexError."""
        return _decode(self._text(self._old[f"{tests:d} {directory}"][1]), self._shared)

    def _text(self, number: int) -> str:
        """The text of a line. Raises ValueError or IndexError."""
        if self._kept_texts is None:
            self._kept_texts = self._read_texts()
        return self._kept_texts[number]

    def forget_texts(self) -> None:
        """Free the texts of the lines: they are read again when they are asked for."""
        self._kept_texts = None

    def put(self, directory: str, files: Files, *, tests: bool) -> None:
        """Remember what was read of a directory that `take` did not know."""
        key = f"{tests:d} {directory}"
        if key in self._stamps:
            self._texts[key] = files
            self._changed = True

    def are_complete(self) -> bool:
        """Whether every directory that was asked for is kept."""
        return self._stamps.keys() == self._texts.keys() and not any(
            _is_odd(key + self._stamps[key]) for key in self._texts
        )

    def is_changed(self) -> bool:
        """Whether there is something new to keep, or something that is no more."""
        return self._changed or self._old.keys() != self._texts.keys()

    def to_keep(self) -> tuple[list[str], Iterator[str]]:
        """What the next run should be given: lines for the directories of this run, and their texts as they come."""
        keys = [key for key in self._texts if not _is_odd(key + self._stamps[key])]
        lines = [f"{key}\t{self._stamps[key]}" for key in keys]
        kept = map(self._texts.__getitem__, keys)
        return lines, (self._text(text) if isinstance(text, int) else text_of(text) for text in kept)

    def _mend(
        self, tree: Tree, directory: str, entries: Sequence[Entry], known: Files, before: str,
        now: dict[str, str], key: str,
    ) -> Files | None:  # fmt: skip
        words = before.split("/")
        then = dict(zip(words[::2], words[1::2], strict=False))
        same = {file.name: file for file in known if then.get(file.name) == now.get(file.name, "?") != "?"}
        if not same:
            return None
        reader = HeaderReader(tree)
        tests = key[0] == "1"
        try:
            fresh = reader.read(directory, [e for e in entries if e.name not in same], tests=tests)
        except TreeError:
            return None
        fresh_by_name = {file.name: file for file in fresh}
        files = tuple(same.get(name) or fresh_by_name[name] for name in now)
        self._texts[key] = files
        self._changed = True
        return files


class KeptReader(HeaderReader):
    """A HeaderReader that asks KeptHeaders before the Tree."""

    __slots__ = ("_headers",)

    def __init__(self, tree: Tree, known: MutableMapping[str, Header], headers: KeptHeaders) -> None:
        super().__init__(tree, known)
        self._headers = headers

    def take(self, directory: str, entries: Sequence[Entry], *, tests: bool) -> bool:
        """Whether a directory need not be read: it answers `read_directory` from then on."""
        files = self._headers.take(self._tree, directory, entries, tests=tests)
        if files is not None:
            self.keep({directory: files})
        return files is not None

    def put(self, directory: str, files: Files, *, tests: bool) -> None:
        """Keep what was read of a directory that `take` did not know."""
        self._headers.put(directory, files, tests=tests)

    def read_directory(self, directory: str, entries: Iterable[Entry] | None, *, tests: bool) -> Files:
        """See HeaderReader."""
        if directory not in self._kept:
            found = list(self._tree.entries(directory) if entries is None else entries)
            if not self.take(directory, found, tests=tests):
                files = super().read_directory(directory, found, tests=tests)
                self.put(directory, files, tests=tests)
        return self._kept[directory]


def _is_go(entry: Entry, *, tests: bool) -> bool:
    name = entry.name
    if name[-3:] != ".go" or name[0] in "_." or entry.kind != "file":
        return False
    return tests or name[-8:] != "_test.go"


def _is_odd(text: str) -> bool:
    return "\t" in text or "\n" in text


def text_of(files: Files) -> str:
    """What is kept of the files of a directory: equal for equal files."""
    strings: dict[str, int] = {}
    rows = []
    for name, _, header in files:
        flat: list[int] = []
        for path, given, line, column in header.imports.unkept():
            flat += (strings.setdefault(path, len(strings)), strings.setdefault(given, len(strings)), line, column)
        rows.append([
            name, header.package, flat, header.constraint, header.constraint_line, header.generated,
            header.directives, header.error,
        ])  # fmt: skip
    return json.dumps([list(strings), *rows], separators=(",", ":"))


def _decode(text: str, shared: dict[str, str]) -> Files:
    """Raises ValueError, TypeError or IndexError for what `text_of` did not write."""
    strings, *rows = json.loads(text)
    _check(strings, str)
    share = shared.setdefault
    get = list(map(share, strings, strings)).__getitem__
    files = []
    for name, package, flat, constraint, line, generated, directives, error in rows:
        _check((name, package, constraint), str)
        _check(flat, int)
        _check((line,), int)
        _check((generated,), bool)
        if len(flat) % 4 or (flat and min(flat) < 0):
            raise ValueError
        imports = FlatImports(bytes(flat) if not flat or max(flat) < 256 else flat, get)  # bytes take less memory
        said = tuple([(int(at), _str(text)) for at, text in directives]) if directives else ()
        wrong = None if error is None else HeaderError(_str(error[0]), int(error[1]), int(error[2]))
        header = Header(share(package, package), imports, constraint, line, generated, said, wrong)
        files.append(SourceFile(share(name, name), name[-8:] == "_test.go", header))
    return tuple(files)


def _check(values: Sequence[object], kind: type) -> None:
    """Raises TypeError for a value of another type."""
    if values and set(map(type, values)) != {kind}:
        raise TypeError


def _str(value: object) -> str:
    if type(value) is not str:
        raise TypeError
    return value
