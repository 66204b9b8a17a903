"""One side of a run: a Tree read under a policy, first without, then with the algebra of conditions."""

from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gomodlint.conditions.universe import Universe
from gomodlint.engine.linked import Linked
from gomodlint.errors import NoVerdict, Problem
from gomodlint.graph.build import GraphBuilder
from gomodlint.graph.own import OwnSources, read_own
from gomodlint.policy.model import Policy
from gomodlint.source.ahead import read_ahead
from gomodlint.source.directory import HeaderReader
from gomodlint.source.discover import Listing, main_modules, package_directories, walk
from gomodlint.source.gomod import GoMod
from gomodlint.source.header_model import Header
from gomodlint.source.kept_headers import KeptHeaders, KeptReader
from gomodlint.source.lock_file import read as read_lock
from gomodlint.source.locked import Locked, directory_of
from gomodlint.source.module import Module
from gomodlint.source.parallel import Job
from gomodlint.source.resolve import BuildList
from gomodlint.source.tree import Entry, Tree

if TYPE_CHECKING:
    from gomodlint.graph.needs import Std


class Side(NamedTuple):
    """A Tree, its build lists, and the headers of its own files."""

    tree: Tree
    build_lists: Sequence[BuildList]
    reader: HeaderReader
    own: OwnSources
    listing: Listing

    def mods(self) -> list[GoMod]:
        """The go.mod files of the main modules."""
        return [mod for build_list in self.build_lists for mod in build_list.mods.values()]


def read_side(
    tree: Tree, policy: Policy, environ: Mapping[str, str], known: MutableMapping[str, Header], *, workers: int = 0,
    kept: KeptHeaders | None = None, is_base: bool = False,
) -> Side:  # fmt: skip
    """Find the main modules below the policy's directory and read their files. Raises NoVerdict when there are none.

    `known` are headers by content identity, shared by the sides of a run. `workers` 0: as many as pay. `kept` are the
    headers of an earlier run. `is_base` is for messages.
    """
    listing = walk(tree, policy.directory)
    build_lists = build_lists_of(tree, listing, policy, environ)
    if not build_lists:
        where = policy.directory or "."
        hint = "run gomodlint inside a Go module"
        if is_base:
            raise NoVerdict(
                Problem(f"base has no go.mod in {where} or below: nothing to compare with", hint="name a newer base")
            )
        if policy.directory:
            hint += f", or move {policy.file} to the top of the repository: it is about {where} alone"
        raise NoVerdict(Problem(f"no go.mod in {where} or below: nothing to check", hint=hint))
    reader = HeaderReader(tree, known) if kept is None else KeptReader(tree, known, kept)
    found = directories_of(build_lists, listing)
    jobs = [Job(directory, entries, tests=True) for _, _, dirs in found for _, directory, entries in dirs]
    vendored = [directory for build_list in build_lists for directory in build_list.vendored_directories()]
    jobs += [Job(directory, None, tests=False) for directory in vendored]
    read_ahead(tree, reader, jobs, workers)
    return Side(tree, build_lists, reader, read_own(found, reader), listing)


def build_lists_of(tree: Tree, listing: Listing, policy: Policy, environ: Mapping[str, str]) -> list[BuildList]:
    """The build lists of a Tree, with their locks. Raises NoVerdict for module files that Go would refuse."""
    build = policy.build
    build_lists = main_modules(
        tree,
        listing,
        below=policy.directory,
        modules=build.modules,
        place=build.places.get("modules", (policy.file, 0, 0)),
        modfile=build.modfile,
        environ=environ,
    )
    for build_list in build_lists:
        lock = read_lock(tree, directory_of(build_list.mods, build_list.work))
        if lock is not None:
            build_list.locked = Locked(
                tree, lock, build_list.mods, build_list.work, roots=build_list.roots, module=build_list.module
            )
    return build_lists


def directories_of(
    build_lists: Sequence[BuildList], listing: Listing, only: Collection[str] | None = None
) -> list[tuple[int, Module, list[tuple[str, str, list[Entry]]]]]:
    """For each main module its build list, and its packages (`only` in some directories): path, directory, entries."""

    def packages(build_list: BuildList, module: Module) -> Iterable[tuple[str, str, list[Entry]]]:
        ignored = [line.text for line in build_list.mods[module.path].ignores]
        for directory, entries in package_directories(listing, module, ignored):
            if only is not None and directory not in only:
                continue
            yield build_list.import_path(module, directory), directory, entries

    return [
        (number, module, list(packages(build_list, module)))
        for number, build_list in enumerate(build_lists)
        for module in build_list.checked
    ]


def link(side: Side, universe: Universe, std: "Std") -> Linked:
    """The side's package graph in a universe."""
    for build_list in side.build_lists:
        build_list.std = std.has
    builder = GraphBuilder(side.tree, universe, std, side.reader, side.build_lists)
    graph = builder.build(side.own)
    graph.build_lists = side.build_lists
    problems = tuple(builder.problems)
    untidy: tuple[Problem, ...] = ()
    lists = side.build_lists
    if any(one.work or one.vendored or mod.requires or mod.replaces for one in lists for mod in one.mods.values()):
        from gomodlint.engine.module_files import refused

        untidy = refused(lists, graph)
    return Linked(graph, builder.files, problems, builder.not_built, builder.mentioned_tags, untidy)
