"""The base's graph. Where base differs in Go files alone, head's graph is taken and only what changed is read anew."""

from __future__ import annotations

from collections.abc import MutableMapping

from gomodlint.conditions.universe import Universe
from gomodlint.engine.linked import Linked
from gomodlint.engine.side import Side, link
from gomodlint.engine.trees import Sources
from gomodlint.graph.build import GraphBuilder, Std
from gomodlint.source.directory import HeaderReader
from gomodlint.source.header_model import Header
from gomodlint.source.tree import Tree, TreeError

MODULE_FILES = frozenset({"go.mod", "go.work", "modules.txt", "gomodlint.lock"})


def changed_directories(sources: Sources, modfile: str) -> frozenset[str] | None:
    """Directories in which Go files differ between head and base, when nothing else that matters does; else None.

    None: the two are read apart. That is so when a go.mod, go.work or modules.txt differs, a symlink or submodule
    does, or a directory has visible Go files on one side only.
    """
    if sources.base is None or sources.changed is None:
        return None
    names = MODULE_FILES | {modfile}
    directories: set[str] = set()
    for path in sources.changed:
        directory, _, name = path.rpartition("/")
        if name in names or name.endswith(".mod"):
            return None
        if name.endswith(".go"):
            directories.add(directory)
    trees = (sources.head, sources.base)
    if all(_holds_go(tree, directory) for tree in trees for directory in directories):
        return frozenset(directories)
    return None


def patched(
    head: Side,
    linked: Linked,
    base: Tree,
    directories: frozenset[str],
    known: MutableMapping[str, Header],
    universe: Universe,
    std: Std,
) -> Linked:
    """The base's graph, from head's and the directories that differ."""
    builder = GraphBuilder(base, universe, std, HeaderReader(base, known), head.build_lists)
    graph = builder.rebuild(linked.graph, directories)
    graph.build_lists = head.build_lists
    return Linked(graph, builder.files, tuple(builder.problems), builder.not_built, builder.mentioned_tags)


def linked_base(
    head: Side, linked: Linked, base: Side | None, sources: Sources, directories: frozenset[str] | None,
    known: MutableMapping[str, Header], universe: Universe, std: Std,
) -> Linked:  # fmt: skip
    """The base's graph by whichever way applies."""
    if base is not None:
        return link(base, universe, std)
    if sources.base is None or directories is None:
        raise AssertionError("without a side of its own the base is head with changes")
    return patched(head, linked, sources.base, directories, known, universe, std)


def _holds_go(tree: Tree, directory: str) -> bool:
    try:
        entries = tree.entries(directory)
    except TreeError:
        return False
    return any(e.name.endswith(".go") and e.name[0] not in "_." and e.kind == "file" and not e.link for e in entries)
