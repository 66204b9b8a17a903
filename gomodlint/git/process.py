"""Starts git, and hears what it says: up to a time and a size."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence

from gomodlint.errors import NoVerdict, Problem

SECONDS = 120
SKIPPED = 64 << 20  # bytes of a blob that are read over; for more git is started again
LARGEST_ANSWER = 2 << 30  # bytes: a listing of some twenty million files; a small tree can have ever more


def finished(command: Sequence[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run to the end. Raises NoVerdict for what takes too long or says too much."""
    process = subprocess.Popen(
        command, env=dict(environ), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        out, words = _both(process) if os.name != "nt" else process.communicate(timeout=SECONDS)
        return subprocess.CompletedProcess(list(command), process.wait(SECONDS), out, words)
    except subprocess.TimeoutExpired as error:
        hint = "run it by hand to see where it waits: git ls-files -s, git rev-parse HEAD"
        raise NoVerdict(Problem(f"git took longer than {SECONDS} s", hint=hint)) from error
    except MemoryError as error:
        raise NoVerdict(_too_much()) from error
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _both(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Standard output and standard error of a process, up to LARGEST_ANSWER."""
    if process.stdout is None or process.stderr is None:
        raise AssertionError("both ends are pipes")
    out, words = process.stdout.fileno(), process.stderr.fileno()
    said: dict[int, list[bytes]] = {out: [], words: []}
    reading, left, end = [out, words], LARGEST_ANSWER, time.monotonic() + SECONDS
    while reading:
        ready, _, _ = select.select(reading, [], [], max(0, end - time.monotonic()))
        if not ready:
            raise subprocess.TimeoutExpired(process.args, SECONDS)
        for handle in ready:
            piece = os.read(handle, 1 << 20)
            said[handle].append(piece)
            left -= len(piece)
            if not piece:
                reading.remove(handle)
        if left < 0:
            raise NoVerdict(_too_much())
    return b"".join(said[out]), b"".join(said[words])


def _too_much() -> Problem:
    hint = "a tree whose directories contain each other many times has ever more files"
    return Problem(f"git lists more than fits into memory, or more than {LARGEST_ANSWER >> 30} GiB", hint=hint)


class Blobs:
    """Reads blobs through one `git cat-file --batch` process."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._command, self._environ = command, environ
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command,
            env=dict(self._environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def again(self) -> Blobs:
        """Another process for the same objects."""
        return Blobs(self._command, self._environ)

    def read(self, oid: str, path: str, limit: int) -> bytes:
        """The first `limit` bytes of a blob; `path` names it in messages. Raises NoVerdict when this clone lacks it."""
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise AssertionError("both ends are pipes")
        try:
            requests.write(oid.encode() + b"\n")
            requests.flush()
        except BrokenPipeError as error:
            text, hint = "git cat-file ended early: the object store is damaged", "git fsck says what is damaged"
            raise NoVerdict(Problem(text, path, hint=hint)) from error
        header = answers.readline().split()
        if len(header) != 3:
            hint = "this is a partial clone: git fetch --refetch, or clone without --filter"
            raise NoVerdict(Problem(f"git has no content for blob {oid[:12]}", path, hint=hint))
        size = int(header[2])
        data = answers.read(min(size, limit))
        left = size - len(data) + 1  # what is not asked for, and a line end
        if left > SKIPPED:
            self.close()
            self._process = self._started()
            return data
        while left and (piece := answers.read(min(left, 1 << 20))):
            left -= len(piece)
        return data

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.kill()
        self._process.wait()
