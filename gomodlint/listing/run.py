"""One listing: from flags and patterns to packages in `go list`'s order (Go: cmd/go/internal/list/list.go)."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from typing import NamedTuple

from gomodlint.listing.direct import mark_direct
from gomodlint.listing.environment import Environment, environment_of
from gomodlint.listing.flags import Flags
from gomodlint.listing.folder_reader import FolderReader
from gomodlint.listing.import_words import quoted
from gomodlint.listing.load import Loader
from gomodlint.listing.match import Match, Matcher
from gomodlint.listing.modules import Modules
from gomodlint.listing.package import Build, Package, PackageError
from gomodlint.listing.pattern import clean
from gomodlint.listing.profile import attach_profiles
from gomodlint.listing.refusal import Refusal
from gomodlint.listing.tests import TestPackages, first_error, in_post_order, test_packages
from gomodlint.listing.untidy import refuse_at_once, refuse_rewritten, refuse_two_paths, refuse_untidy
from gomodlint.source.disk import DiskTree
from gomodlint.source.tree import Entry


class Listing(NamedTuple):
    """The packages to print; `errors` are those that end a run without -e."""

    packages: list[Package]
    errors: list[PackageError]
    warnings: list[str]
    environment: Environment


class _Disk(DiskTree):
    """The disk, every directory listed once."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        super().__init__(os.sep)
        self._kept: dict[str, list[Entry]] = {}

    def entries(self, directory: str) -> list[Entry]:
        found = self._kept.get(directory)
        if found is None:
            found = self._kept[directory] = super().entries(directory)
        return found


def listing(flags: Flags, environ: Mapping[str, str], cwd: str) -> Listing:
    """List packages as `go list` with these flags would. Raises Refusal for what Go refuses altogether."""
    if flags.directory:
        cwd = posixpath.normpath(posixpath.join(cwd, flags.directory))
        if not os.path.isdir(cwd):
            reason = "not a directory" if os.path.exists(cwd) else "no such file or directory"
            raise Refusal(f"go: chdir {flags.directory}: {reason}")
    environment = environment_of(flags, environ, cwd)
    tree = _Disk()
    modules = Modules(environment, flags, tree)
    extra = tuple(name for name in ("race", "msan", "asan") if getattr(flags, name))
    reader = FolderReader(
        tree,
        environment.universe,
        cgo=environment.cgo,
        tags=flags.tags,
        release=environment.release,
        indexed=environment.indexed,
    )
    matcher = Matcher(environment, modules, reader, tree)
    embeds = _wants(flags, "EmbedFiles", "TestEmbedFiles", "XTestEmbedFiles")
    loader = Loader(
        modules,
        reader,
        environment.std,
        Build(environment.goos, environment.goarch, environment.cgo, environment.release, extra, flags.buildmode),
        environment.universe,
        find=flags.find,
        embeds=embeds,
        goroot=environment.goroot,
    )
    if "" in flags.patterns:
        raise Refusal('go: invalid package: ""')
    refuse_at_once(modules)
    files = _go_files(flags.patterns, cwd)
    warnings: list[str] = []
    if files:
        packages = [loader.command_line_files(*files)]
        packages[0].matches = list(flags.patterns)
    else:
        matches = [matcher.match(pattern) for pattern in clean(flags.patterns)]
        modules.warnings = [warning for match in matches for warning in match.warnings]
        warnings = modules.warnings * 2  # Go looks before and after loading
        empty = [match.pattern for match in matches if not match.paths and not match.problems]
        warnings += [f"go: warning: {quoted(pattern)} matched no packages" for pattern in empty]
        roots = [path for match in matches for path in match.starts()]
        loader.importers.start(roots, tests=flags.test, everything="all" in flags.patterns)
        packages = _load(loader, matches)
    refuse_untidy(modules, packages, loader.importers)
    if not flags.test:
        refuse_two_paths(modules)
    refuse_rewritten(modules)
    warnings = [*modules.notes, *warnings]
    if flags.profiles:
        attach_profiles(packages)
    errors: list[PackageError] = []
    if not flags.errors_too:
        errors = [package.error for package in packages if package.error is not None]
        if errors:
            if flags.test:  # Go has looked for what tests import before it looks at any package
                _with_tests(loader, packages, flags, embeds=embeds)
            return Listing([], errors, warnings, environment)
    return _finish(flags, loader, packages, embeds, warnings, environment)


