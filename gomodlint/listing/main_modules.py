"""The main modules of a run: found from the working directory, read, with all they require.

Source: Go's cmd/go/internal/modload/init.go.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping

from gomodlint.errors import NoVerdict
from gomodlint.listing.environment import Environment, refuse_flags
from gomodlint.listing.flags import Flags
from gomodlint.listing.import_words import module_problem
from gomodlint.listing.package import short
from gomodlint.listing.refusal import Refusal
from gomodlint.listing.sums import read_sums
from gomodlint.listing.tidiness import conflict, excluded, unknown_setting
from gomodlint.source import gomod, gowork, limits
from gomodlint.source.buildlist import Main
from gomodlint.source.discover import module_list, workspace_list
from gomodlint.source.gomod import GoMod
from gomodlint.source.gowork import GoWork
from gomodlint.source.resolve import BuildList, has_no_dot
from gomodlint.source.semver import go_order
from gomodlint.source.tree import Tree, TreeError
from gomodlint.source.workspace import conflicts, too_old, used_twice


class MainModules:
    """The main modules around the working directory, none outside of any."""

    def __init__(self, environment: Environment, flags: Flags, tree: Tree) -> None:
        self.environment = environment
        self.tree = tree
        self._flags = {name: value for name, value in (("mod", flags.mod), ("modfile", flags.modfile)) if value}
        self._sums: Mapping[tuple[str, str], str] | None = None
        self.notes: list[str] = []  # what Go says on standard error before all else
        self.warnings: list[str] = []  # and then, while it looks for what patterns match
        self.direct: set[str] = set()  # modules that a main module's package imports, or requires without "indirect"
        self.work: GoWork | None = None
        self.build_list: BuildList | None = None
        self.mods: dict[str, GoMod] = {}  # directory of a main module to its go.mod
        self.graph_words: str | None = None  # what is wrong with the graph of requirements; None: not looked for yet
        self._load(flags)

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

    @property
    def must_have_sums(self) -> bool:
        """Whether go.sum must have every module that is read (Go: modload/import.go, mustHaveSums)."""
        return self.work is None and self.readonly

    def flag(self, name: str) -> str:
        """`mod` or `modfile`, as given; "" if not."""
        return self._flags.get(name, "")

    def _load(self, flags: Flags) -> None:
        work_file = self._work_file()
        if work_file:
            if self._flags.get("mod") == "mod":
                raise Refusal(
                    'go: -mod may only be set to readonly or vendor when in workspace mode, but it is set to "mod"'
                    "\n\tRemove the -mod flag to use the default readonly value, "
                    "\n\tor set GOWORK=off to disable workspace mode."
                )
            if self._flags.get("modfile"):
                raise Refusal("go: -modfile cannot be used in workspace mode")
            refuse_flags(self.environment, flags)
            self._open_workspace(work_file)
        else:
            root = _upward(self.environment.cwd, "go.mod")
            modfile = self._flags.get("modfile", "")
            if modfile and root and not modfile.endswith(".mod"):
                raise Refusal(f"go: -modfile={modfile}: file does not have .mod extension")
            if root or not modfile:
                refuse_flags(self.environment, flags)
            if root:
                self._take_alone(root, self._go_mod(root, modfile))
            elif self._flags.get("modfile"):
                raise Refusal(
                    "go: cannot find main module, but -modfile was set."
                    "\n\t-modfile cannot be used to set the module root directory."
                )
        if not self.mods and self.work is None:
            return
        mains = [Main(directory, mod) for directory, mod in self.mods.items()]
        cache = self.environment.cache
        if self.work is not None:
            self.build_list = workspace_list(self.tree, self.work, mains, cache, self._flags)
        else:
            self.build_list = module_list(self.tree, mains[0], cache, self._flags)
        self.build_list.std = self.is_std
        self.build_list.hidden_files = not self.environment.indexed
        self._refuse_inconsistent(self.build_list)
        self.direct = {r.path for mod in self.mods.values() for r in mod.requires if not r.indirect}

    def _take_alone(self, root: str, mod: GoMod) -> None:
        """The go.mod of a main module that is no workspace's. Raises Refusal for contradictions in it."""
        self.mods[root] = mod
        if mod.godebugs and self.environment.goroot:
            table = f"{self.environment.goroot}/src/internal/godebugs/table.go"
            unknown = unknown_setting(mod, self.tree.read(table).decode()) if os.path.isfile(table) else None
            if unknown is not None:
                where = f"{short(mod.file, self.environment.cwd)}:{unknown[0]}"
                raise Refusal(f'go: error loading go.mod:\n{where}: unknown godebug "{unknown[1]}"')
        verb = "dropping" if self._flags.get("mod") == "mod" else "ignoring"
        self.notes += [f"go: {verb} requirement on excluded version {name}" for name in excluded(mod)]
        problem = conflict(mod)
        if problem:
            raise Refusal(f"go: {problem}")

    def _open_workspace(self, file: str) -> None:
        """Read go.work and the go.mod files of its members. Raises Refusal for what Go refuses of them."""
        cwd = self.environment.cwd
        try:
            self.work = work = gowork.parse(self.tree.read(file, most=limits.GO_WORK), file)
        except TreeError as error:
            raise Refusal(f"go: reading go.work: open {file}: {error.reason}") from error
        except NoVerdict as error:
            said = _lines(error, cwd).replace(file, short(file, cwd))
            raise Refusal(f"go: errors parsing {posixpath.basename(file)}:\n{said}") from error
        problem = used_twice(work)
        if problem:
            raise Refusal(f"go: error loading go.work:\n{problem}")
        self.refuse_newer(short(file, cwd), work.go)
        problems: list[str] = []
        base = posixpath.dirname(file)

        def name(directory: str) -> str:
            return short(directory, cwd)

        for use in work.uses:
            directory = posixpath.normpath(posixpath.join(base, use.text))
            try:
                self.mods[directory] = self._go_mod(directory, "")
                problems += too_old(work, [Main(directory, self.mods[directory])], name)
            except Refusal as error:
                words = str(error).removeprefix("go: ")
                problems.append(f"cannot load module {name(directory)} listed in go.work file: {words}")
        members = [Main(directory, mod) for directory, mod in self.mods.items()]
        problems = problems or list(conflicts(work, members))
        if problems:
            raise Refusal("\n".join(f"go: {problem}" for problem in problems))
        self.mods = dict(sorted(self.mods.items()))

    def refuse_newer(self, what: str, go: str) -> None:
        """Raise Refusal for a go line above the toolchain's own version: Go would get another toolchain, or refuse."""
        running = self.environment.go
        if self.environment.goroot and go_order(go) > go_order(running):
            local = self.environment.variables.get("GOTOOLCHAIN", "auto") in {"local", "path"}
            why = "GOTOOLCHAIN=local" if local else "gomodlint downloads no other"
            raise Refusal(f"go: {what} requires go >= {go} (running go {running}; {why})")

    def _refuse_inconsistent(self, build_list: BuildList) -> None:
        cwd = self.environment.cwd
        details = ""
        for module, words in build_list.inconsistencies():
            before, *file = words.split("\0")
            shown = f"{short(posixpath.join(cwd, file[0]), cwd)}{file[1]}" if file else ""
            details += f"\n\t{module}: {before}{shown}"
        if details:
            notes = "".join(f"{note}\n" for note in self.notes)
            verb = "mod" if self.work is None else "work"
            raise Refusal(
                f"{notes}go: inconsistent vendoring in {posixpath.dirname(build_list.vendor_directory)}:{details}"
                "\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod."
                f"\n\tTo sync the vendor directory, run:\n\t\tgo {verb} vendor"
            )

    def _work_file(self) -> str:
        setting = self.environment.variables.get("GOWORK", "")
        if setting == "off":
            return ""
        if setting and setting != "auto":
            if not os.path.isabs(setting):
                raise Refusal("go: invalid GOWORK: not an absolute path")
            return setting
        directory = _upward(self.environment.cwd, "go.work")
        return posixpath.join(directory, "go.work") if directory else ""

    def _go_mod(self, directory: str, modfile: str) -> GoMod:
        file = posixpath.join(directory, "go.mod")
        if modfile and modfile != "go.mod":
            file = posixpath.join(self.environment.cwd, modfile)
        cwd = self.environment.cwd
        try:
            mod = gomod.parse(self.tree.read(file, most=limits.GO_MOD), file, strict=True)
        except TreeError as error:
            raise Refusal(f"go: open {short(file, cwd)}: {error.reason}") from error
        except NoVerdict as error:
            raise Refusal(f"go: errors parsing {short(file, cwd)}:\n{_lines(error, cwd)}") from error
        if not mod.module:
            raise Refusal(
                f"go: error reading {short(file, cwd)}: missing module declaration. To specify the module path:"
                "\n\tgo mod edit -module=example.com/mod"
            )
        self.refuse_newer(short(file, cwd), mod.go)
        if mod.module in {"go", "toolchain"}:
            raise Refusal(f'go: error reading {short(file, cwd)}: invalid module path: "{mod.module}"')
        problem = module_problem(mod.module)
        if problem:
            raise Refusal(f"go: {problem}")
        if modfile:
            mod.file = modfile  # as Go shows it
        return mod

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
            modfile = self._flags.get("modfile", "")
            files = [posixpath.join(directory, "go.sum") for directory in self.mods]
            if modfile:
                files = [posixpath.join(self.environment.cwd, modfile).removesuffix(".mod") + ".sum"]
            if self.work is not None:
                files.append(self.work.file + ".sum")
            self._sums = read_sums(self.tree, files)
        return self._sums


def _lines(error: NoVerdict, cwd: str) -> str:
    """The problems of a module file, one a line, as Go shows them."""
    places = [f"{p.line}:{p.column}" if p.column > 1 else str(p.line) for p in error.problems]
    return "\n".join(f"{short(p.file, cwd)}:{at}: {p.message}" for at, p in zip(places, error.problems, strict=True))


def _upward(directory: str, name: str) -> str:
    """The nearest directory, from one upward, that holds a file of this name; "" if none does."""
    while True:
        if os.path.isfile(os.path.join(directory, name)):
            return directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return ""
        directory = parent
