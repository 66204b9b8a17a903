"""Which directories have files whose stamps differ from kept ones; with several processes where that pays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from gomodlint.source.tree import Tree

WORTH_FORKING = 300  # directories; below, one process is as quick
TICKETS = 4000  # at most, of two bytes: they must fit into a pipe (16 KiB on macOS)
UNSTABLE = "/?/"  # a file without a stamp: its content may change unnoticed

Kept = tuple[str, str]  # a directory, and `NAME/STAMP/` for each file


def changed(
    tree: Tree, kept: Sequence[Kept], *, alone: bool = False, meanwhile: Callable[[], bool] | None = None
) -> list[int]:
    """The positions of directories in which a file has another stamp, or none that tells. `alone`: by one process.

    `meanwhile` is done by this process before it takes its part; when it returns False nobody need go on.
    """
    workers = 1 if alone else _workers(len(kept))
    if workers < 2:
        return _changed(tree, kept, range(len(kept))) if meanwhile is None or meanwhile() else []
    queue = _Queue(len(kept))
    children = [_start(tree, kept, queue) for _ in range(workers - 1)]
    if meanwhile is not None and not meanwhile():
        queue.empty()
    found = _changed(tree, kept, queue.positions())
    queue.close()
    died = False
    for pid, pipe in children:
        with os.fdopen(pipe, "rb") as stream:
            said = stream.read()
        _, status = os.waitpid(pid, 0)
        died = died or status != 0
        found += [int(word) for word in said.split()] if status == 0 else []
    # Nobody knows what a process that did not come to its end has taken.
    return _changed(tree, kept, range(len(kept))) if died else sorted(found)


class _Queue:
    """Positions, some at a time, for whoever asks first: numbers in a pipe, which processes share."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._each = length // TICKETS + 1
        self._reading, writing = os.pipe()
        os.write(writing, b"".join(number.to_bytes(2, "big") for number in range(-(-length // self._each))))
        os.close(writing)

    def positions(self) -> Iterator[int]:
        """Those that nobody else has taken."""
        while ticket := os.read(self._reading, 2):
            first = self._each * int.from_bytes(ticket, "big")
            yield from range(first, min(first + self._each, self._length))

    def empty(self) -> None:
        """Take all that is left."""
        while os.read(self._reading, 4096):
            pass

    def close(self) -> None:
        os.close(self._reading)


def _changed(tree: Tree, kept: Sequence[Kept], share: Iterable[int]) -> list[int]:
    found = []
    for position in share:
        directory, stamps = kept[position]
        words = stamps.split("/")
        if UNSTABLE in stamps or not tree.has_stamps(directory, words[:-1:2], words[1::2]):
            found.append(position)
    return found


def _workers(directories: int) -> int:
    if directories < WORTH_FORKING or not hasattr(os, "fork"):
        return 1
    from gomodlint.source.fork import cores

    return min(cores(), 4)


def _start(tree: Tree, kept: Sequence[Kept], queue: _Queue) -> tuple[int, int]:
    """Fork a worker; its process id and the reading end of its pipe."""
    from gomodlint.source.fork import fork

    reading, writing = os.pipe()
    pid = fork()
    if pid:
        os.close(writing)
        return pid, reading
    status = 1
    try:
        os.close(reading)
        said = " ".join(map(str, _changed(tree.in_worker(), kept, queue.positions())))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(said.encode())
        status = 0
    finally:
        os._exit(status)  # never back into the caller's program, whatever happened here
