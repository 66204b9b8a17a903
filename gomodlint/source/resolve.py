"""From an import path to a directory, without Go (Go: cmd/go/internal/modload/import.go)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from gomodlint.source import modcache
from gomodlint.source.buildlist import Main, Replacement, Requirements, is_pruned
from gomodlint.source.gomod import Replace, is_directory
from gomodlint.source.gowork import GoWork
from gomodlint.source.import_path import is_importable
from gomodlint.source.locked import Locked
from gomodlint.source.module import Module, Resolved
from gomodlint.source.modules_txt import ModulesTxt
from gomodlint.source.tree import OUTSIDE, Entry, Tree, TreeError


def has_no_dot(path: str) -> bool:
    """Whether a path looks like std: no dot in its first element."""
    return "." not in path.partition("/")[0]


class BuildList:
    """The modules of one build: a main module, or the modules of a workspace, with all they require.

    `std` says whether std has a package. `problems` are in words, for the verdict.
    """

    def __init__(
        self,
        tree: Tree,
        mains: Sequence[Main],
        *,
        cache: str,
        replaces: Mapping[tuple[str, str], tuple[str, Replace]],
        vendor: ModulesTxt | None = None,
        vendor_directory: str = "",
        work: GoWork | None = None,
    ) -> None:
        self._tree = tree
        self._cache = cache
        self._replaces = replaces
        self.vendor = vendor
        self.vendor_directory = vendor_directory
        self.std: Callable[[str], bool] = has_no_dot
        self.main = tuple(
            sorted(
                (Module(m.mod.module, "", m.directory, main=True, go_version=m.mod.go) for m in mains),
                key=lambda module: module.path,
            )
        )
        self.work = work
        self.mods = {m.mod.module: m.mod for m in mains}
        self.mains = {module.path: module for module in self.main}
        self.checked = self.main  # those whose packages are looked at
        self._goroot = next((module for module in self.main if module.path == "std"), None)
        self._requirements = Requirements(tree, mains, cache, self._replacement)
        self._indirect = {r.path for m in mains for r in m.mod.requires if r.indirect}
        self.roots = self._requirements.roots()
        # Where the main module prunes, its own lines answer first (Go: modload/import.go, importFromModules).
        self._own_lines_first = work is None and all(is_pruned(m.mod) for m in mains)
        self._selected: dict[str, str] | None = None
        self._resolved: dict[str, Resolved] = {}
        self._modules: dict[tuple[str, str], Module] = {}
        self._has_go: dict[str, bool] = {}
        self._listed: dict[str, list[Entry]] = {}
        self.locked: Locked | None = None  # what may stand in for modules that are not on this machine

    def look_at(self, directories: Collection[str]) -> None:
        """Look at the packages of some main modules only (those in these directories)."""
        self.checked = tuple(module for module in self.main if module.directory in directories)

    def inconsistencies(self) -> list[tuple[str, str]]:
        """What vendor/modules.txt says otherwise than go.mod: (module, words), files in them between two NULs."""
        from gomodlint.source.vendoring import inconsistencies

        if self.vendor is None:
            return []
        mains = [Main(module.directory, self.mods[module.path]) for module in self.main]
        if self.work is not None:
            order = [posixpath.normpath(use.text) for use in self.work.uses]
            base = posixpath.dirname(self.work.file)
            mains.sort(key=lambda main: order.index(posixpath.relpath(main.directory or ".", base or ".")))
        return inconsistencies(self.vendor, mains, self._replaces, self.work)

    @property
    def vendored(self) -> bool:
        """Whether imports are taken from a vendor directory."""
        return self.vendor is not None

    def vendored_directories(self) -> list[str]:
        """Every directory that modules.txt names a package for."""
        if self.vendor is None:
            return []
        return [f"{self.vendor_directory}/{path}" for path in self.vendor.packages]

    def selected(self) -> Mapping[str, str]:
        """Module path to selected version, over the whole requirement graph as far as it is on this machine."""
        if self._selected is None:
            self._selected = self._requirements.selected(workspace=self.work is not None)
        return self._selected

    @property
    def whole_graph_read(self) -> bool:
        """Whether anything asked for more than the main modules' own requirements so far."""
        return self._selected is not None

    def nearest(self, wanted: Callable[[str, str], bool]) -> list[tuple[str, str]]:
        """The shortest chain of requirements to a module (path, version) of the whole graph that is wanted."""
        self.selected()
        return self._requirements.nearest(wanted)

    def is_followed(self, path: str, version: str) -> bool:
        """Whether the requirements of a module version count in the whole graph."""
        self.selected()
        return self._requirements.is_followed(path, version)

    def required_by(self, path: str, version: str) -> list[tuple[str, str]]:
        """(module path, version) of what a module version requires; nothing if its go.mod is not on this machine."""
        return self._requirements.of(path, version)

    def resolve(self, import_path: str) -> Resolved:
        """Where an import path leads."""
        found = self._resolved.get(import_path)
        if found is None:
            found = self._resolved[import_path] = self._resolve(import_path)
        return found

    def _resolve(self, path: str) -> Resolved:
        if path.startswith(("./", "../")) or path in {".", ".."}:
            return Resolved(
                path,
                "invalid",
                problem=f"{path!r} is relative, but relative import paths are not supported in module mode",
            )
        if not is_importable(path):
            return Resolved(path, "invalid", problem=f"malformed import path {path!r}")
        if self._goroot is not None:
            found = self._in_goroot(path, self._goroot)
            if found is not None:
                return found
        providers = [Resolved(path, "std")] if has_no_dot(path) and self.std(path) else []
        providers += [Resolved(path, "main", d, m) for m, d in self.in_modules(path, self.mains.values())]
        if self.vendor is not None:
            providers += self._in_vendor(path, self.vendor)
        elif not providers or not has_no_dot(path):
            providers += self._in_build_list(path)
        if len(providers) == 1:
            return providers[0]
        if providers:
            names = " and ".join(p.module.path if p.module else "std" for p in providers)
            return Resolved(path, "invalid", problem=f"ambiguous import: found package {path} in {names}")
        module = self.locked.find(path) if self.locked is not None and self.vendor is None else None
        return Resolved(path, "locked", module=module) if module is not None else self._missing(path)

    def _in_goroot(self, path: str, goroot: Module) -> Resolved | None:
        """In the standard library's own module paths have no prefix, and what is vendored has `vendor/` in its path.

        Source: Go's cmd/go/internal/modload/import.go (importFromFiles, inGorootSrc) and load.go (resolveImport).
        """
        directory = "/".join(part for part in (goroot.directory, path) if part)
        if has_no_dot(path) and self.holds_go(directory):
            return Resolved(path, "main", directory, goroot)
        if self.vendor is None or path not in self.vendor.packages:
            return None
        (found,) = self._in_vendor(path, self.vendor)
        return found._replace(path=f"vendor/{path}")

    def _missing(self, path: str) -> Resolved:
        if has_no_dot(path) and not any(is_prefix(m, path) for m in self.mains):
            return Resolved(path, "missing", problem=f"package {path} is not in std")
        main = max((m for m in self.mains if is_prefix(m, path)), key=len, default="")
        if main:
            if self._leads_out(self.mains[main], path):
                return Resolved(path, "missing", problem=f"package {path}: {OUTSIDE}")
            return Resolved(path, "missing", module=self.mains[main], problem=f"no Go files for package {path}")
        owner = max((m for m in self._known_modules() if is_prefix(m, path)), key=len, default="")
        if not owner:
            return Resolved(path, "missing", problem=f"no required module provides package {path}")
        module = self.module(owner, self._known_modules()[owner])
        where = "is not vendored" if self.vendor is not None else "is not in the module cache"
        if self.locked is not None and self.vendor is None:
            where += f", and {self.locked.why_not(path)}"
        return Resolved(
            path, "missing", module=module, problem=f"module {owner} {module.version} {where}".replace("  ", " ")
        )

    def _leads_out(self, main: Module, path: str) -> bool:
        """Whether the directory of a package of a main module is elsewhere: nobody can tell what it holds."""
        rest = path[len(main.path) + 1 :]
        try:
            self._tree.entries("/".join(part for part in (main.directory, rest) if part))
        except TreeError as error:
            return error.reason == OUTSIDE
        return False

    def modules(self) -> Mapping[str, str]:
        """Module path to the version that is built: what modules.txt says of vendored ones, else what is selected."""
        return self._known_modules()

    def requirements(self) -> Mapping[str, set[str]]:
        """Module path to the paths of the modules that its go.mod requires, as far as it is on this machine."""
        return self._requirements.graph(self.modules())

    def replacement(self, path: str, version: str) -> Replacement | None:
        """What stands in for a module by a `replace`, if anything does."""
        return self._replacement(path, version)

    def _known_modules(self) -> Mapping[str, str]:
        if self.vendor is not None:
            return {path: vendored.version for path, vendored in self.vendor.modules.items()}
        return self.selected()

    def _in_vendor(self, path: str, vendor: ModulesTxt) -> list[Resolved]:
        owner = vendor.packages.get(path)
        directory = f"{self.vendor_directory}/{path}"
        if owner is None:
            return []  # a directory that modules.txt names but that is not there is met when it is read
        vendored = vendor.modules[owner]
        module = Module(
            owner,
            vendored.version,
            f"{self.vendor_directory}/{owner}",
            main=False,
            go_version=vendored.go,
            indirect=owner in self._indirect,
            replaced_by=vendored.replaced_by,
        )
        return [Resolved(path, "module", directory, module)]

    def _in_build_list(self, path: str) -> list[Resolved]:
        """Look in the modules that the main module names itself; only if that fails in all that they require."""
        found = self._provided(path, self.roots) if self._own_lines_first else []
        return found or self._provided(path, self.selected())

    def _provided(self, path: str, versions: Mapping[str, str]) -> list[Resolved]:
        prefix = path
        modules = []
        while prefix:
            if prefix in versions and prefix not in self.mains:
                modules.append(self.module(prefix, versions[prefix]))
            prefix = prefix.rpartition("/")[0]
        return [Resolved(path, "module", directory, module) for module, directory in self.in_modules(path, modules)]

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
        """Whether a directory has Go files that Go sees, whatever their constraints."""
        known = self._has_go.get(directory)
        if known is None:
            try:
                entries = self._tree.entries(directory)
            except TreeError:
                entries = []
            known = any(e.kind == "file" and e.name.endswith(".go") and e.name[0] not in "_." for e in entries)
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


def is_prefix(module: str, path: str) -> bool:
    """Whether a module of this path could provide an import path."""
    return path == module or path.startswith(module + "/")
