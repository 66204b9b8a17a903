"""The Go files of one directory, read: names, headers, and the constraint each file name implies."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import NamedTuple

from gomodlint.source import header
from gomodlint.source.header_model import Header, HeaderError
from gomodlint.source.imports import NONE
from gomodlint.source.tree import Entry, Tree

BATCH = 256  # files that are read before they are scanned
FIRST_READ = 4096  # bytes; nine headers in ten end before
HEADER_LIMIT = 1 << 20  # bytes; a header beyond is not read, and the file is named in the verdict


class SourceFile(NamedTuple):
    """One Go file: its name, whether it is a `_test.go` file, and its header."""

    name: str
    test: bool
    header: Header


class HeaderReader:
    """Reads the headers of Go files, each content once. `known` maps content identities to headers."""

    __slots__ = ("_kept", "_known", "_tree", "files_read")

    def __init__(self, tree: Tree, known: MutableMapping[str, Header] | None = None) -> None:
        self._tree = tree
        self._known = {} if known is None else known
        self._kept: dict[str, tuple[SourceFile, ...]] = {}
        self.files_read = 0

    def keep(self, read: Mapping[str, tuple[SourceFile, ...]]) -> None:
        """Take directories that were read ahead; they answer `read_directory` without the disk."""
        self._kept.update(read)
        for directory, files in read.items():
            prefix = f"{directory}/" if directory else ""
            for file in files:
                identity = self._tree.identity(prefix + file.name)
                if identity:
                    self._known[identity] = file.header

    def has(self, directory: str) -> bool:
        """Whether a directory was read."""
        return directory in self._kept

    def in_worker(self, tree: Tree) -> "HeaderReader":
        """A reader for a forked process, over its own Tree."""
        return HeaderReader(tree, self._known)

    def read_directory(self, directory: str, entries: Iterable[Entry] | None, *, tests: bool) -> tuple[SourceFile, ...]:
        """As `read`, from what was read ahead if the directory was. `entries` None: list it first."""
        kept = self._kept.get(directory)
        if kept is None:
            found = self._tree.entries(directory) if entries is None else entries
            kept = self._kept[directory] = self.read(directory, found, tests=tests)
        return kept

    def read(self, directory: str, entries: Iterable[Entry], *, tests: bool) -> tuple[SourceFile, ...]:
        """Headers of the directory's visible Go files in name order; without test files unless `tests`.

        Raises TreeError when a file cannot be read.
        """
        prefix = f"{directory}/" if directory else ""
        read = self._tree.read
        files: list[SourceFile] = []
        found: list[tuple[str, bool, str, str, bytes]] = []
        for entry in entries:
            name = entry.name
            if name[-3:] != ".go" or name[0] in "_." or entry.kind != "file":
                continue
            test = name[-8:] == "_test.go"
            if test and not tests:
                continue
            path = prefix + name
            found.append((name, test, path, entry.identity, b"" if entry.identity else read(path, FIRST_READ)))
            if len(found) == BATCH:
                files += self._scanned(found)
                found = []
        files += self._scanned(found)
        return tuple(files)

    def _scanned(self, found: Iterable[tuple[str, bool, str, str, bytes]]) -> list[SourceFile]:
        """Files of which the first bytes are read: to read and scan in turn would make the processor forget each."""
        return [
            SourceFile(name, test, self._header(path, identity) if identity else self._scan(path, data))
            for name, test, path, identity, data in found
        ]

    def _header(self, path: str, identity: str) -> Header:
        known = self._known.get(identity)
        if known is None:
            known = self._known[identity] = self._scan(path, self._tree.read(path, FIRST_READ))
        return known

    def _scan(self, path: str, data: bytes) -> Header:
        """The header of a file that begins with `data`, as much as FIRST_READ asks for."""
        self.files_read += 1
        size = FIRST_READ
        while True:
            found = header.scan(data, whole=len(data) < size)
            if found is not None:
                return found
            if size >= HEADER_LIMIT:
                error = HeaderError(f"header longer than {HEADER_LIMIT >> 20} MiB: not read", 1, 1)
                return Header("", NONE, "", 0, generated=False, directives=(), error=error)
            size = min(size * 8, HEADER_LIMIT)
            data = self._tree.read(path, size)
