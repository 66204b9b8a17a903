"""From patterns to packages (Go: cmd/go/internal/modload/load.go and search.go, cmd/go/internal/search)."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gomodlint.listing.environment import Environment
from gomodlint.listing.folder_reader import FolderReader
from gomodlint.listing.module_graph import graph_problem
from gomodlint.listing.modules import Modules
from gomodlint.listing.package import short
from gomodlint.listing.packages_below import PackagesBelow, ignored_directories, is_ignored
from gomodlint.listing.pattern import is_literal, is_local, matcher
from gomodlint.listing.refusal import Refusal
from gomodlint.source.buildlist import is_pruned
from gomodlint.source.tree import Tree, TreeError


class Match(NamedTuple):
    """What one pattern matches: import paths in order, and problems of the matching itself."""

    pattern: str
    paths: list[str]
    problems: list[str]
    warnings: list[str]
    roots: list[str] | None = None  # from which Go finds the packages, where that is not these

    def starts(self) -> list[str]:
        """The packages from which Go looks through imports."""
        return self.paths if self.roots is None else self.roots


class Matcher:
    """Matches patterns from a working directory."""

    def __init__(self, environment: Environment, modules: Modules, reader: FolderReader, tree: Tree) -> None:
        self._environment = environment
        self._modules = modules
        self._reader = reader
        self._tree = tree
        self._below = PackagesBelow(environment, modules, reader, tree)

    def match(self, pattern: str) -> Match:
        """The packages of one pattern."""
        found = Match(pattern, [], [], [])
        if is_local(pattern) or posixpath.isabs(pattern):
            self._local(pattern, found)
        elif is_literal(pattern):
            found.paths.append(pattern)
        elif pattern in {"std", "cmd"}:
            found.paths.extend(self._below.in_goroot(pattern))
        elif pattern == "tool":
            found.paths.extend(self._below.tools())
        elif pattern == "work":
            found.paths.extend(self._below.in_modules(None, found.problems, mains_only=True, word="work"))
        elif pattern == "all":
            roots = self._below.roots_of_all(found.problems)
            found.paths.extend(self._below.everything(roots))
            return found._replace(roots=roots)
        else:
            problem = graph_problem(self._modules)  # all requirements are read for this
            found.problems.extend([problem] if problem else [])
            paths, warnings = self._below.passing_symlinks(pattern, found.problems)
            found.paths.extend(paths)
            found.warnings.extend(warnings)
        return found

    # Patterns of the file system

    def _local(self, pattern: str, found: Match) -> None:
        for directory in self._directories(pattern, found):
            path, problem = self._path_of(directory, literal=is_literal(pattern))
            if path:
                found.paths.append(path)
            elif problem and is_literal(pattern) and self._modules.build_list is None:
                raise Refusal(f"go: {self._no_module()}")
            elif problem:
                found.problems.append(problem if is_literal(pattern) else f"pattern {pattern}: {problem}")

    def _directories(self, pattern: str, found: Match) -> Iterator[str]:
        cwd = self._environment.cwd
        if is_literal(pattern):
            yield posixpath.normpath(posixpath.join(cwd, pattern))
            return
        cleaned = posixpath.normpath(pattern)
        prefix = ""
        if cleaned != "." and pattern.startswith("./"):
            prefix, cleaned = "./", "./" + cleaned
        matches = matcher(cleaned)
        start = cleaned[: cleaned.index("...")].rpartition("/")[0] or ("/" if cleaned.startswith("/") else ".")
        top = posixpath.normpath(posixpath.join(cwd, start))
        root = _module_root(top)
        roots = self._modules.roots
        goroot = self._environment.goroot
        if root not in roots and not (goroot and f"{top}/".startswith(f"{goroot}/src/")) and not self._cached(top):
            scope = "main module or its selected dependencies"
            if self._modules.work is not None:
                scope = "modules listed in go.work or their selected dependencies"
            where = short(top, cwd)
            found.problems.append(f"pattern {pattern}: directory prefix {where} does not contain {scope}")
            return
        if not os.path.isdir(top):
            shown = start if start.startswith((".", "/")) else f"./{start}"
            found.problems.append(f"pattern {pattern}: lstat {shown}/: no such file or directory")
            return
        ignored = ignored_directories(self._modules.mods.get(root))
        shown = posixpath.normpath(start)
        for directory in self._walk(top, top, root, ignored):
            rest = directory[len(top) :].lstrip("/")
            name = posixpath.normpath(posixpath.join(shown, rest))
            name = name if posixpath.isabs(name) or name.startswith("..") else prefix + name
            if not matches(name):
                continue
            folder = self._reader.read(directory)
            if folder.error is not None and not folder.files("InvalidGoFiles") and folder.error.no_go:
                continue
            yield directory

    def _walk(self, directory: str, top: str, root: str, ignored: Sequence[str]) -> Iterator[str]:
        """Directories that `...` reaches, in the order of filepath.WalkDir."""
        name = posixpath.basename(directory)
        at_start = directory == top
        if (name[:1] in {".", "_"} or name == "testdata") and not (at_start and self._plain_start(top)):
            return
        if ignored and root and is_ignored(directory[len(root) :], ignored):
            return
        try:
            found = self._tree.entries(directory)
        except TreeError:
            return
        if not at_start and any(entry.name == "go.mod" and entry.kind == "file" for entry in found):
            return
        yield directory
        for entry in found:
            if entry.kind == "dir":
                yield from self._walk(f"{directory}/{entry.name}", top, root, ignored)

    def _plain_start(self, top: str) -> bool:
        """`.` and `..` as written are walked whatever the directory is called."""
        return top == self._environment.cwd or f"{self._environment.cwd}/".startswith(f"{top}/")

    def _path_of(self, directory: str, *, literal: bool) -> tuple[str, str]:
        """The import path of a directory, or why it has none (Go: resolveLocalPackage)."""
        try:
            folder = self._reader.read(directory)
        except TreeError:
            missing = not os.path.exists(directory)
            return "", f"stat {directory}: directory not found" if missing else f"open {directory}: permission denied"
        if folder.error is not None and folder.error.no_go and not folder.files("IgnoredGoFiles"):
            return "", f"no Go files in {directory}"
        goroot_src = f"{self._environment.goroot}/src" if self._environment.goroot else ""
        build_list = self._modules.build_list
        mains = build_list.main if build_list is not None else ()
        for module in mains:
            if directory == module.directory:
                return ("", "GOROOT/src is not an importable package") if directory == goroot_src else (module.path, "")
        refused = ""
        for module in mains:
            if not directory.startswith(f"{module.directory}/") or "@" in directory[len(module.directory) :]:
                continue
            rest = directory[len(module.directory) + 1 :]
            if rest.startswith("vendor/"):
                return self._vendored_path(rest.removeprefix("vendor/"), directory)
            if module.directory == goroot_src:
                return ("", "") if rest == "builtin" and not literal else (rest, "")
            path = f"{module.path}/{rest}"
            if build_list is not None and build_list.in_modules(path, [module]):
                return path, ""
            if not refused or len(module.path) > len(refused):
                refused = f"main module ({module.path}) does not contain package {path}"
        if refused:
            return "", refused
        if goroot_src and directory.startswith(f"{goroot_src}/"):
            rest = directory[len(goroot_src) + 1 :]
            if rest == "builtin":
                return "", '"builtin" is a pseudo-package, not an importable package' if literal else ""
            return rest, ""
        cached = self._cached(directory)
        if cached:
            return cached, ""
        return "", self._outside(directory)

    def _vendored_path(self, path: str, directory: str) -> tuple[str, str]:
        build_list = self._modules.build_list
        if build_list is None or build_list.vendor is None:
            return "", f"without -mod=vendor, directory {directory} has no package path"
        if path not in build_list.vendor.packages:
            return "", f"directory {directory} is not a package listed in vendor/modules.txt"
        return path, ""

    def _no_module(self) -> str:
        """There is no go.mod around (Go: modload/init.go, die)."""
        cwd = directory = self._environment.cwd
        while True:
            if os.path.isfile(f"{directory}/.git/config"):
                relative = posixpath.relpath(directory, cwd)
                cd = f"cd {relative} && " if relative != "." else ""
                return (
                    f"cannot find main module, but found .git/config in {directory}"
                    f"\n\tto create a module there, run:\n\t{cd}go mod init"
                )
            directory, below = posixpath.dirname(directory), directory
            if directory == below:
                return "go.mod file not found in current directory or any parent directory; see 'go help modules'"

    def _outside(self, directory: str) -> str:
        where = short(directory, self._environment.cwd)
        name = "current directory" if where == "." else f"directory {where}"
        if self._modules.work is None:
            return f"{name} outside main module or its selected dependencies"
        root = _module_root(directory)
        if root:
            use = short(root, self._environment.cwd)
            return f"{name} is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use {use}"  # noqa: E501
        return f"{name} outside modules listed in go.work or their selected dependencies"

    def _cached(self, directory: str) -> str:
        """The import path of a directory in a dependency's tree."""
        build_list = self._modules.build_list
        if build_list is None or build_list.vendored:
            return ""
        near = self._modules.work is None and all(is_pruned(mod) for mod in self._modules.mods.values())
        for versions in ((lambda: build_list.roots) if near else dict, build_list.selected):
            for path, version in versions().items():
                root = build_list.module(path, version).directory
                if root and (directory == root or directory.startswith(f"{root}/")):
                    return path + directory[len(root) :]
        return ""


def _module_root(directory: str) -> str:
    """The nearest directory upward with a go.mod file."""
    while True:
        if os.path.isfile(f"{directory}/go.mod"):
            return directory
        parent = posixpath.dirname(directory)
        if parent == directory:
            return ""
        directory = parent
