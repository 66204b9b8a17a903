"""A kept graph, in which the packages of some directories are read anew."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from gomodlint.conditions.universe import Universe
from gomodlint.graph.file_condition import FileConditions
from gomodlint.graph.keep import Doubt, mentioned, restore
from gomodlint.graph.order import are_named, in_order
from gomodlint.graph.package import GoFile, Graph, Package, kind_of, name_of
from gomodlint.graph.rebuild import GraphRebuilder
from gomodlint.source.directory import HeaderReader, SourceFile
from gomodlint.source.module import Module, Resolved
from gomodlint.source.tree import Tree

if TYPE_CHECKING:
    from gomodlint.graph.needs import Std
    from gomodlint.source.locked import Locked

Files = tuple[SourceFile, ...]
Changes = Mapping[str, tuple[Files, Files]]  # directory -> its files as they were, and as they are


class Mended(NamedTuple):
    """The graph brought up to date, and by how much the counts of a verdict are others: see Linked.

    What is new in the graph stands at its end (see order.py); `mentions` are as restored, brought up to date.
    """

    graph: Graph
    files: int
    not_built: Mapping[str, int]
    mentions: Mapping[int, Sequence[int]]


class KeptBuildList:
    """A build list as far as a kept graph knows it. Whoever asks for more is told that it cannot answer."""

    def __init__(self, main: Sequence[tuple[str, str]], vendored: Sequence[str], std: "Std") -> None:
        self.main = tuple(Module(path, "", directory, main=True) for path, directory in main)
        self.locked: Locked | None = None
        self._vendored = vendored
        self._std = std

    def resolve(self, path: str) -> Resolved:
        """A package of std that the graph lacks. Raises Doubt for every other: it may be anywhere."""
        if "." in path.partition("/")[0] or not self._std.has(path) or path in self._vendored:
            raise Doubt(f"{path} is not in the kept graph")
        if any(path == module.path or path.startswith(module.path + "/") for module in self.main):
            raise Doubt(f"{path} may be in a main module")
        return Resolved(path, "std")

    def listed(self, _directory: str) -> None:
        """Nothing was listed."""

    def __getattr__(self, name: str) -> NoReturn:
        """What a rule asks of modules is not kept."""
        raise Doubt(f"{name} is not kept")


def mend(
    lines: Sequence[str], changes: Changes, read: Callable[[str, bool], Files], tree: Tree, universe: Universe,
    std: "Std", build_lists: Sequence[KeptBuildList],
) -> Mended:  # fmt: skip
    """The graph that `lines` keep, brought up to date. `read` gives the files of a directory as they were.

    Its second argument says whether the package is a main module's. Raises Doubt when a change goes too far.
    """
    if any(not now for _, now in changes.values()):
        raise Doubt("a directory has no Go files any more")
    if any(file.header.error is not None for both in changes.values() for file in chain(*both)):
        raise Doubt("a file cannot be read as Go")
    conditions = FileConditions(universe)

    def files(package: Package) -> tuple[GoFile, ...]:
        is_own = package.origin == "own"
        if not is_own and (package.origin != "third-party" or not package.directory):
            return ()
        try:
            sources = read(package.directory, is_own)
        except (KeyError, ValueError, TypeError, IndexError, RecursionError) as error:
            raise Doubt(f"the files of {package.directory} are not kept") from error
        found = _files(sources, conditions, is_own=is_own)
        if conditions.wider:
            raise Doubt("there are too many tags for exact conditions")
        return found

    graph, mentions = restore(lines, universe, files)
    reader = HeaderReader(tree)
    reader.keep({directory: now for directory, (_, now) in changes.items()})
    lists: Any = build_lists
    builder = GraphRebuilder(tree, universe, std, reader, lists)
    was = builder.reread(graph, changes.keys())
    graph = builder.graph
    graph.build_lists = lists
    no_more: set[int] = set()  # packages that some package named, and does not any more
    for old in was:
        package = graph.packages[old.index]
        if package.origin == "own":
            before = mentions[package.index]
            mentions[package.index] = mentioned(graph, package)
            no_more.update(set(before).difference(mentions[package.index]))
        else:
            no_more.update(old.imports.keys() - package.imports.keys())
    if builder.problems:
        raise Doubt("a file cannot be read as Go")
    if graph.wider:
        raise Doubt("there are too many tags for exact conditions")
    not_built = dict(builder.not_built)
    for file in (file for package in was if package.origin == "own" for file in package.files):
        if not file.condition:
            conditions.count_not_built(file.header, not_built, -1)
    if not are_named(no_more, graph.packages, mentions):
        graph = in_order(graph, mentions)
    files_more = builder.files - sum(len(package.files) for package in was)
    return Mended(graph, files_more, not_built, mentions)


def tags_of(changes: Changes) -> tuple[frozenset[str], frozenset[str]]:
    """The tags that constraints mention in files that have changed: as they were, and as they are.

    Files with the same constraint on both sides are left out.
    """
    before: set[str] = set()
    now: set[str] = set()
    for old, new in changes.values():
        was = {file.name: file.header.constraint for file in old}
        is_ = {file.name: file.header.constraint for file in new}
        before |= _tags(file for file in old if is_.get(file.name) != file.header.constraint)
        now |= _tags(file for file in new if was.get(file.name) != file.header.constraint)
    return frozenset(before), frozenset(now)


def _tags(files: Iterable[SourceFile]) -> set[str]:
    return {tag for file in files for tag in FileConditions.tags_of(file.header)}


def _files(sources: Files, conditions: FileConditions, *, is_own: bool) -> tuple[GoFile, ...]:
    """Files of a package as GraphBuilder makes them."""
    if is_own:
        name = name_of(sources)
        return tuple([GoFile(s.name, kind_of(s, name), s.header, conditions.of(s)) for s in sources])
    found = []
    for source in sources:
        condition = 0 if source.test else conditions.of(source)
        if condition:
            found.append(GoFile(source.name, "production", source.header, condition))
    return tuple(found)
