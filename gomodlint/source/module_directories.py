"""Where modules lie, and whether a directory holds a package (Go: cmd/go/internal/modload/import.go, dirInModule)."""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Mapping

from gomodlint.source import modcache
from gomodlint.source.buildlist import Replacement
from gomodlint.source.gomod import Replace, is_directory
from gomodlint.source.module import Module
from gomodlint.source.tree import Entry, Tree, TreeError


class ModuleDirectories:
    """The directories of a build's modules, as its module cache, its `replace` lines and a Tree have them."""

    def __init__(
        self, tree: Tree, cache: str, replaces: Mapping[tuple[str, str], tuple[str, Replace]], indirect: set[str]
    ) -> None:
        self._tree = tree
        self._cache = cache
        self._replaces = replaces
        self._indirect = indirect  # modules that are required with `// indirect`
        self._modules: dict[tuple[str, str], Module] = {}
        self.hidden_files = False  # whether Go keeps no index at all (GODEBUG=goindex=0)
        self._has_go: dict[str, bool] = {}
        self._listed: dict[str, list[Entry]] = {}

    def in_modules(self, path: str, modules: Iterable[Module]) -> list[tuple[Module, str]]:
        """Those of some modules that hold Go files for an import path, each with the directory."""
        found = []
        for module in modules:
            if not is_prefix(module.path, path):
                continue
            rest = path[len(module.path) + 1 :]
            if module.directory == "" and not module.main and not module.version:
                root = ""
            elif module.directory == "" and not module.main:
                continue  # not on this machine
            else:
                root = module.directory
            directory = "/".join(part for part in (root, rest) if part)
            local = module.main or not module.version or is_directory(module.replaced_by)
            if self.holds_go(directory) and not (local and self._crosses_module(root, rest)):
                found.append((module, directory))
        return found

    def holds_go(self, directory: str) -> bool:
        """Whether a directory has Go files that Go sees, whatever their constraints.

        Where Go has no index of the directory, it takes files too that it never reads, for their names begin with `_`
        or a dot: there is a package then, without files.
        """
        known = self._has_go.get(directory)
        if known is None:
            try:
                entries = self._tree.entries(directory)
            except TreeError:
                entries = []
            hidden = self.hidden_files or any(e.link or e.kind == "other" for e in entries)
            known = any(
                e.kind == "file" and e.name.endswith(".go") and (hidden or e.name[0] not in "_.") for e in entries
            )
            self._has_go[directory] = known
            if known:
                self._listed[directory] = entries
        return known

    def listed(self, directory: str) -> list[Entry] | None:
        """What `holds_go` found in a directory, given once: who reads it next need not list it again."""
        return self._listed.pop(directory, None)

    def _crosses_module(self, root: str, rest: str) -> bool:
        """Whether a go.mod lies between a local module's root and the package."""
        while rest:
            directory = "/".join(part for part in (root, rest) if part)
            try:
                if any(entry.name == "go.mod" and entry.kind == "file" for entry in self._tree.entries(directory)):
                    return True
            except TreeError:
                return True
            rest = rest.rpartition("/")[0]
        return False

    def replacement(self, path: str, version: str) -> Replacement | None:
        """What stands in for a module by a `replace`, if anything does."""
        return self._replacement(path, version)

    def module(self, path: str, version: str) -> Module:
        """A required module as the build takes it: from the module cache, or what replaces it."""
        known = self._modules.get((path, version))
        if known is not None:
            return known
        replacement = self._replacement(path, version)
        indirect = path in self._indirect
        if replacement is None:
            directory = self._cached(path, version)
            module = Module(path, version, directory, main=False, indirect=indirect)
        elif replacement.version:
            directory = self._cached(replacement.path, replacement.version)
            by = f"{replacement.path} {replacement.version}"
            module = Module(path, version, directory, main=False, indirect=indirect, replaced_by=by)
        else:
            is_module = self.is_module(replacement.directory)
            directory = replacement.directory if is_module else ""
            by = replacement.path
            module = Module(
                path, version if not is_module else "", directory, main=False, indirect=indirect, replaced_by=by
            )
        self._modules[path, version] = module
        return module

    def is_module(self, directory: str) -> bool:
        """Whether a directory has a go.mod file."""
        try:
            return any(entry.name == "go.mod" and entry.kind == "file" for entry in self._tree.entries(directory))
        except TreeError:
            return False

    def _cached(self, path: str, version: str) -> str:
        if not self._cache:
            return ""
        directory = modcache.module_directory(self._cache, path, version)
        try:
            self._tree.entries(directory)
        except TreeError:
            return ""
        return directory

    def _replacement(self, path: str, version: str) -> Replacement | None:
        found = self._replaces.get((path, version)) or self._replaces.get((path, ""))
        if found is None:
            return None
        base, replace = found
        if replace.new_version:
            return Replacement(replace.new_path, replace.new_version, "")
        new = replace.new_path.replace("\\", "/")
        directory = new if new.startswith("/") or new[1:2] == ":" else posixpath.normpath(f"{base or '.'}/{new}")
        if directory == ".":
            directory = ""
        if directory.startswith(".."):
            directory = posixpath.normpath(f"{self._tree.top.replace(chr(92), '/')}/{directory}")
        return Replacement(replace.new_path, "", directory)


def owner_among(modules: Container[str], path: str) -> str:
    """The module of the longest path that could provide an import path; "" if there is none."""
    while path and path not in modules:
        path = path.rpartition("/")[0]
    return path


def is_prefix(module: str, path: str) -> bool:
    """Whether a module of this path could provide an import path."""
    return path == module or path.startswith(module + "/")
