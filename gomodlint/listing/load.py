"""Loading packages and what they import, depth first, with Go's errors (Go: cmd/go/internal/load/pkg.go)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gomodlint.conditions.universe import Universe
from gomodlint.listing.allowed import disallowed
from gomodlint.listing.direct import implicit_problem
from gomodlint.listing.embed import EmbedError, resolve_embed
from gomodlint.listing.folder import Folder, Place, Trouble
from gomodlint.listing.folder_reader import FolderReader
from gomodlint.listing.implicit import BRIDGE, implicit_imports, linker_dependencies
from gomodlint.listing.importers import Importers
from gomodlint.listing.modules import Found, Modules
from gomodlint.listing.names import drop_foreign, fold, foreign_problem, is_safe, unfit
from gomodlint.listing.package import Build, Package, PackageError, Stack
from gomodlint.source.constraint import Expr
from gomodlint.source.resolve import has_no_dot
from gomodlint.source.std import StdTable
from gomodlint.source.tree import TreeError


class Loader:
    """Loads each package once. `find` leaves imports out; `embeds` resolves `//go:embed` patterns to files."""

    def __init__(
        self,
        modules: Modules,
        reader: FolderReader,
        std: StdTable,
        build: Build,
        universe: Universe,
        *,
        find: bool,
        embeds: bool,
        goroot: str,
    ) -> None:
        self.modules = modules
        self.reader = reader
        self.build = build
        self._std = std
        self._universe = universe
        self.linker_dependencies = linker_dependencies(build)  # and why nothing can be linked
        self.importers = Importers(reader, modules.located)
        self._find = find
        self._embeds = embeds
        self._goroot = goroot
        self._packages: dict[str, Package] = {}
        self._folders: dict[str, tuple[Folder, str, bool]] = {}
        self._folded: dict[str, str] = {}
        self.stack: list[tuple[str, Place | None]] = []

    def load_import(
        self, path: str, source: str, parent: Package | None, place: Place | None = None, *, resolve: bool = True
    ) -> tuple[Package, PackageError | None]:
        """The package that an import path means in a directory, and why `parent` may not import it, if so."""
        if path.startswith("mod/") or "@" in path:
            return self._refused(path, place), None
        found = self._lookup(path, parent)
        known = self._packages.get(found.path)
        if known is not None:
            self.stack.append((path, place))
            self._reuse(known)
            self.stack.pop()
        else:
            known = self._packages[found.path] = Package(found.path)
            known.local = _is_local(path)
            self._load(known, path, found, place)
        return known, disallowed(known, path, source, parent, place, resolve=resolve, stack=self.stack)

    def loaded(self) -> list[Package]:
        """Every package that was loaded."""
        return list(self._packages.values())

    def settle_roots(self, packages: Iterable[Package]) -> None:
        """A package vendored in std has the root of the module that the build takes the same path from, if it does.

        Go looks the module up by the path as imported (Go: load/pkg.go, loadPackageData).
        """
        for package in packages:
            path = package.import_path
            other = self._packages.get(path.removeprefix("vendor/")) if path.startswith("vendor/") else None
            if other is not None and other.module:
                package.root = str(other.module.get("Dir", ""))

    def command_line_files(self, directory: str, names: Sequence[str]) -> Package:
        """The package of files named on the command line."""
        package = Package("command-line-arguments")
        self._packages[package.import_path] = package
        folder = self.reader.read_files(directory, names)
        self._fill(package, "command-line-arguments", folder, folder.error, None)
        return package

    def _refused(self, path: str, place: Place | None) -> Package:
        package = Package(path)
        package.incomplete = True
        package.imported = []
        words = f'disallowed import path "{path}"'
        if "@" in path and not path.startswith("mod/"):
            words = "can only use path@version syntax with 'go get' and 'go install' in module-aware mode"
        package.error = PackageError((*self.stack, (path, place)), words)
        return package

    def _lookup(self, path: str, parent: Package | None) -> Found:
        if path == "unsafe" and not self._goroot:
            return Found(path, standard=True)
        if parent is not None and parent.standard:
            path = self.modules.std_vendor(parent.import_path, path)
        elif path == "C" and parent is None:
            words = 'unknown import path "C": internal error: module loader did not resolve import'
            return Found(path, problem=words)
        return self.modules.find(path)

    def _reuse(self, package: Package) -> None:
        """Go: reusePackage; a package that is still being loaded closes a cycle."""
        stack: Stack = tuple(self.stack)
        if package.imported is None:
            if package.error is None:
                package.error = PackageError(stack, "import cycle not allowed", cycle=True)
            elif not package.error.cycle:
                package.error.cycle = True
            package.incomplete = True
        error = package.error
        if error is not None and error.stack is not None and not error.cycle and _shorter(stack, error.stack):
            error.stack = stack

    def _load(self, package: Package, path: str, found: Found, place: Place | None) -> None:
        trouble: Trouble | None = None
        if found.standard and not self._goroot:
            folder = self._from_table(found.path)
        elif found.directory:
            try:
                folder = self.reader.read(found.directory, self.modules.index(found))
                trouble = folder.error
            except TreeError as error:
                folder = Folder(found.directory)
                trouble = Trouble(f"cannot find package: {error.reason}")
        else:
            folder = Folder("")
        if folder.documented and not self._find:
            self._look_for_documented(folder.directory)
        problem = found.later(self.importers.of(found.path)) if found.later else found.problem
        if found.module is not None and not problem and not self._find:
            problem = implicit_problem(self.modules, found.module, found.path, folder.imports[""])
        if problem and trouble is None:
            trouble = Trouble(problem)
        self._fill(package, path, folder, trouble, place)

    def _look_for_documented(self, directory: str) -> None:
        """Go's module loader looks for what files of `package documentation` import, too (Go: imports/scan.go)."""
        imports, _ = self.reader.scan(directory) or ((), ())
        for name in imports:
            self.modules.find(name)

    def _from_table(self, path: str) -> Folder:
        """A package of the shipped table: its imports are known, its files are not."""
        folder = Folder("")
        folder.name = self._std.name(path)
        if self._std.exists(path) is None or self._true(self._std.exists(path)):
            names = [name for name, where in self._std.imports(path) if where is None or self._true(where)]
            folder.imports[""] = dict.fromkeys(names, ("", 0, 0))
        return folder

    def _true(self, expression: Expr | None) -> bool:
        return expression is None or bool(self._universe.evaluate(expression))

    def _fill(self, package: Package, path: str, folder: Folder, trouble: Trouble | None, place: Place | None) -> None:
        """Go: Package.load."""
        self._describe(package, folder)
        if trouble is not None:
            self._trouble(package, path, trouble, place)
        implicit, refused = implicit_imports(package, self.build, self.linker_dependencies, find=self._find)
        if refused:
            self._error(package, path, refused, place)
            return
        folded = fold(package.import_path)
        other = self._folded.setdefault(folded, package.import_path)
        if other != package.import_path:
            words = f'case-insensitive import collision: "{package.import_path}" and "{other}"'
            self._error(package, path, words, place)
            return
        if not is_safe(package.import_path):
            self._error(package, path, f'invalid import path "{package.import_path}"', place)
            return
        self.stack.append((path, place))
        self._load_imports(package, path, folder, implicit)
        self.stack.pop()

    def _load_imports(self, package: Package, path: str, folder: Folder, implicit: list[str]) -> None:
        if package.import_path != "command-line-arguments":
            package.module = self.modules.info(package.import_path)
        if self._embeds:
            self._embed(package, folder, path)
        problem = unfit(package)
        if problem:
            self._error(package, path, problem, None)
            return
        places = folder.imports[""]
        imported: list[Package] = []
        paths = [*package.imports, *implicit]
        for number, name in enumerate(paths):
            if name == "C":
                continue
            bridge = name == BRIDGE and name in implicit
            other, error = self.load_import(name, package.directory, package, places.get(name))
            if error is not None and package.error is None and not bridge:
                package.error, package.incomplete = error, True
            if number < len(package.imports):
                package.imports[number] = other.import_path
            imported.append(other)
            package.incomplete |= other.incomplete
        package.imported = imported
        if not self.build.cgo:
            drop_foreign(package)
        problem = foreign_problem(package)
        if problem:
            self._error(package, path, problem, None)

    def _describe(self, package: Package, folder: Folder) -> None:
        """Go: copyBuild."""
        package.folder = folder
        package.directory, package.name = folder.directory, folder.name
        path = package.import_path
        goroot = self._goroot
        in_goroot = bool(goroot) and folder.directory.startswith(f"{goroot}/src/")
        package.standard = has_no_dot(path) and (in_goroot or (not folder.directory and bool(folder.name)))
        package.goroot = in_goroot or package.standard
        if in_goroot:
            package.root = goroot
        module = self.modules.info(path) if folder.directory and path != "command-line-arguments" else None
        if module is not None:
            package.root = str(module.get("Dir", ""))
        package.lists = {name: list(files) for name, files in folder.lists.items()}
        if self.build.flags and "msan" in self.build.flags:
            package.lists.pop("SysoFiles", None)
        for kind in ("", "Test", "XTest"):
            package.patterns[kind] = sorted(folder.embeds[kind])
        if not self._find:
            package.imports = sorted(folder.imports[""])
            package.raw_imports = list(package.imports)
            package.test_imports = sorted(folder.imports["Test"])
            package.xtest_imports = sorted(folder.imports["XTest"])

    def _trouble(self, package: Package, path: str, trouble: Trouble, place: Place | None) -> None:
        """Go: setLoadPackageDataError."""
        package.incomplete = True
        text = trouble.text
        if trouble.no_go:
            text = self._nothing_to_build(package)
        pushed = trouble.no_go or trouble.place is not None
        if pushed:
            self.stack.append((path, place))
        package.error = PackageError(tuple(self.stack), text, trouble.place)
        top = self.stack[-1][0] if self.stack else ""
        if self.stack and top != path and place is not None:
            package.error.place = place
        if pushed:
            self.stack.pop()

    @staticmethod
    def _nothing_to_build(package: Package) -> str:
        if package.files("IgnoredGoFiles"):
            return f"build constraints exclude all Go files in {package.directory}"
        if package.files("TestGoFiles") or package.files("XTestGoFiles"):
            return f"no non-test Go files in {package.directory}"
        return f"no Go files in {package.directory}"

    def _error(self, package: Package, path: str, text: str, place: Place | None) -> None:
        """Go: setError within load: the first error stays."""
        if package.error is not None:
            return
        package.error = PackageError(tuple(self.stack), text)
        package.incomplete = True
        if self.stack and self.stack[-1][0] != path and place is not None:
            package.error.place = place

    def _embed(self, package: Package, folder: Folder, path: str) -> None:
        try:
            package.embeds[""] = resolve_embed(package.directory, package.patterns[""])
        except EmbedError as problem:
            package.incomplete = True
            self._error(package, path, str(problem), None)
            if package.error is not None:
                package.error.place = folder.embeds[""].get(problem.pattern)


def _shorter(stack: Stack, other: Stack) -> bool:
    if len(stack) != len(other):
        return len(stack) < len(other)
    return [path for path, _ in stack] < [path for path, _ in other]


def _is_local(path: str) -> bool:
    return path in {".", ".."} or path.startswith(("./", "../"))
