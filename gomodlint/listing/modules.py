"""Where import paths lead, in `go list`'s own words (Go: cmd/go/internal/modload/import.go and load.go)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from gomodlint.listing.details import Details
from gomodlint.listing.environment import Environment
from gomodlint.listing.flags import Flags
from gomodlint.listing.folder_reader import Index
from gomodlint.listing.importers import Importer, Located
from gomodlint.listing.main_modules import MainModules
from gomodlint.listing.missing import absent, ambiguous, invalid, missing, no_sum
from gomodlint.listing.module_graph import graph_problem, module_problem, refuse_newer
from gomodlint.listing.sums import refuse_other_module
from gomodlint.source.buildlist import is_pruned
from gomodlint.source.gomod import is_directory
from gomodlint.source.module import Module
from gomodlint.source.resolve import BuildList, has_no_dot
from gomodlint.source.semver import go_key
from gomodlint.source.tree import Tree, TreeError


class Found(NamedTuple):
    """Where an import path leads: a directory, its module (None: std), or a problem in Go's words."""

    path: str
    directory: str = ""
    module: Module | None = None
    problem: str = ""
    standard: bool = False
    own_problem: bool = False  # the message names the path: it is left out of the import stack
    later: Callable[[Importer | None], str] | None = None  # a problem whose words depend on who imports the package


