"""Files of the cache: lines of text behind a head that says whose they are and that they are whole.

    gomodlint-cache 1 MADE-BY CRC-32 LENGTH
    LINE
    ...

CRC-32 has 8 hexadecimal digits and LENGTH (in bytes) 10 decimal ones: they are known last, and written in their places.
A file is written beside its place and moved there, so that runs side by side and a run that is killed leave a whole
file or none; of two that write, the last one stays. Nothing in it is ever executed.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple
from zlib import crc32

MAGIC = "gomodlint-cache 1"
SUFFIX = ".gmlcache"
LARGEST_FILE = 1 << 29  # bytes; larger ones are neither read nor written
LARGEST_CACHE = 1 << 30  # bytes of all files; beyond, the files that were not written for longest go
LONGEST_HEAD = 1000  # bytes
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class Damaged(Exception):  # noqa: N818 - it says what the file is
    """A file of the cache is not what was written there. The text says how."""


class Size(NamedTuple):
    """What is in a cache: files, and their bytes."""

    files: int
    bytes: int


class Store:
    """The files in one directory (absolute, made when something is written) that `made_by` wrote.

    `made_by` is a word without blanks: what another version wrote is as if it were not there. `sums` tell
    contents apart.
    """

    __slots__ = ("directory", "made_by", "sums")

    def __init__(self, directory: str, made_by: str) -> None:
        self.directory = directory
        self.made_by = made_by
        self.sums: dict[str, str] = {}  # of what was read or written last under a name

    def read(self, name: str) -> list[str] | None:
        """The lines under a name; None when there are none. Raises Damaged, and OSError when it cannot be read."""
        body = self._body(name)
        return None if body is None else _text(body).split("\n")[:-1]

    def read_some(self, name: str) -> "Lines | None":
        """As `read`, for who needs few lines of many."""
        body = self._body(name)
        return None if body is None else Lines(body)

    def _body(self, name: str) -> bytes | None:
        try:
            handle = os.open(self._path(name), os.O_RDONLY | _FLAGS | _BINARY)
        except FileNotFoundError:
            return None
        with os.fdopen(handle, "rb", buffering=0) as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
                raise Damaged("not a regular file, or far too large")
            head, _, _ = file.read(LONGEST_HEAD).partition(b"\n")
            words = head.split(b" ")
            file.seek(len(head) + 1)
            body = file.read()
        if b" ".join(words[:2]) != MAGIC.encode() or len(words) != 5:
            raise Damaged("not a file of this cache")
        if words[2] != self.made_by.encode():
            return None
        if words[3:] != [b"%08x" % crc32(body), b"%010d" % len(body)]:
            raise Damaged("its checksum does not fit")
        self.sums[name] = f"{words[3].decode()}-{words[4].decode()}"
        return body

    def stated_sum(self, name: str) -> str:
        """What a file says that its sum is, by its head alone; "" when there is none, or none that says so."""
        try:
            handle = os.open(self._path(name), os.O_RDONLY | _FLAGS | _BINARY)
        except OSError:
            return ""
        with os.fdopen(handle, "rb") as file:
            words = file.read(200).partition(b"\n")[0].split(b" ") if stat.S_ISREG(os.fstat(handle).st_mode) else []
        is_ours = len(words) == 5 and b" ".join(words[:2]) == MAGIC.encode() and words[2] == self.made_by.encode()
        return f"{words[3].decode('ascii', 'replace')}-{words[4].decode('ascii', 'replace')}" if is_ours else ""

    def write(self, name: str, lines: Iterable[str]) -> None:
        """Keep lines (without line ends in them) under a name, unless they are too large. Raises OSError."""
        os.makedirs(self.directory, mode=0o700, exist_ok=True)
        path = self._path(name)
        beside = f"{path}.{os.getpid()}.tmp"
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _FLAGS | _BINARY, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self._head(0, 0))
                crc = length = 0
                for piece in _pieces(lines):
                    crc, length = crc32(piece, crc), length + len(piece)
                    if length >= LARGEST_FILE - 1000:
                        break
                    file.write(piece)
                file.seek(0)
                file.write(self._head(crc, length))
            if length >= LARGEST_FILE - 1000:
                os.unlink(beside)
                return
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        self.sums[name] = f"{crc:08x}-{length:010d}"
        self._prune()

    def _head(self, crc: int, length: int) -> bytes:
        return f"{MAGIC} {self.made_by} {crc:08x} {length:010d}\n".encode()

    def size(self) -> Size:
        """What is there, other versions' files and remains of killed runs included. Raises OSError."""
        files = self._files()
        return Size(len(files), sum(size for _, size, _ in files))

    def clear(self) -> Size:
        """Remove all of it, and nothing else that lies there; what was removed. Raises OSError."""
        files = self._files()
        for _, _, path in files:
            _remove(path)
        return Size(len(files), sum(size for _, size, _ in files))

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, name + SUFFIX)

    def _files(self) -> list[tuple[int, int, str]]:
        """Time of the last write in ns, size in bytes, path."""
        found = []
        try:
            with os.scandir(self.directory) as scan:
                for entry in scan:
                    is_ours = entry.name.endswith(SUFFIX) or (SUFFIX in entry.name and entry.name.endswith(".tmp"))
                    if is_ours and entry.is_file(follow_symlinks=False):
                        status = entry.stat(follow_symlinks=False)
                        found.append((status.st_mtime_ns, status.st_size, entry.path))
        except FileNotFoundError:
            return []
        return sorted(found)

    def _prune(self) -> None:
        files = self._files()
        total = sum(size for _, size, _ in files)
        for _, size, path in files[:-1]:
            if total <= LARGEST_CACHE:
                break
            _remove(path)
            total -= size


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return  # another run was quicker


class Lines:
    """Lines that are made when they are asked for, by number from 0."""

    __slots__ = ("_body", "_ends")

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._ends = [-1]  # as far as anybody asked

    def __getitem__(self, number: int) -> str:
        """Raises IndexError."""
        if number < 0:
            raise IndexError(number)
        while len(self._ends) < number + 2:
            end = self._body.find(b"\n", self._ends[-1] + 1)
            if end < 0:
                raise IndexError(number)
            self._ends.append(end)
        return _text(self._body[self._ends[number] + 1 : self._ends[number + 1]])


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Some lines at a time, so that the memory does not hold them all once more."""
    left = iter(lines)
    while some := [*islice(left, 1000)]:
        yield "".join([line + "\n" for line in some]).encode("utf-8", "surrogateescape")
