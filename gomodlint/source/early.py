"""Begins to read vendored packages in a process of its own, while most of the program is still being loaded.

`vendor/modules.txt` names them: nothing else need be known. The run and this process take packages from one queue, so
that neither waits for the other. What is read in vain (the run takes imports from elsewhere) costs nobody a wait, and
what is not read here is read by the run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from gomodlint.source.directory import HeaderReader
from gomodlint.source.disk import DiskTree
from gomodlint.source.limits import MODULES_TXT
from gomodlint.source.parallel import Job, Read, collect, read, read_directories, start, workers_for
from gomodlint.source.place import Place
from gomodlint.source.tree import Tree

WORTH_FORKING = 30_000  # bytes of modules.txt; a smaller one names too few packages
TICKETS = 8000  # two bytes each: they must fit into a pipe (16 KiB on macOS)
EACH = 8  # packages for a ticket


class _Early:
    """The process, and the queue. `prefix` begins the directories that it reads."""

    def __init__(self, place: Place, module: str) -> None:
        self.prefix = f"{module}/vendor/" if module else "vendor/"
        self._tickets, filling = os.pipe()
        os.write(filling, b"".join(number.to_bytes(2, "big") for number in range(TICKETS)))
        os.close(filling)
        self.process: tuple[int, int] | None = start(lambda: self._read(DiskTree(place.top)))

    def mine(self, queue: Sequence[Job]) -> Iterator[Sequence[Job]]:
        """What of a queue is left for this process, piece by piece."""
        while ticket := os.read(self._tickets, 2):
            first = EACH * int.from_bytes(ticket, "big")
            if first >= len(queue):
                return
            yield queue[first : first + EACH]

    def close(self) -> None:
        os.close(self._tickets)

    def _read(self, tree: DiskTree) -> Iterator[Read]:
        from gomodlint.source.modules_txt import parse

        packages = parse(tree.read(f"{self.prefix}modules.txt", most=MODULES_TXT)).packages
        jobs = [Job(self.prefix + path, None, tests=False) for path in packages]
        reader = HeaderReader(tree)
        return (read(tree, reader, piece) for piece in self.mine(jobs))


_begun: list[_Early] = []


def begin(place: Place) -> None:
    """Begin, where a module around the place vendors enough and the machine has processors to spare."""
    if workers_for(1 << 20) < 2 or not hasattr(os, "fork"):
        return
    module = place.within
    while True:
        path = os.path.join(place.top, *module.split("/"), "vendor", "modules.txt")
        try:
            size = os.lstat(path).st_size
        except (OSError, ValueError):
            size = -1
        if size >= WORTH_FORKING:
            _begun.append(_Early(place, module))
        if size >= 0 or not module:
            return
        module = module.rpartition("/")[0]


def end() -> None:
    """End what was begun and not asked for."""
    while _begun:
        early = _begun.pop()
        early.close()
        if early.process is not None:
            pid, pipe = early.process
            from signal import SIGKILL

            os.close(pipe)
            os.kill(pid, SIGKILL)
            os.waitpid(pid, 0)


def read_with_early(tree: Tree, reader: HeaderReader, jobs: Sequence[Job], *, workers: int) -> Read:
    """As `read_directories`, with what was begun: the vendored directories from the queue, the others as ever."""
    if not _begun:
        return read_directories(tree, reader, jobs, workers=workers)
    early = _begun[-1]
    queue = [job for job in jobs if job.directory.startswith(early.prefix)]
    found = read_directories(
        tree, reader, [job for job in jobs if not job.directory.startswith(early.prefix)], workers=workers - 1
    )
    for piece in early.mine(queue):
        found.update(read(tree, reader, piece))
    if early.process is not None:
        pid, pipe = early.process
        early.process = None
        found.update(collect(pid, pipe) or {})
    end()
    found.update(read(tree, reader, [job for job in queue if job.directory not in found]))
    return found
