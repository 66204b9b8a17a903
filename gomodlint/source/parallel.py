"""Reads many directories with several processes. What a worker does not deliver is read again by the caller.

Only where processes can fork (Linux, macOS): starting Python anew would cost more than it saves. Workers answer over
a pipe in `marshal` format; nobody but our own child writes into it.
"""

import marshal
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from gomodlint.progress import Work, show
from gomodlint.source.directory import HeaderReader, SourceFile
from gomodlint.source.header_model import Header, HeaderError
from gomodlint.source.imports import Imports
from gomodlint.source.tree import Entry, Tree, TreeError

WORTH_FORKING = 1500  # files; below, one process is as quick


class Job(NamedTuple):
    """A directory to read; `entries` None: list it first."""

    directory: str
    entries: list[Entry] | None
    tests: bool


Read = dict[str, tuple[SourceFile, ...]]  # directory -> files


def read_directories(tree: Tree, reader: HeaderReader, jobs: Sequence[Job], *, workers: int) -> Read:
    """The Go files of many directories. Directories that cannot be read are left out: the caller meets the error."""
    if workers < 2 or not hasattr(os, "fork"):
        return read(tree, reader, jobs)
    shares = [jobs[first::workers] for first in range(workers)]
    children = [start(partial(_in_worker, tree, reader, share)) for share in shares[1:]]
    found = read(tree, reader, shares[0], workers=workers)
    for (pid, pipe), share in zip(children, shares[1:], strict=True):
        found.update(collect(pid, pipe) or read(tree, reader, share))
    return found


def workers_for(files: int) -> int:
    """How many processes pay for reading so many files on this machine."""
    if files < WORTH_FORKING:
        return 1
    from gomodlint.source.fork import cores

    return max(1, min(cores(), 8, files // WORTH_FORKING + 1))


def read(tree: Tree, reader: HeaderReader, jobs: Iterable[Job], *, workers: int = 1) -> Read:
    """The Go files of directories, read by this process, which is one of `workers`."""
    found: Read = {}
    total = len(jobs) * workers if isinstance(jobs, Sequence) else 0
    with Work("reading directories", total, each=workers) as work:
        for directory, entries, tests in jobs:
            work.step()
            try:
                found[directory] = reader.read(
                    directory, tree.entries(directory) if entries is None else entries, tests=tests
                )
            except TreeError:
                continue
    return found


def _in_worker(tree: Tree, reader: HeaderReader, jobs: Sequence[Job]) -> Iterator[Read]:
    own = tree.in_worker()
    yield read(own, reader.in_worker(own), jobs)


def start(work: Callable[[], Iterable[Read]]) -> tuple[int, int]:
    """Fork a worker, which ends when it has said what it has read: its process id, and the reading end of its pipe.

    Each piece of its work is put in order for the pipe when it is done, and all are said in the end.
    """
    from gomodlint.source.fork import fork

    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    pid = fork()
    if pid:
        os.close(writing)
        return pid, reading
    status = 1
    try:
        os.close(reading)
        show(None)  # the parent speaks for all
        pieces = [marshal.dumps([(path, [*map(as_plain, files)]) for path, files in piece.items()]) for piece in work()]
        for piece in pieces:
            _write(writing, piece)
        status = 0
    finally:
        os._exit(status)  # never back into the caller's program, whatever happened here


def collect(pid: int, pipe: int) -> Read | None:
    """Wait for a worker; what it has read, or None when it did not come to its end."""
    found: Read = {}
    while (said := hear(pipe)) is not None:
        for directory, files in said:
            found[directory] = tuple([from_plain(*file) for file in files])
    os.close(pipe)
    _, status = os.waitpid(pid, 0)
    return found if status == 0 else None


Plain = tuple[str, bool, tuple[Any, ...]]


def as_plain(file: SourceFile) -> Plain:
    """A file as `marshal` takes it."""
    header = file.header
    imports = header.imports
    error = None if header.error is None else tuple(header.error)
    known = (imports.paths, imports.stretch, imports.line, () if imports.stretch else imports.specs())
    return (file.name, file.test, (header[0], known, *header[2:-1], error))


def from_plain(name: str, test: bool, fields: tuple[Any, ...]) -> SourceFile:
    """The file of which `as_plain` made this."""
    package, imports, constraint, line, generated, directives, error = fields
    if error is not None:
        error = HeaderError(*error)
    return SourceFile(name, test, Header(package, Imports(*imports), constraint, line, generated, directives, error))


def say(pipe: int, what: list[tuple[Any, ...]]) -> None:
    """Write something into a pipe, its length before it. Raises BrokenPipeError."""
    _write(pipe, marshal.dumps(what))


def hear(pipe: int) -> Any:
    """What was said into a pipe next; None when it has ended, be it in the middle. Waits for it."""
    length = _bytes(pipe, 8)
    data = _bytes(pipe, int.from_bytes(length, "big"))
    return marshal.loads(data) if data else None  # noqa: S302 - nobody but our own process writes into it


def _write(pipe: int, data: bytes) -> None:
    os.write(pipe, len(data).to_bytes(8, "big"))
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


def _bytes(pipe: int, length: int) -> bytes:
    """So many bytes; b"" when there are not as many."""
    pieces = []
    while length and (piece := os.read(pipe, min(length, 1 << 24))):
        pieces.append(piece)
        length -= len(piece)
    return b"" if length else b"".join(pieces)
