"""Reads many directories before they are asked for: from the cache, or by several processes where that pays."""

from __future__ import annotations

from collections.abc import Iterator

from gomodlint.source.directory import HeaderReader
from gomodlint.source.early import read_with_early
from gomodlint.source.kept_headers import KeptReader
from gomodlint.source.parallel import Job, workers_for
from gomodlint.source.tree import Tree, TreeError

__all__ = ["Job", "read_ahead"]


def read_ahead(tree: Tree, reader: HeaderReader, jobs: list[Job], workers: int = 0) -> None:
    """Read directories that are sure to be asked for; `workers` 0: by as many processes as pay.

    What cannot be read is met again, and named, when it is asked for.
    """
    if isinstance(reader, KeptReader):
        jobs = [
            job for job in _listed(tree, jobs) if not reader.take(job.directory, job.entries or (), tests=job.tests)
        ]
    files = sum(4 if job.entries is None else len(job.entries) for job in jobs)
    read = read_with_early(tree, reader, jobs, workers=workers or workers_for(files))
    reader.keep(read)
    if isinstance(reader, KeptReader):
        for job in jobs:
            if job.directory in read:
                reader.put(job.directory, read[job.directory], tests=job.tests)


def _listed(tree: Tree, jobs: list[Job]) -> Iterator[Job]:
    for job in jobs:
        try:
            entries = tree.entries(job.directory) if job.entries is None else job.entries
        except TreeError:
            continue  # met again, and named, when it is read
        yield Job(job.directory, entries, job.tests)