def _finish(
    flags: Flags, loader: Loader, packages: list[Package], embeds: bool, warnings: list[str], environment: Environment
) -> Listing:
    errors: list[PackageError] = []
    if flags.test:
        for binary, tested, external in _with_tests(loader, packages, flags, embeds=embeds):
            problem = None if flags.errors_too else first_error(tested, external, binary)
            if problem is not None:
                words = f"go: can't load test package: {problem.words(environment.cwd)}"
                raise Refusal("\n".join([*warnings, words]))
            packages.append(binary)
            packages += [tested] if tested.for_test else []
            packages += [external] if external is not None else []
    mark_direct(loader.modules, [*loader.loaded(), *packages])
    named = {id(package) for package in packages}
    everything = in_post_order(packages)
    loader.settle_roots(everything)
    shown = everything if flags.deps else packages
    renamed = flags.test or (flags.profiles and len(packages) > 1)
    if (flags.deps or renamed) and not flags.errors_too:  # Go reports what it goes through
        errors = [package.error for package in everything if package.error is not None]
    for package in shown:
        package.test_imports = _resolved(loader, package, package.test_imports)
        package.xtest_imports = _resolved(loader, package, package.xtest_imports)
    for package in everything:
        package.is_dep = id(package) not in named
    if renamed:
        _rename(everything)
    if _wants(flags, "Deps", "DepsErrors"):
        _collect(everything, deps=_wants(flags, "Deps"))
    for package in shown:
        package.import_map = {
            source: path for source, path in zip(package.raw_imports, package.imports, strict=False) if source != path
        }
    return Listing(shown, errors, warnings, environment)


def _with_tests(loader: Loader, packages: list[Package], flags: Flags, *, embeds: bool) -> list[TestPackages]:
    """The packages of the test binaries. Raises Refusal if what they import makes go.mod untidy."""
    whole = not flags.errors_too or _wants(flags, "Error", "Incomplete", "DepsErrors")  # else nobody sees their errors
    tests = [
        test_packages(loader, package, embeds=embeds, whole=whole)
        for package in packages
        if package.files("TestGoFiles") or package.files("XTestGoFiles")
    ]
    refuse_untidy(
        loader.modules, [*packages, *(one for test in tests for one in test if one is not None)], loader.importers
    )
    refuse_two_paths(loader.modules)
    return tests


def _wants(flags: Flags, *names: str) -> bool:
    return flags.json and (not flags.fields or not flags.fields.isdisjoint(names))


def _go_files(patterns: list[str], cwd: str) -> tuple[str, list[str]] | None:
    """The directory and names, when the patterns are Go files."""
    paths = [posixpath.normpath(posixpath.join(cwd, pattern)) for pattern in patterns]
    if not any(path.endswith(".go") and os.path.isfile(path) for path in paths):
        return None
    for pattern, path in zip(patterns, paths, strict=True):
        if not os.path.exists(path):
            raise Refusal(f"stat {path}: no such file or directory")
        if os.path.isdir(path):
            raise Refusal(f"{pattern} is a directory, should be a Go file")
    directories = list(dict.fromkeys(posixpath.dirname(pattern) or "." for pattern in patterns))
    if len(directories) > 1:
        raise Refusal(f"named files must all be in one directory; have {directories[0]} and {directories[1]}")
    return posixpath.dirname(paths[0]), [posixpath.basename(path) for path in paths]


def _load(loader: Loader, matches: list[Match]) -> list[Package]:
    packages: list[Package] = []
    seen: set[int] = set()
    for match in matches:
        for path in match.paths:
            package, _ = loader.load_import(path, "", None, resolve=False)
            package.matches.append(match.pattern)
            if id(package) not in seen:
                seen.add(id(package))
                packages.append(package)
        if match.problems:
            package = Package(match.pattern)
            package.incomplete = True
            package.imported = []
            package.matches.append(match.pattern)
            package.error = PackageError((), match.problems[0])
            if match.problems[0].startswith("no Go files in "):
                package.directory = match.problems[0].removeprefix("no Go files in ")
            packages.append(package)
    return packages


def _resolved(loader: Loader, package: Package, paths: list[str]) -> list[str]:
    """Go: Package.Resolve."""
    if not package.standard:
        return sorted(set(paths))
    return sorted({loader.modules.std_vendor(package.import_path, path) for path in paths})


def _rename(packages: list[Package]) -> None:
    """Packages compiled for a test or a program get its name behind theirs, in what imports them too."""
    old: dict[str, str] = {}
    for package in packages:
        special = f"{package.for_test}.test" if package.for_test else package.for_main
        if special:
            name = f"{package.import_path} [{special}]"
            old[name] = package.import_path
            package.import_path = name
    for package in packages:
        special_ones = (other for other in package.imported or () if other.for_test or other.for_main)
        names = {old[other.import_path]: other.import_path for other in special_ones}
        if names:
            package.imports[:] = [names.get(path, path) for path in package.imports]


def _collect(packages: list[Package], *, deps: bool) -> None:
    """Deps and DepsErrors of packages in post-order."""
    below: dict[int, set[str]] = {}
    for package in packages:
        found: set[str] = set()
        errors: dict[int, PackageError] = {}
        for other in package.imported or ():
            if deps:
                found.add(other.import_path)
                found |= below.get(id(other), set())
            if other.error is not None:
                errors[id(other.error)] = other.error
            errors.update((id(error), error) for error in other.deps_errors or ())
        if deps:
            below[id(package)] = found
            package.deps = sorted(found)
        package.deps_errors = sorted(errors.values(), key=_error_key)


def _error_key(error: PackageError) -> tuple[bool, str]:
    if not error.stack:
        return (False, error.text)
    return (True, error.stack[-1][0])
