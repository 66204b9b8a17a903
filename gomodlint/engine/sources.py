"""Opens the Trees that a run compares: the disk, git's index or a commit, and what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gomodlint.engine.place import Place
from gomodlint.engine.request import Request
from gomodlint.engine.trees import Sources
from gomodlint.errors import NoVerdict, Problem
from gomodlint.source.disk import DiskTree
from gomodlint.source.tree import Tree


@contextmanager
def open_sources(place: Place, request: Request) -> Iterator[Sources]:
    """Open the Trees that a request asks for (an overlay lies over the disk only); git processes end with the block."""
    if not (request.base or request.staged or request.head or request.tracked):
        tree: Tree = DiskTree(place.top)
        if request.overlay:
            from gomodlint.source.overlay import OverlayTree

            tree = OverlayTree(tree, request.overlay)
        yield Sources(tree, DiskTree(place.top) if request.overlay_alone else None)
        return
    if not place.git:
        raise NoVerdict(
            Problem(
                "this is not a git repository",
                place.top,
                hint="go into one, or leave out --base, --head, --staged and --tracked",
            )
        )
    from gomodlint.engine.git_sources import open_git_sources

    with open_git_sources(place, request) as sources:
        yield sources
