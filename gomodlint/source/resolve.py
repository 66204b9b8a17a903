"""From an import path to a directory, without Go (Go: cmd/go/internal/modload/import.go)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Mapping, Sequence

from gomodlint.source.buildlist import Main, Requirements, is_pruned
from gomodlint.source.gomod import Replace
from gomodlint.source.goroot import vendored_below
from gomodlint.source.gowork import GoWork
from gomodlint.source.import_path import is_importable
from gomodlint.source.locked import Locked
from gomodlint.source.module import LONGEST_PATH, Module, Resolved
from gomodlint.source.module_directories import ModuleDirectories, owner_among
from gomodlint.source.modules_txt import ModulesTxt
from gomodlint.source.tree import OUTSIDE, Tree, TreeError

NOT_CONTAINED = "is here, and does not contain the package"


def has_no_dot(path: str) -> bool:
    """Whether a path looks like std: no dot in its first element."""
    return "." not in path.partition("/")[0]


class BuildList(ModuleDirectories):
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
        indirect = {r.path for m in mains for r in m.mod.requires if r.indirect}
        super().__init__(tree, cache, replaces, indirect)
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
        self._goroot = next((module for module in self.main if vendored_below(module, tree.top)), None)
        self._requirements = Requirements(tree, mains, cache, self._replacement)
        self.roots = self._requirements.roots()
        # Where the main module prunes, its own lines answer first (Go: modload/import.go, importFromModules).
        self._own_lines_first = work is None and all(is_pruned(m.mod) for m in mains)
        self._selected: dict[str, str] | None = None
        self._resolved: dict[str, Resolved] = {}
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

    def go_of(self, path: str, version: str) -> str:
        """The go line that a module version asks of those that require it; "" if none."""
        return self._requirements.go_of(path, version)

    @property
    def newest_go(self) -> str:
        """The highest go line, if it is 1.21 or above, of the modules whose requirements count in the whole graph."""
        self.selected()
        return self._requirements.newest_go

    def import_path(self, module: Module, directory: str) -> str:
        """The import path of a directory of a main module. In `std`, below its top, the module's path is left out."""
        below = directory[len(module.directory) :].strip("/")
        is_std = module == self._goroot and module.path == "std"
        return below if is_std and below else f"{module.path}/{below}".strip("/")

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
        if len(path) > LONGEST_PATH:
            return Resolved(path, "invalid", problem=f"import path of {len(path):,} characters: no directory has that")
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
            providers += self._in_build_list(path, found=bool(providers))
        if len(providers) == 1:
            return providers[0]
        if providers:
            names = " and ".join(p.module.path if p.module else "std" for p in providers)
            return Resolved(path, "invalid", problem=f"ambiguous import: found package {path} in {names}")
        module = self.locked.find(path) if self.locked is not None and self.vendor is None else None
        return Resolved(path, "locked", module=module) if module is not None else self._missing(path)

    def _in_goroot(self, path: str, goroot: Module) -> Resolved | None:
        """In `std` and `cmd` what is vendored has a path of its own; in `std` no path begins with the module's.

        What is vendored there is so whatever -mod says. Source: Go's cmd/go/internal/modload/import.go
        (importFromFiles, inGorootSrc) and load.go (stdVendor).
        """
        below = vendored_below(goroot, self._tree.top)
        bare = path.removeprefix(below)
        directory = f"{self.vendor_directory}/{bare}"
        if self.vendor is not None and bare in self.vendor.packages:
            (found,) = self._in_vendor(bare, self.vendor)
            return found._replace(path=below + bare)
        if not has_no_dot(bare) and self.holds_go(directory):
            return Resolved(below + bare, "main", directory, goroot)
        directory = "/".join(part for part in (goroot.directory, path) if part)
        if goroot.path == "std" and has_no_dot(path) and self.holds_go(directory):
            return Resolved(path, "main", directory, goroot)
        return None

    def _missing(self, path: str) -> Resolved:
        main = owner_among(self.mains, path)
        if has_no_dot(path) and not main:
            return Resolved(path, "missing", problem=f"package {path} is not in std")
        if main:
            if self._leads_out(self.mains[main], path):
                return Resolved(path, "missing", problem=f"package {path}: {OUTSIDE}")
            return Resolved(path, "missing", module=self.mains[main], problem=f"no Go files for package {path}")
        owner = owner_among(self.selected() if self.vendor is None else self.vendor.modules, path)
        if not owner:
            return Resolved(path, "missing", problem=f"no required module provides package {path}")
        version = self.selected()[owner] if self.vendor is None else self.vendor.modules[owner].version
        module = self.module(owner, version)
        if self.vendor is None and module.directory:
            problem = f"module {owner} {module.version} {NOT_CONTAINED}".replace("  ", " ")
            return Resolved(path, "missing", module=module, problem=problem)
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

    def _in_build_list(self, path: str, *, found: bool) -> list[Resolved]:
        """Look in the modules that the main module names itself; only if that fails in all that they require.

        If it was `found` in a main module or std, only those that the main module names count against that; in a
        workspace none. Before Go 1.17 all do.
        """
        near = self._provided(path, self.roots) if self._own_lines_first else []
        first = self._own_lines_first or self.work is not None
        return near if near or (found and first) else self._provided(path, self.selected())

    def _provided(self, path: str, versions: Mapping[str, str]) -> list[Resolved]:
        prefix = path
        modules = []
        while prefix:
            if prefix in versions and prefix not in self.mains:
                modules.append(self.module(prefix, versions[prefix]))
            prefix = prefix.rpartition("/")[0]
        return [Resolved(path, "module", directory, module) for module, directory in self.in_modules(path, modules)]
