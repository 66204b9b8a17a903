"""What a package was built from, in a word: to tell whether its figures are still those of today."""

from __future__ import annotations

from collections.abc import Callable

from gomodlint.cost.record import Build
from gomodlint.graph.package import Package
from gomodlint.source.tree import Entry, Tree, TreeError


def source_of(package: Package, build: Build, holds: Callable[[int], bool], tree: Tree) -> str:
    """`module@version` of a dependency, the toolchain's release of a std package, a hash of an own package's files."""
    if package.origin == "std":
        return build.minor
    return version_of(package) or f"src:sha256:{_digest(package, holds, tree)}"


def version_of(package: Package) -> str:
    """`module@version` of a dependency; "" of an own package, and of one that a directory replaces."""
    module = package.module
    if package.origin == "own" or module is None or (module.replaced_by and not _has_version(module.replaced_by)):
        return ""
    return module.replaced_by.replace(" ", "@") or f"{module.path}@{module.version}"


def _has_version(replaced_by: str) -> bool:
    return " " in replaced_by


def files_of(package: Package, holds: Callable[[int], bool], tree: Tree) -> list[str]:
    """Tree paths of the Go files that the build takes; of a package whose files are not known, of all but its tests."""
    names = [file.name for file in package.files if file.kind == "production" and holds(file.condition)]
    if not names and package.directory:
        names = [entry.name for entry in _entries(package, tree)]
    return [f"{package.directory}/{name}" if package.directory else name for name in sorted(names)]


def _digest(package: Package, holds: Callable[[int], bool], tree: Tree) -> str:
    """Of the names and contents of the Go files that the build takes."""
    import hashlib  # a check, which asks for versions alone, does not pay for it

    found = hashlib.sha256()
    for file in files_of(package, holds, tree):
        try:
            content = tree.read(file)
        except TreeError:
            content = b""
        name = file.rpartition("/")[2]
        found.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        found.update(content)
    return found.hexdigest()[:16]


def _entries(package: Package, tree: Tree) -> list[Entry]:
    try:
        entries = tree.entries(package.directory)
    except TreeError:
        return []
    return [e for e in entries if e.kind == "file" and e.name.endswith(".go") and not e.name.endswith("_test.go")]
