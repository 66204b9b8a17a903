"""Directories that other processes read while the caller goes on: it meets them long before it needs their files.

The caller works from the front of the queue and the others from its end, so that it hardly ever waits. Each process
has two jobs at most before it: what it is asked, and what it says, always fit into the pipes.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterable

from gomodlint.progress import show
from gomodlint.source.directory import HeaderReader, SourceFile
from gomodlint.source.fork import cores, fork
from gomodlint.source.kept_headers import KeptReader
from gomodlint.source.parallel import Job, as_plain, from_plain, hear, say
from gomodlint.source.tree import Entry, Tree, TreeError

EACH = 8  # directories that are asked for at once
LONGEST = 3000  # bytes of a question: two fit into the smallest pipe (16 KiB on macOS) with room to spare
WORTH_FORKING = 48  # directories that wait, for each process
MOST = 3  # processes beside the caller's

Files = tuple[SourceFile, ...]


class Pipeline:
    """A queue of directories that are sure to be needed; `close` it however the work ends.

    `reader` keeps what is read. Only absolute directories are taken: these are read from the disk by every Tree.
    """

    def __init__(self, tree: Tree, reader: HeaderReader) -> None:
        self._tree = tree
        self._reader = reader
        self._open: dict[str, Job] = {}
        self._given: dict[str, Job] = {}
        self._workers: list[_Worker] = []
        self._most = min(cores() - 1, MOST) if hasattr(os, "fork") else 0

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.end()

    def offer(self, job: Job) -> None:
        """A directory that will be needed, after all that were offered before."""
        directory = job.directory
        if not os.path.isabs(directory) or directory in self._open or directory in self._given:
            return
        if self._reader.has(directory):
            return
        if isinstance(self._reader, KeptReader):
            entries = job.entries if job.entries is not None else self._entries(directory)
            if entries is None or self._reader.take(directory, entries, tests=job.tests):
                return
            job = Job(directory, entries, job.tests)
        self._open[directory] = job
        if len(self._open) % EACH == 0:
            self._assign()

    def settle(self, directory: str) -> None:
        """See that the reader has a directory that was offered, if it can be read."""
        job = self._open.pop(directory, None)
        if job is not None:
            self._assign()
            self._read(job)
        while directory in self._given:
            if not self._collect(wait=False) and directory in self._given:
                if self._open:
                    self._read(self._open.popitem()[1])
                else:
                    self._collect(wait=True)

    def _assign(self) -> None:
        """Give the end of the queue to those who have little before them."""
        workers = self._workers
        if len(workers) < self._most and len(self._open) >= WORTH_FORKING * (len(workers) + 1):
            workers.append(_Worker(self._tree, self._reader))
        if not workers:
            return
        self._collect(wait=False)
        for worker in workers:
            while worker.is_ready() and len(self._open) > EACH * (len(workers) + 1):
                jobs: list[Job] = []
                room = LONGEST
                while len(jobs) < EACH and room > 0:
                    _, job = self._open.popitem()
                    jobs.append(job)
                    room -= len(job.directory)
                self._given.update((job.directory, job) for job in jobs)
                worker.ask(jobs)

    def _collect(self, *, wait: bool) -> bool:
        """Take what was read by now; whether there was any. `wait` for some of it."""
        busy = {worker.answers: worker for worker in self._workers if worker.asked}
        poll = select.poll()
        for pipe in busy:
            poll.register(pipe, select.POLLIN | select.POLLHUP)
        ready = poll.poll(None if wait else 0)
        for pipe, _ in ready:
            worker = busy[pipe]
            jobs = worker.asked[0]
            read = worker.answer()
            for job in jobs:
                self._given.pop(job.directory, None)
                files = read.get(job.directory)
                if files is not None:
                    self._take(job, files)
        return bool(ready)

    def _read(self, job: Job) -> None:
        entries = job.entries if job.entries is not None else self._entries(job.directory)
        with contextlib.suppress(TreeError):  # met again, and named, by who needs it
            if entries is not None:
                self._take(job, self._reader.read(job.directory, entries, tests=job.tests))

    def _entries(self, directory: str) -> list[Entry] | None:
        try:
            return self._tree.entries(directory)
        except TreeError:
            return None

    def _take(self, job: Job, files: Files) -> None:
        self._reader.keep({job.directory: files})
        if isinstance(self._reader, KeptReader):
            self._reader.put(job.directory, files, tests=job.tests)


class _Worker:
    """A process that reads what it is asked for. When it dies it has read nothing of that."""

    def __init__(self, tree: Tree, reader: HeaderReader) -> None:
        questions, self._asking = os.pipe()
        self.answers, answering = os.pipe()
        self.asked: list[list[Job]] = []
        self._pid = fork()
        if self._pid:
            os.close(questions)
            os.close(answering)
            return
        status = 1
        try:
            os.close(self._asking)
            os.close(self.answers)
            show(None)  # the parent speaks for all
            own = tree.in_worker()
            _serve(questions, answering, reader.in_worker(own), own)
            status = 0
        finally:
            os._exit(status)  # never back into the caller's program, whatever happened here

    def is_ready(self) -> bool:
        """Whether it has less before it than it can have."""
        return len(self.asked) < 2 and self._asking >= 0

    def ask(self, jobs: list[Job]) -> None:
        """Ask for the files of some directories."""
        self.asked.append(jobs)
        names = [(path, None if entries is None else _names(entries), tests) for path, entries, tests in jobs]
        with contextlib.suppress(BrokenPipeError):  # it has ended: so says its answer
            say(self._asking, names)

    def answer(self) -> dict[str, Files]:
        """The answer to what was asked first: directories that it could read. Waits for it."""
        self.asked.pop(0)
        said = hear(self.answers)
        if said is None:
            self._hang_up()
            return {}
        return {directory: tuple([from_plain(*file) for file in files]) for directory, files in said}

    def end(self) -> None:
        """End the process, whatever it does."""
        self._hang_up()
        os.close(self.answers)
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def _hang_up(self) -> None:
        if self._asking >= 0:
            os.close(self._asking)
            self._asking = -1


def _names(entries: Iterable[Entry]) -> list[str]:
    return [name for name, kind, *_ in entries if kind == "file" and name.endswith(".go")]


def _serve(questions: int, answers: int, reader: HeaderReader, tree: Tree) -> None:
    """Answer until nobody asks any more."""
    while (asked := hear(questions)) is not None:
        read = []
        for directory, names, tests in asked:
            try:
                entries = tree.entries(directory) if names is None else [Entry(name, "file") for name in names]
                files = reader.read(directory, entries, tests=tests)
            except TreeError:
                continue  # met again, and named, by the caller
            read.append((directory, [*map(as_plain, files)]))
        say(answers, read)
