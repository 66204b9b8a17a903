"""What a lock may stand in for: modules that are not on this machine, and are still those that were locked."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from gomodlint.source import lock_file
from gomodlint.source.gomod import GoMod
from gomodlint.source.gowork import GoWork
from gomodlint.source.lock_file import Lock, LockedModule, LockedPackage
from gomodlint.source.module import Module
from gomodlint.source.tree import Tree


class Locked:
    """A lock beside the go.mod files (or the go.work) that it was written for. `module` says how a version is built."""

    def __init__(
        self,
        tree: Tree,
        lock: Lock,
        mods: Mapping[str, GoMod],
        work: GoWork | None,
        *,
        roots: Mapping[str, str],
        module: Callable[[str, str], Module],
    ) -> None:
        self.lock = lock
        self._tree = tree
        self._mods = mods
        self._work = work
        self._roots = roots
        self._module = module

    def find(self, path: str) -> Module | None:
        """The module of a locked package, if the lock can speak for it; None if its source is here, or is another."""
        owner = self.lock.owner(path)
        if owner is None:
            return None
        module = self._module(owner.path, owner.version)
        if module.directory or not self._is_current(owner, module):
            return None
        return module

    def package(self, path: str) -> LockedPackage:
        """What a package that was found says."""
        return self.lock.package(path)

    def why_not(self, path: str) -> str:
        """In words, why a package that is missing is not taken from the lock."""
        owner = self.lock.owner(path)
        if owner is None:
            return f"{lock_file.NAME} does not have the package"
        if self._roots.get(owner.path, owner.version) != owner.version:
            return f"{lock_file.NAME} has {owner.version}"
        built = self._sums.get(source_of(self._module(owner.path, owner.version)))
        if built is None:
            return f"go.sum has no hash to compare {lock_file.NAME} with"
        if built != owner.sum:
            return f"go.sum has another hash of it than {lock_file.NAME}"
        return f"go.mod has changed since {lock_file.NAME} was written"

    def _is_current(self, owner: LockedModule, module: Module) -> bool:
        if self._sums.get(source_of(module)) != owner.sum:
            return False
        return self._same_requirements or self._roots.get(owner.path) == owner.version

    @cached_property
    def _same_requirements(self) -> bool:
        return requirements(self._mods, self._work) == self.lock.requires

    @cached_property
    def _sums(self) -> Mapping[tuple[str, str], str]:
        return sums_of(self._tree, self._mods, self._work)


def requirements(mods: Mapping[str, GoMod], work: GoWork | None) -> dict[str, str]:
    """Main module to the digest of what chooses its dependencies."""
    replaces = work.replaces if work is not None else ()
    return {path: lock_file.digest(mod, replaces) for path, mod in mods.items()}


def sums_of(tree: Tree, mods: Mapping[str, GoMod], work: GoWork | None) -> Mapping[tuple[str, str], str]:
    """The hashes that go.sum (of each main module, and of the workspace) has."""
    return lock_file.sums(tree, _sum_files(mods, work))


def source_of(module: Module) -> tuple[str, str]:
    """Path and version under which go.sum knows a module's source: those of what replaces it, if anything does."""
    if module.replaced_by:
        path, _, version = module.replaced_by.partition(" ")
        return path, version
    return module.path, module.version


def directory_of(mods: Mapping[str, GoMod], work: GoWork | None) -> str:
    """Where the lock of a build list lies: beside its go.work, else beside its go.mod."""
    if work is not None:
        return posixpath.dirname(work.file)
    return posixpath.dirname(next(iter(mods.values())).file)


def _sum_files(mods: Mapping[str, GoMod], work: GoWork | None) -> Iterator[str]:
    for mod in mods.values():
        yield f"{mod.file.removesuffix('.mod')}.sum"
    if work is not None:
        yield f"{work.file}.sum"
