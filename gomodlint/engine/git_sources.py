"""The Trees of a run that involves git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from gomodlint.engine.place import Place
from gomodlint.engine.request import Request
from gomodlint.engine.trees import Sources
from gomodlint.errors import NoVerdict, Problem
from gomodlint.git import Blobs, GitFile, Repository
from gomodlint.source.disk import DiskTree
from gomodlint.source.git_tree import GitTree
from gomodlint.source.tree import Tree


@contextmanager
def open_git_sources(place: Place, request: Request) -> Iterator[Sources]:
    """Open the Trees for --base, --head, --staged and --tracked. Raises NoVerdict for refs that git does not know."""
    _refuse_contradictions(request)
    repository = Repository(place.top, request.environ)
    blobs = repository.blobs()
    try:
        yield _sources(place, request, repository, blobs)
    finally:
        blobs.close()


def _refuse_contradictions(request: Request) -> None:
    if request.staged and (request.base or request.head):
        raise NoVerdict(Problem("--staged compares the index with HEAD: leave out --base and --head"))
    if request.head and not request.base:
        raise NoVerdict(Problem("--head needs --base: what is it to be compared with?"))


def _sources(place: Place, request: Request, repository: Repository, blobs: Blobs) -> Sources:
    if request.staged:
        return _staged(place, repository, blobs)
    if request.head:
        commit = repository.commit(request.head)
        files = same_files = repository.commit_files(commit)
        head: Tree = GitTree(place.top, files, blobs)
    else:
        files = repository.index_files()
        same = repository.unchanged(files) if request.base else {}
        same_files = {path: files[path] for path in same}
        head = DiskTree(place.top, only=files, identities={path: f"git:{oid}" for path, oid in same.items()})
        commit = repository.commit("HEAD") if request.base else ""
    if not request.base:
        return Sources(head)
    base = repository.commit(request.base)
    if not request.exact_base:
        base = repository.merge_base(base, commit)
    before = repository.commit_files(base)
    changed, differing = _changed(before, files, same_files)
    renames = partial(repository.renames, base, commit if request.head else "")
    return Sources(head, GitTree(place.top, before, blobs), base, changed, differing, renames)


def _changed(
    before: Mapping[str, GitFile], now: Mapping[str, GitFile], unchanged: Mapping[str, GitFile]
) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Paths that differ, twice; the first is None if links do. `unchanged`: files of `now` known to be that blob."""
    paths = {path for path, _ in before.items() - unchanged.items()}
    paths |= {path for path, _ in now.items() - before.items()}
    for path in paths:
        for file in (before.get(path), now.get(path)):
            if file is not None and not file.mode.startswith("100"):
                return None, frozenset(paths)
    return frozenset(paths), frozenset(paths)


def _staged(place: Place, repository: Repository, blobs: Blobs) -> Sources:
    """The index against HEAD; alone when they are equal, or before the first commit."""
    index = repository.index_files()
    head = GitTree(place.top, index, blobs)
    if not repository.has_head():
        return Sources(head)
    commit = repository.commit("HEAD")
    files: dict[str, GitFile] = repository.commit_files(commit)
    if files == index:
        return Sources(head)
    changed, differing = _changed(files, index, index)
    base = GitTree(place.top, files, blobs)
    return Sources(head, base, commit, changed, differing, partial(repository.renames, commit))
