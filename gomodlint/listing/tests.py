"""The packages of a test binary: p.test, p [p.test], p_test [p.test], and copies of what lies between.

Source: Go's cmd/go/internal/load/test.go (TestPackagesAndErrors, recompileForTest).
"""

from __future__ import annotations

from collections.abc import Sequence

from gomodlint.listing.embed import EmbedError, resolve_embed
from gomodlint.listing.folder import Place
from gomodlint.listing.load import Loader
from gomodlint.listing.package import Package, PackageError, Stack
from gomodlint.listing.test_files import TestFiles

MAIN_IMPORTS = ("os", "reflect", "testing", "testing/internal/testdeps")
_TEST_MAIN = "_testmain.go"


TestPackages = tuple[Package, Package, Package | None]


def test_packages(loader: Loader, package: Package, *, embeds: bool, whole: bool) -> TestPackages:
    """The test binary, the package with its in-package tests (itself when it has none), its external tests.

    `whole`: read the test files whole, as Go does; what is wrong in them is an error of the test binary.
    """
    imported, error, incomplete = _load(loader, package, package.test_imports, "Test", f"{package.import_path} (test)")
    if embeds:
        error, incomplete = _embeds(package, "Test", f"{package.import_path} (test)", error, incomplete=incomplete)
    ximported, xerror, xincomplete = _load(
        loader, package, package.xtest_imports, "XTest", f"{package.import_path}_test"
    )
    if embeds:
        xerror, _ = _embeds(package, "XTest", f"{package.import_path}_test", xerror, incomplete=False)
    needs_tested = any(other is package for other in ximported)
    ximported = [other for other in ximported if other is not package]
    tested = package
    if package.files("TestGoFiles") or package.name == "main":
        tested = _tested(package, imported, error, incomplete=incomplete)
    external = None
    if package.files("XTestGoFiles"):
        external = _external(package, ximported, xerror, incomplete=xincomplete or xerror is not None)
        if needs_tested and external.imported is not None:
            external.imported.append(tested)
    binary = _binary(loader, package, tested)
    if binary.error is None and whole:
        _read_whole(loader, package, binary)
    if tested.files("GoFiles") or tested.files("CgoFiles"):
        binary.imported = [*(binary.imported or ()), tested]
        binary.imports.append(tested.import_path)
    if external is not None:
        binary.imported = [*(binary.imported or ()), external]
        binary.imports.append(external.import_path)
    binary.imports = sorted(set(binary.imports))
    binary.raw_imports = list(binary.imports)
    cycle = _recompile(binary, package, tested, external)
    if cycle is not None:
        tested.error, tested.incomplete = cycle, True
    return binary, tested, external


def first_error(*packages: Package | None) -> PackageError | None:
    """What keeps a test from being built (Go: TestPackagesFor)."""
    for package in packages:
        if package is None:
            continue
        if package.error is not None:
            return package.error
        if package.incomplete:
            return next((other.error for other in in_post_order([package]) if other.error is not None), None)
    return None


def _load(
    loader: Loader, package: Package, paths: list[str], kind: str, name: str
) -> tuple[list[Package], PackageError | None, bool]:
    """Load the imports of test files; their resolved paths go into `paths`."""
    places = package.folder.imports[kind] if package.folder else {}
    found: list[Package] = []
    error: PackageError | None = None
    incomplete = False
    loader.stack.append((name, None))
    for number, path in enumerate(list(paths)):
        other, problem = loader.load_import(path, package.directory, package, places.get(path))
        if problem is not None and error is None:
            error, incomplete = problem, True
        incomplete |= other.incomplete
        paths[number] = other.import_path
        found.append(other)
    loader.stack.pop()
    return found, error, incomplete


def _embeds(
    package: Package, kind: str, name: str, error: PackageError | None, *, incomplete: bool
) -> tuple[PackageError | None, bool]:
    try:
        package.embeds[kind] = resolve_embed(package.directory, package.patterns.get(kind, []))
    except EmbedError as problem:
        if kind == "Test" or error is None:
            place = package.folder.embeds[kind].get(problem.pattern) if package.folder else None
            error = PackageError(((name, None),), str(problem), place)
        incomplete = True
    return error, incomplete


def _tested(package: Package, imported: list[Package], error: PackageError | None, *, incomplete: bool) -> Package:
    tested = package.copy()
    if tested.error is None:
        tested.error = error
    tested.incomplete = tested.incomplete or incomplete
    tested.for_test = package.import_path
    tested.lists = {**package.lists, "GoFiles": package.files("GoFiles") + package.files("TestGoFiles")}
    raw = sorted(package.folder.imports["Test"]) if package.folder else list(package.test_imports)
    tested.imports = package.test_imports + package.imports
    tested.imported = imported + (package.imported or [])
    tested.raw_imports = raw + package.raw_imports
    tested.embeds = {**package.embeds, "": package.embeds.get("", []) + package.embeds.get("Test", [])}
    return tested


