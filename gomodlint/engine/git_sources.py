"""The Trees of a run that involves git."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from gomodlint.engine.place import Place
from gomodlint.engine.request import Request
from gomodlint.engine.shape import is_alike, matters, shape_of
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
    if not request.base:
        tracked = repository.index_files()
        return Sources(DiskTree(place.top, only=tracked), submodules=_submodules(tracked))
    commit = repository.commit(request.head or "HEAD")
    base = repository.commit(request.base)
    if not request.exact_base:
        base = repository.merge_base(base, commit)
    if request.head:
        files = repository.commit_files(commit)
        head: Tree = GitTree(place.top, files, blobs)
        return _against(head, files, (), base, commit, repository, blobs)
    files, same = repository.index_on_disk(matters=matters)
    known = {path: f"git:{files[path].oid}" for path in same if files[path].mode.startswith("100")}
    head = DiskTree(place.top, only=files, identities=known)
    unsure = {path for path, file in files.items() if matters(path) or file.mode == "120000"}.difference(same)
    return _against(head, files, unsure, base, "", repository, blobs)


def _staged(place: Place, repository: Repository, blobs: Blobs) -> Sources:
    """The index against HEAD; alone when they are equal, or before the first commit."""
    index = repository.index_files()
    head = GitTree(place.top, index, blobs)
    if not repository.has_head():
        return Sources(head, submodules=_submodules(index))
    commit = repository.commit("HEAD")
    against = _against(head, index, (), commit, "", repository, blobs)
    return (
        against if against.differing else Sources(head, submodules=against.submodules, shape=partial(shape_of, index))
    )


def _against(
    head: Tree, files: Mapping[str, GitFile], unsure: Collection[str], base: str, commit: str, repository: Repository,
    blobs: Blobs,
) -> Sources:  # fmt: skip
    """Head, whose `files` git knows (on disk the `unsure` ones may be otherwise), against a commit."""
    others = repository.differences(base, commit)
    before = dict(files)
    for path, file in others.items():
        if file is None:
            del before[path]
        else:
            before[path] = file
    differing = frozenset(others).union(unsure)
    plain = all(
        file is None or file.mode.startswith("100")
        for path in differing
        for file in (before.get(path), files.get(path))
    )
    tree = GitTree(head.top, before, blobs)
    renames = partial(repository.renames, base, commit)
    shape = partial(shape_of, files) if plain and is_alike(differing, before, files) else None
    return Sources(head, tree, base, differing if plain else None, differing, _submodules(files), shape, renames)


def _submodules(files: Mapping[str, GitFile]) -> tuple[str, ...]:
    return tuple(sorted(path for path, file in files.items() if file.mode == "160000"))
