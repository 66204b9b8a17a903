"""The main modules of a run: found from the working directory, read, with all they require.

Source: Go's cmd/go/internal/modload/init.go.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping

from gomodlint.errors import NoVerdict, Problem
from gomodlint.listing.environment import Environment
from gomodlint.listing.flags import Flags
from gomodlint.listing.package import short
from gomodlint.source import gomod, gowork
from gomodlint.source.buildlist import Main
from gomodlint.source.discover import module_list, used_directories, workspace_list
from gomodlint.source.gomod import GoMod
from gomodlint.source.gowork import GoWork
from gomodlint.source.resolve import BuildList, has_no_dot
from gomodlint.source.tree import Tree, TreeError


class MainModules:
    """The main modules around the working directory, none outside of any."""

    def __init__(self, environment: Environment, flags: Flags, tree: Tree) -> None:
        self.environment = environment
        self.tree = tree
        self._flags = {name: value for name, value in (("mod", flags.mod), ("modfile", flags.modfile)) if value}
        self._sums: dict[tuple[str, str], str] | None = None
        self.direct: set[str] = set()  # modules that a main module's package imports, or requires without "indirect"
        self.work: GoWork | None = None
        self.build_list: BuildList | None = None
        self.mods: dict[str, GoMod] = {}  # directory of a main module to its go.mod
        self._load()

    @property
    def roots(self) -> list[str]:
        """The directories of the main modules, by module path."""
        return [module.directory for module in self.build_list.main] if self.build_list else []

    @property
    def vendored(self) -> bool:
        """Whether imports are taken from a vendor directory."""
        return self.build_list is not None and self.build_list.vendored

    @property
    def readonly(self) -> bool:
        """Whether go.mod counts as it stands."""
        return not self.vendored and self._flags.get("mod") != "mod"

    def flag(self, name: str) -> str:
        """`mod` or `modfile`, as given; "" if not."""
        return self._flags.get(name, "")

    def _load(self) -> None:
        work_file = self._work_file()
        if work_file:
            if self._flags.get("mod") == "mod":
                message = '-mod may only be set to readonly or vendor when in workspace mode, but it is set to "mod"'
                raise NoVerdict(Problem(message, hint="remove the -mod flag, or set GOWORK=off"))
            self.work = gowork.parse(self._read(work_file), work_file)
            for directory in sorted(used_directories(self.work)):
                self.mods[directory] = self._go_mod(directory, "")
            if not self.mods:
                raise NoVerdict(Problem("no modules were found in the current workspace", work_file))
        else:
            root = _upward(self.environment.cwd, "go.mod")
            if root:
                modfile = self._flags.get("modfile", "")
                if modfile and not modfile.endswith(".mod"):
                    raise NoVerdict(Problem(f"-modfile={modfile}: file does not have .mod extension"))
                self.mods[root] = self._go_mod(root, modfile)
        if not self.mods:
            return
        mains = [Main(directory, mod) for directory, mod in self.mods.items()]
        cache = self.environment.cache
        if self.work is not None:
            self.build_list = workspace_list(self.tree, self.work, mains, cache, self._flags)
        else:
            self.build_list = module_list(self.tree, mains[0], cache, self._flags)
        self.build_list.std = self.is_std
        self.direct = {r.path for mod in self.mods.values() for r in mod.requires if not r.indirect}

    def _work_file(self) -> str:
        setting = self.environment.variables.get("GOWORK", "")
        if setting == "off":
            return ""
        if setting and setting != "auto":
            if not os.path.isabs(setting):
                raise NoVerdict(Problem("the path provided by GOWORK must be an absolute path", hint="unset GOWORK"))
            return setting
        directory = _upward(self.environment.cwd, "go.work")
        return posixpath.join(directory, "go.work") if directory else ""

    def _go_mod(self, directory: str, modfile: str) -> GoMod:
        file = posixpath.join(directory, "go.mod")
        if modfile and modfile != "go.mod":
            file = posixpath.join(self.environment.cwd, modfile)
        mod = gomod.parse(self._read(file), file, strict=True)
        if modfile:
            mod.file = modfile  # as Go shows it
        if not mod.module:
            where = short(posixpath.join(directory, file), self.environment.cwd)
            words = "missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod"
            raise NoVerdict(Problem(f"go: error reading {where}: {words}"))
        return mod

    def _read(self, file: str) -> bytes:
        try:
            return self.tree.read(file)
        except TreeError as error:
            raise NoVerdict(Problem(f"cannot read: {error.reason}", file)) from error

    def is_std(self, path: str) -> bool:
        """Whether std has a package of this path."""
        return bool(self.std_directory(path)) or (not self.environment.goroot and self.environment.std.has(path))

    def std_directory(self, path: str) -> str:
        """The directory of GOROOT/src for an import path, if it has Go files."""
        goroot = self.environment.goroot
        if not goroot or not has_no_dot(path) or ".." in path.split("/"):
            return ""
        directory = f"{goroot}/src/{path}"
        return directory if self.holds_go(directory) else ""

    def holds_go(self, directory: str) -> bool:
        """Whether a directory has Go files that Go sees, whatever their constraints."""
        if self.build_list is not None:
            return self.build_list.holds_go(directory)
        try:
            entries = self.tree.entries(directory)
        except TreeError:
            return False
        return any(e.kind == "file" and e.name.endswith(".go") and e.name[0] not in "_." for e in entries)

    def sums(self) -> Mapping[tuple[str, str], str]:
        """go.sum: (module path, version, perhaps with /go.mod behind) to its hash."""
        if self._sums is None:
            self._sums = {}
            files = [posixpath.join(directory, "go.sum") for directory in self.mods]
            if self.work is not None:
                files.append(self.work.file.removesuffix(".work") + ".work.sum")
            for file in files:
                try:
                    text = self.tree.read(file).decode("utf-8", "replace")
                except TreeError:
                    continue
                for line in text.splitlines():
                    words = line.split()
                    if len(words) == 3:
                        self._sums.setdefault((words[0], words[1]), words[2])
        return self._sums


def _upward(directory: str, name: str) -> str:
    """The nearest directory, from one upward, that holds a file of this name; "" if none does."""
    while True:
        if os.path.isfile(os.path.join(directory, name)):
            return directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return ""
        directory = parent