class Modules(MainModules):
    """Where import paths lead, from the main modules of a run."""

    def __init__(self, environment: Environment, flags: Flags, tree: Tree) -> None:
        super().__init__(environment, flags, tree)
        self._found: dict[str, Found] = {}
        self._unusable: dict[tuple[str, str], str] = {}
        self._indexes: dict[str, Index] = {}  # by the root of a module in the module cache
        self._verified: set[tuple[str, str]] = set()  # what was compared with go.sum
        self._info: dict[str, dict[str, object] | None] = {}
        self._details = Details(self)

    def std_vendor(self, importer: str, path: str) -> str:
        """What an import inside std means: dotted paths are vendored, also where std itself is the main module.

        Go: modload/load.go, stdVendor, without VendorModulesInGOROOTSrc: `go mod tidy` sets that, `go list` does not.
        """
        if has_no_dot(path):
            return path
        prefix = "cmd/vendor" if importer == "cmd" or importer.startswith("cmd/") else "vendor"
        goroot = self.environment.goroot
        vendored = f"{prefix}/{path}"
        if goroot:
            return vendored if os.path.exists(f"{goroot}/src/{vendored}") else path
        return vendored if self.environment.std.has(vendored) else path

    def find(self, path: str) -> Found:
        """Where an import path leads."""
        found = self._found.get(path)
        if found is None:
            found = self._found[path] = self._find(path)
        return found

    def located(self, path: str) -> Located | None:
        """Where a package is; None if it is nowhere, or cannot be looked at."""
        found = self.find(path)
        return Located(found.directory, found.module) if found.directory and not found.problem else None

    def index(self, found: Found) -> Index:
        """What Go keeps of a package's files (Go: modload/build.go, PackageModRoot; modindex/read.go, GetPackage).

        Nothing with -mod=vendor; for a module in the module cache all of it, unless a symlink there leads to a
        directory.
        """
        goroot = self.environment.goroot
        if goroot and found.directory.startswith(f"{goroot}/src/"):
            return "directory"
        if self.vendored or found.module is None:
            return "none"
        root = found.module.directory
        if not root.startswith(f"{self.environment.cache}/"):
            return "directory"
        known = self._indexes.get(root)
        if known is None:
            known = self._indexes[root] = "none" if self._leads_elsewhere(root) else "module"
        return known

    def _leads_elsewhere(self, directory: str) -> bool:
        """Whether a symlink to a directory lies in a module's tree."""
        try:
            entries = self.tree.entries(directory)
        except TreeError:
            return True
        if any(entry.kind == "link-dir" for entry in entries):
            return True
        return any(self._leads_elsewhere(f"{directory}/{entry.name}") for entry in entries if entry.kind == "dir")

    def _find(self, path: str) -> Found:
        problem = invalid(path)
        if problem:
            return Found(path, problem=problem, own_problem=True)
        if path == "C" or path.startswith(("appengine/", "appengine_internal/")) or path == "appengine":
            return Found(path, problem="cannot find package")
        standard = self.is_std(path) if has_no_dot(path) else False
        if self.build_list is None:
            if standard:
                return Found(path, self.std_directory(path), standard=True)
            return self._missing(path)
        mains = {module.path: module for module in self.build_list.main}
        goroot = self.environment.goroot
        for module in mains.values():
            if module.path in {"std", "cmd"} and goroot and module.directory.startswith(f"{goroot}/src"):
                directory = f"{goroot}/src/{path}"
                if standard and (module.path == "std") == (not path.startswith("cmd/")):
                    return Found(path, directory, module)
        candidates: list[tuple[Module | None, str]] = [(None, self.std_directory(path))] if standard else []
        if self.vendored:
            return self._find_vendored(path, candidates, mains)
        return self._find_required(path, candidates, mains)

    def _find_vendored(self, path: str, found: list[tuple[Module | None, str]], mains: Mapping[str, Module]) -> Found:
        build_list = self.build_list
        if build_list is None or build_list.vendor is None:
            raise AssertionError("only asked in vendor mode")
        found += build_list.in_modules(path, mains.values())
        directory = f"{build_list.vendor_directory}/{path}"
        if self.holds_go(directory):
            owner = build_list.vendor.packages.get(path, "")
            if owner:
                found.append((self._vendored_module(owner), directory))
            elif self._go_line() < (1, 23):
                found.append((Module("", "", "", main=False), directory))
            else:
                verb = "mod" if self.work is None else "work"
                self.notes.append(
                    f"go: ignoring package {path} which exists in the vendor directory but is missing from "
                    f"vendor/modules.txt. To sync the vendor directory run go {verb} vendor."
                )
        if len(found) > 1:
            return Found(path, problem=ambiguous(path, [("", where) for _, where in found]), own_problem=True)
        if found:
            module, directory = found[0]
            return Found(path, directory, module, standard=module is None)
        return self._missing(path)

    def _vendored_module(self, owner: str) -> Module:
        build_list = self.build_list
        if build_list is None or build_list.vendor is None:
            raise AssertionError("only asked in vendor mode")
        vendored = build_list.vendor.modules[owner]
        return Module(owner, vendored.version, "", False, vendored.go, False, vendored.replaced_by)

    def _go_line(self) -> tuple[int, ...]:
        lines = [mod.go for mod in self.mods.values()] if self.work is None else [self.work.go]
        return max(go_key(line or "1.16")[:2] for line in lines)

    def _find_required(
        self,
        path: str,
        standard: list[tuple[Module | None, str]],
        mains: Mapping[str, Module],
    ) -> Found:
        build_list = self.build_list
        if build_list is None:
            raise AssertionError("only asked inside a module")
        for number, known in enumerate(self._lists(build_list)):
            versions = build_list.selected() if number else known
            if number and (words := graph_problem(self)):
                return Found(path, problem=words)
            found = list(standard)
            unsummed: list[Module] = []
            prefix = path
            while prefix:
                if prefix in mains:
                    found += build_list.in_modules(path, [mains[prefix]])
                elif prefix in versions:
                    module = build_list.module(prefix, versions[prefix])
                    if self._lacks_sum(module):
                        unsummed.append(module)
                    elif not module.directory and not is_directory(module.replaced_by):
                        return Found(path, module=module, problem=absent(module))
                    elif bare := self._without_go_mod(module, versions[prefix]):
                        found += build_list.in_modules(path, [bare])
                    elif not module.directory:
                        name = f"{prefix}@{versions[prefix]}"
                        words = f"{name}: replacement directory {module.replaced_by} does not exist"
                        return Found(path, problem=words)
                    else:
                        found += build_list.in_modules(path, [module])
                prefix = prefix.rpartition("/")[0]
            if len(found) > 1:
                names = [(_named(m, versions), where) for m, where in reversed(found)]
                return Found(path, problem=ambiguous(path, names, modules=True), own_problem=True)
            if unsummed:
                return Found(path, later=partial(no_sum, path, unsummed, provided=bool(found)), own_problem=True)
            if found:
                module_of, directory = found[0]
                words = self._unread(module_of, versions)
                if words:
                    return Found(path, problem=words)
                return Found(path, directory, module_of, standard=module_of is None)
        return self._missing(path)

    def _without_go_mod(self, module: Module, version: str) -> Module | None:
        """A module that a directory without a go.mod stands in for: Go looks into it before it misses the file."""
        replacement = self.build_list.replacement(module.path, version) if self.build_list else None
        if module.directory or replacement is None or not os.path.isdir(replacement.directory):
            return None
        return module._replace(directory=replacement.directory, version="")

    def _lists(self, build_list: BuildList) -> list[Mapping[str, str]]:
        """Which versions of modules are looked in: those that go.mod names, or in a workspace none, then all.

        "All" is empty here: the whole graph is read only when what comes first does not tell. Before Go 1.17 it comes
        first.
        """
        if self.work is not None:
            return [{}, {}]
        pruned = all(is_pruned(mod) for mod in self.mods.values())
        return [build_list.roots, {}] if pruned else [build_list.selected()]

    def _unread(self, module: Module | None, versions: Mapping[str, str]) -> str:
        """Why the go.mod of the module that has a package cannot be used, in Go's words; "" if it can."""
        if module is None or module.main or self.build_list is None:
            return ""
        key = module.path, versions[module.path]
        words = self._unusable.get(key)
        if words is None:
            refuse_newer(self, *key)
            words = self._unusable[key] = module_problem(self, *key)
        name = f"module {module.replaced_by}" if is_directory(module.replaced_by) else f"{key[0]}@{key[1]}"
        return f"{name}: {words}" if words else ""

    def _missing(self, path: str) -> Found:
        return Found(path, later=partial(missing, self, path), own_problem=True)

    def _lacks_sum(self, module: Module) -> bool:
        """Whether go.sum has no hash of a module that would have to be there."""
        if not self.must_have_sums or is_directory(module.replaced_by):
            return False
        path, _, version = module.replaced_by.partition(" ")
        name = path or module.path, version or module.version
        if name not in self.sums():
            return True
        if name not in self._verified:
            self._verified.add(name)
            refuse_other_module(self.tree, self.sums(), self.environment.cache, *name)
        return False

    def info(self, path: str) -> dict[str, object] | None:
        """`Module` of a package, as `go list -json` prints it; None for std."""
        if has_no_dot(path) and self.is_std(path):
            return None
        module = self.find(path).module
        if module is None or not module.path:
            return None
        known = self._info.get(module.path)
        if known is None:
            known = self._info[module.path] = self._details.describe(module)
        return known


def _named(module: Module | None, versions: Mapping[str, str]) -> str:
    if module is None:
        return ""
    return module.path if module.main else f"{module.path} {versions[module.path]}"
