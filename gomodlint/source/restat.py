"""Which directories have files whose stamps differ from kept ones; with several processes where that pays."""

from __future__ import annotations

import os
from collections.abc import Sequence

from gomodlint.source.tree import Tree

WORTH_FORKING = 300  # directories; below, one process is as quick
UNSTABLE = "/?/"  # a file without a stamp: its content may change unnoticed

Kept = tuple[str, str]  # a directory, and `NAME/STAMP/` for each file


def changed(tree: Tree, kept: Sequence[Kept], *, alone: bool = False) -> list[int]:
    """The positions of directories in which a file has another stamp, or none that tells. `alone`: by one process."""
    workers = 1 if alone else _workers(len(kept))
    if workers < 2:
        return _changed(tree, kept, range(len(kept)))
    shares = [range(start, len(kept), workers) for start in range(workers)]
    children = [(_start(tree, kept, share), share) for share in shares[1:]]
    found = _changed(tree, kept, shares[0])
    for (pid, pipe), share in children:
        with os.fdopen(pipe, "rb") as stream:
            said = stream.read()
        _, status = os.waitpid(pid, 0)
        # A process that did not come to its end has said nothing that counts.
        found += _changed(tree, kept, share) if status else [int(word) for word in said.split()]
    return sorted(found)


def _changed(tree: Tree, kept: Sequence[Kept], share: Sequence[int]) -> list[int]:
    found = []
    for position in share:
        directory, stamps = kept[position]
        words = stamps.split("/")
        if words[1::2] != tree.stamps(directory, words[:-1:2]) or UNSTABLE in stamps:
            found.append(position)
    return found


def _workers(directories: int) -> int:
    if directories < WORTH_FORKING or not hasattr(os, "fork"):
        return 1
    try:
        available = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        available = os.cpu_count() or 1
    return min(available, 4)


def _start(tree: Tree, kept: Sequence[Kept], share: Sequence[int]) -> tuple[int, int]:
    """Fork a worker; its process id and the reading end of its pipe."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    status = 1
    try:
        os.close(reading)
        said = " ".join(map(str, _changed(tree.in_worker(), kept, share)))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(said.encode())
        status = 0
    finally:
        os._exit(status)  # never back into the caller's program, whatever happened here
