"""The base's graph. Where main modules are the same, head's graph is taken and only what differs is read anew."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gomodlint.conditions.universe import Universe
from gomodlint.engine.linked import Linked
from gomodlint.engine.side import Side, build_lists_of, directories_of, link
from gomodlint.engine.trees import Sources
from gomodlint.errors import NoVerdict
from gomodlint.graph.own import OwnSources, read_own
from gomodlint.graph.rebuild import GraphRebuilder
from gomodlint.policy.model import Policy
from gomodlint.source.directory import HeaderReader
from gomodlint.source.discover import Listing, walk
from gomodlint.source.header_model import Header
from gomodlint.source.resolve import BuildList
from gomodlint.source.tree import Tree, TreeError

if TYPE_CHECKING:
    from gomodlint.graph.needs import Std


class Patch(NamedTuple):
    """What base has otherwise than head.

    `directories` are those whose Go files differ, `own` base's own packages in them, `gone` own packages that only head
    has. `listing` is base's, when it was needed; `resolve` says that import paths may lead elsewhere.
    """

    tree: Tree
    reader: HeaderReader
    build_lists: Sequence[BuildList]
    directories: frozenset[str]
    own: OwnSources
    gone: frozenset[tuple[int, str]]
    resolve: bool
    listing: Listing | None


def patch_of(
    sources: Sources, policy: Policy, environ: Mapping[str, str], head: Side, known: MutableMapping[str, Header]
) -> Patch | None:
    """How base differs from head; None when the two must be read apart.

    That is so when a go.mod or go.work came or went, when main modules differ, or a symlink, a submodule or the lock.
    """
    base, changed = sources.base, sources.changed
    if base is None or changed is None:
        return None
    directories: set[str] = set()
    resolve = False
    for path in changed:
        directory, _, name = path.rpartition("/")
        if name == "gomodlint.lock":
            return None
        if name in {"go.work", "modules.txt", policy.build.modfile} or name.endswith(".mod"):
            if not (_has(base, directory, name) and _has(sources.head, directory, name)):
                return None
            resolve = True
        elif name.endswith(".go"):
            directories.add(directory)
    both = (sources.head, base)
    resolve = resolve or any(not _holds_go(tree, directory) for tree in both for directory in directories)
    reader = HeaderReader(base, known)
    listing: Listing | None = None
    lists = head.build_lists
    if resolve:
        try:
            listing = walk(base, policy.directory)
            lists = build_lists_of(base, listing, policy, environ)
        except NoVerdict:
            return None  # said when base is read by itself
        if not _same_mains(lists, head.build_lists):
            return None
    where = directories if listing is None else None
    theirs = directories_of(lists, head.listing if listing is None else listing, where)
    if listing is None:
        entries = {directory: base.entries(directory) for _, _, dirs in theirs for _, directory, _ in dirs}
        theirs = [(n, module, [(p, d, entries[d]) for p, d, _ in dirs]) for n, module, dirs in theirs]
        gone: frozenset[tuple[int, str]] = frozenset()
    else:
        ours = {(n, path) for n, _, dirs in directories_of(head.build_lists, head.listing) for path, _, _ in dirs}
        there = {(n, path) for n, _, dirs in theirs for path, _, _ in dirs}
        gone = frozenset(ours - there)
        theirs = [
            (n, module, [(p, d, e) for p, d, e in dirs if d in directories or (n, p) not in ours])
            for n, module, dirs in theirs
        ]
    own = read_own(theirs, reader)
    return Patch(base, reader, lists, frozenset(directories), own, gone, resolve, listing)


def linked_base(linked: Linked, base: Side | None, patch: Patch | None, universe: Universe, std: Std) -> Linked:
    """The base's graph by whichever way applies."""
    if base is not None:
        return link(base, universe, std)
    if patch is None:
        raise AssertionError("without a side of its own the base is head with changes")
    for build_list in patch.build_lists:
        build_list.std = std.has
    builder = GraphRebuilder(patch.tree, universe, std, patch.reader, patch.build_lists)
    graph = builder.rebuild(linked.graph, patch.directories, patch.own.directories, patch.gone, resolve=patch.resolve)
    graph.build_lists = patch.build_lists
    return Linked(graph, builder.files, tuple(builder.problems), builder.not_built, builder.mentioned_tags)


def _same_mains(lists: Sequence[BuildList], others: Sequence[BuildList]) -> bool:
    def marks(build_list: BuildList) -> tuple[object, ...]:
        mains = tuple((module.path, module.directory) for module in build_list.main)
        ignores = tuple(tuple(line.text for line in mod.ignores) for mod in build_list.mods.values())
        return mains, ignores, build_list.vendored, build_list.vendor_directory

    return [marks(one) for one in lists] == [marks(one) for one in others]


def _has(tree: Tree, directory: str, name: str) -> bool:
    try:
        return any(entry.name == name and entry.kind == "file" for entry in tree.entries(directory))
    except TreeError:
        return False


def _holds_go(tree: Tree, directory: str) -> bool:
    try:
        entries = tree.entries(directory)
    except TreeError:
        return False
    return any(e.name.endswith(".go") and e.name[0] not in "_." and e.kind == "file" and not e.link for e in entries)
