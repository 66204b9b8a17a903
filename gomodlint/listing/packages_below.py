"""The packages of modules, of std, of `all` (Go: cmd/go/internal/modload/search.go and load.go)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence

from gomodlint.listing.environment import Environment
from gomodlint.listing.folder_reader import FolderReader
from gomodlint.listing.import_words import import_problem
from gomodlint.listing.modules import Modules
from gomodlint.listing.pattern import matcher, tree_matcher
from gomodlint.source.gomod import GoMod
from gomodlint.source.semver import go_key
from gomodlint.source.tree import Tree, TreeError


class PackagesBelow:
    """Finds packages by walking the directories of modules."""

    def __init__(self, environment: Environment, modules: Modules, reader: FolderReader, tree: Tree) -> None:
        self._environment = environment
        self._modules = modules
        self._reader = reader
        self._tree = tree
        self._have: set[str] = set()  # import paths that a walk has come by
        self._symlinks: list[str] | None = None  # those passed by, where that is asked

    def passing_symlinks(self, pattern: str, problems: list[str]) -> tuple[list[str], list[str]]:
        """`in_modules` of a pattern with `...`, and Go's warnings of symlinks to directories, which it passes by."""
        passed: list[str] = []
        self._symlinks = passed
        found = self.in_modules(pattern, problems, mains_only=False)
        self._symlinks = None
        return found, [f"warning: ignoring symlink {path}" for path in passed]

    def in_modules(self, pattern: str | None, problems: list[str], *, mains_only: bool, word: str = "") -> list[str]:
        """Go: matchPackages; None matches every package, for the pattern that is one word (`word`)."""
        matches = matcher(pattern) if pattern is not None else _always
        can = tree_matcher(pattern) if pattern is not None else _always
        paths: dict[str, None] = {}
        self._have = set()
        build_list = self._modules.build_list
        goroot = self._environment.goroot
        if not mains_only and goroot:
            for name, directory in self._tree_packages(f"{goroot}/src", "", (), vendor=False, modules=True):
                if can(name) and matches(name) and name != "builtin" and self._built(name, directory):
                    paths[name] = None
            if can("cmd"):
                self._add(paths, f"{goroot}/src/cmd", "cmd", (), matches, can, modules=True, vendor=False)
        if build_list is None:
            return sorted(paths)
        for module in build_list.main:
            prefix = "" if goroot and module.directory == f"{goroot}/src" else module.path
            ignored = ignored_directories(self._modules.mods.get(module.directory))
            self._add(paths, module.directory, prefix, ignored, matches, can, modules=True)
        if build_list.vendored and not self._is_directory(build_list.vendor_directory):
            problems.append(
                f"pattern {pattern or word}: lstat {build_list.vendor_directory}/: no such file or directory"
            )
        elif build_list.vendored and word != "all":  # what is vendored is "work" too, as Go has it
            self._add(paths, build_list.vendor_directory, "", (), matches, can, modules=False)
        if mains_only or build_list.vendored:
            return sorted(paths)
        for path, version in sorted(build_list.selected().items()):
            if not can(path):
                continue
            dependency = build_list.module(path, version)
            if dependency.directory:
                local = not dependency.version
                self._add(paths, dependency.directory, path, (), matches, can, modules=local)
            else:
                name = f"{path}@{version}"
                problems.append(f"pattern {pattern}: {name}: module is not in the module cache")
        return sorted(paths)

    def _add(
        self,
        paths: dict[str, None],
        root: str,
        prefix: str,
        ignored: Sequence[str],
        matches: Callable[[str], bool],
        can: Callable[[str], bool],
        *,
        modules: bool,
        vendor: bool = True,
    ) -> None:
        for name, directory in self._tree_packages(root, prefix, ignored, vendor=vendor, modules=modules, can=can):
            if not name or name in self._have or not can(name):
                continue
            self._have.add(name)  # whether or not anything is built there: no other module's directory counts
            if matches(name) and self._built(name, directory):
                paths[name] = None

    def _tree_packages(
        self,
        root: str,
        prefix: str,
        ignored: Sequence[str],
        *,
        vendor: bool,
        modules: bool,
        can: Callable[[str], bool] | None = None,
    ) -> Iterator[tuple[str, str]]:
        """Import path and directory of everything below a module's root; not through vendor, if `vendor`.

        Symlinks to directories that `can` takes are noted where that is asked.
        """
        waiting = [(root, "dir")]
        while waiting:
            directory, kind = waiting.pop()
            rest = directory[len(root) + 1 :]
            name = posixpath.basename(directory)
            hidden = name[:1] in {".", "_"} or name == "testdata" or (ignored and is_ignored(f"/{rest}", ignored))
            if directory != root and hidden:
                continue
            path = posixpath.join(prefix, rest) if rest else prefix
            if kind == "link-dir":
                if self._symlinks is not None and can is not None and can(path):
                    self._symlinks.append(directory)
                continue
            try:
                entries = self._tree.entries(directory)
            except TreeError:
                continue
            if modules and directory != root and any(e.name == "go.mod" and e.kind == "file" for e in entries):
                continue
            yield path, directory
            if name == "vendor" and vendor and directory != root:
                continue
            waiting += [
                (f"{directory}/{entry.name}", entry.kind)
                for entry in reversed(entries)
                if entry.kind in {"dir", "link-dir"}
            ]

    def _is_directory(self, path: str) -> bool:
        try:
            self._tree.entries(path)
        except TreeError:
            return False
        return True

    def _built(self, name: str, directory: str) -> bool:
        """Whether some Go file is built there (Go: imports.ScanDir and its ErrNoGo)."""
        if name == "runtime/cgo" and not self._environment.cgo:
            return False
        try:
            return self._reader.scan(directory) is not None
        except TreeError:
            return False

    def in_goroot(self, pattern: str) -> Iterator[str]:
        """The packages that `std` or `cmd` means."""
        goroot = self._environment.goroot
        if not goroot:
            if pattern == "std":
                universe, std = self._environment.universe, self._environment.std
                for path in std.packages():
                    listed = std.listed(path)
                    if listed is None or universe.evaluate(listed):
                        yield path
            return
        start, src = (f"{goroot}/src/cmd", "cmd") if pattern == "cmd" else (f"{goroot}/src", "")
        for name, directory in self._tree_packages(start, src, (), vendor=False, modules=False):
            if not name or name in {"builtin", "cmd"} or (pattern == "std" and name.startswith("cmd/")):
                continue
            if name == "runtime/cgo" and not self._environment.cgo:
                continue
            folder = self._reader.read(directory)
            if folder.error is not None and folder.error.no_go:
                continue
            if name.startswith("cmd/vendor") and folder.name == "main":
                continue
            yield name

    def tools(self) -> list[str]:
        """The tool lines, twice each: Go matches this pattern twice, and lists it so in Match."""
        tools = {tool.text for mod in self._modules.mods.values() for tool in mod.tools}
        return sorted(tools) * 2

    def roots_of_all(self, problems: list[str]) -> list[str]:
        """Where `all` begins: the main modules' packages and tools."""
        return self.in_modules(None, problems, mains_only=True, word="all") + self.tools()

    def everything(self, roots: list[str]) -> list[str]:
        """`all`: what the main modules' packages and their tests import, on and on (Go: computePatternAll)."""
        lines = [go_key(mod.go or "1.16")[:2] for mod in self._modules.mods.values()]
        all_tests = bool(lines) and max(lines) < (1, 16) and not self._modules.vendored
        seen = set(roots)
        queue = list(roots)
        for path in queue:
            where = self._modules.find(path)
            if not where.directory:
                continue
            try:
                scanned = self._reader.scan(where.directory)
            except TreeError:
                continue
            if scanned is None:
                continue
            imports, test_imports = scanned
            main = where.module is not None and where.module.main
            for imported in [*imports, *(test_imports if main or all_tests else ())]:
                name = self._modules.std_vendor(path, imported) if where.standard else imported
                if name not in seen and name != "C" and not _is_appengine(name):
                    seen.add(name)
                    queue.append(name)
        return sorted(path for path in seen if not import_problem(path))


def _is_appengine(path: str) -> bool:
    """Imports that the module loader passes over (Go: modload/load.go, scanDir)."""
    return path.partition("/")[0] in {"appengine", "appengine_internal"}


def _always(_: str) -> bool:
    return True


def ignored_directories(mod: GoMod | None) -> list[str]:
    """The `ignore` lines of a go.mod."""
    return [ignore.text for ignore in mod.ignores] if mod is not None else []


def is_ignored(rest: str, patterns: Sequence[str]) -> bool:
    """Go: search.IgnorePatterns.ShouldIgnore."""
    if not rest.strip("/"):
        return False
    path = f"/{rest.strip('/')}/"
    for pattern in patterns:
        name = f"/{pattern.removeprefix('./').strip('/')}/"
        if path.startswith(name) if pattern.startswith("./") else name in path:
            return True
    return False