def _external(package: Package, imported: list[Package], error: PackageError | None, *, incomplete: bool) -> Package:
    external = Package(f"{package.import_path}_test")
    external.name = f"{package.name}_test"
    external.root, external.directory, external.module = package.root, package.directory, package.module
    external.lists = {"GoFiles": package.files("XTestGoFiles")}
    external.imports = package.xtest_imports
    external.raw_imports = sorted(package.folder.imports["XTest"]) if package.folder else list(package.xtest_imports)
    external.for_test = package.import_path
    external.error, external.incomplete = error, incomplete
    external.embeds = {"": package.embeds.get("XTest", [])}
    external.imported = imported
    external.goroot, external.profile = package.goroot, package.profile
    return external


def _binary(loader: Loader, package: Package, tested: Package) -> Package:
    binary = Package(f"{package.import_path}.test")
    binary.name = "main"
    binary.directory, binary.root, binary.module = package.directory, package.root, package.module
    binary.lists, binary.profile = {"GoFiles": [_TEST_MAIN]}, package.profile
    binary.imports = list(MAIN_IMPORTS)
    dependencies, problem = loader.linker_dependencies
    if problem:
        binary.error = PackageError((), problem)
    loader.stack.append(("testmain", None))
    binary.imported = []
    for path in (*MAIN_IMPORTS, *dependencies):
        if path == tested.import_path:
            binary.imported.append(tested)
        else:
            binary.imported.append(loader.load_import(path, "", None, resolve=False)[0])
    loader.stack.pop()
    return binary


def _read_whole(loader: Loader, package: Package, binary: Package) -> None:
    """Put on the test binary what is wrong with the test files (Go: loadTestFuncs)."""
    names = package.files("TestGoFiles") + package.files("XTestGoFiles")
    trouble = TestFiles(loader.reader.tree).trouble(package.directory, names)
    if trouble is not None:
        stack = ((package.import_path, None),) if trouble.place is not None else ()
        binary.error, binary.incomplete = PackageError(stack, trouble.text, trouble.place), True


def _recompile(binary: Package, package: Package, tested: Package, external: Package | None) -> PackageError | None:
    """Copy what lies between the test binary and the package; the cycle that this closes, if any."""
    copies = {id(package): tested}
    for other in in_post_order([binary]):
        if other is package:
            continue
        current, split = other, other is binary or other is external or other is tested
        for number, imported in enumerate(list(other.imported or ())):
            copy = copies.get(id(imported), imported)
            if copy is not imported:
                if not split:  # from here on an import of itself, of which there are bad ones, is one of the copy
                    split = True
                    current = copies[id(other)] = _recompiled(other, package)
                if current.imported is not None:
                    current.imported[number] = copy
        if not split and (other.name == "main" or (package.profile and not other.profile)):
            copies[id(other)] = _recompiled(other, package)
    return _cycle(tested)


def _recompiled(other: Package, package: Package) -> Package:
    """A copy for a package's test."""
    copy = other.copy()
    copy.for_test = package.import_path
    copy.imported, copy.imports = list(other.imported or ()), list(other.imports)
    copy.profile = package.profile
    return copy


def _cycle(tested: Package) -> PackageError | None:
    """The shortest way from the package under test back to itself."""
    importers: dict[int, Package | None] = {id(other): None for other in tested.imported or ()}
    queue = list(tested.imported or ())
    at = 0
    while at < len(queue):
        other = queue[at]
        at += 1
        if other is tested:
            return PackageError(_cycle_stack(tested, importers), "import cycle not allowed in test", cycle=True)
        for imported in other.imported or ():
            if id(imported) not in importers:
                importers[id(imported)] = other
                queue.append(imported)
    return None


def _cycle_stack(tested: Package, importers: dict[int, Package | None]) -> Stack:
    stack: list[tuple[str, Place | None]] = []
    at: Package | None = tested
    while at is not None:
        above = importers[id(at)]
        importer = above if above is not None else tested
        stack.append((at.import_path, _place(importer, at.import_path, tests=importer is tested)))
        at = above
    stack.append((tested.import_path, None))
    return tuple(reversed(stack))


def _place(package: Package, path: str, *, tests: bool) -> Place | None:
    if package.folder is None:
        return None
    place = package.folder.imports[""].get(path)
    return place if place is not None or not tests else package.folder.imports["Test"].get(path)


def in_post_order(roots: Sequence[Package]) -> list[Package]:
    """The packages that roots reach, each after what it imports (Go: PackageList)."""
    seen: set[int] = set()
    found: list[Package] = []
    for root in roots:
        if id(root) in seen:
            continue
        seen.add(id(root))
        stack = [(root, iter(root.imported or ()))]
        while stack:
            package, following = stack[-1]
            for other in following:
                if id(other) not in seen:
                    seen.add(id(other))
                    stack.append((other, iter(other.imported or ())))
                    break
            else:
                stack.pop()
                found.append(package)
    return found
