"""A package of the graph, and the graph itself: ints for packages and conditions, no object per edge."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from gomodlint.source.header_model import Header
from gomodlint.source.module import Module

if TYPE_CHECKING:
    from gomodlint.source.directory import SourceFile
    from gomodlint.source.resolve import BuildList

FileKind = Literal["production", "test", "external-test"]
Origin = Literal["own", "std", "third-party", "missing"]
Condition = int  # see gomodlint.conditions.universe


class GoFile(NamedTuple):
    """One Go file of a package: its name, its header, and the condition under which Go uses it."""

    name: str
    kind: FileKind
    header: Header
    condition: Condition


class Package:
    """A package in one build list. Edges map the imported package's index to the edge's condition.

    An own package keeps edges whose condition is never met (0), so that rules over lines can see them; edges of
    other packages are never 0.
    """

    __slots__ = (
        "_files",
        "_marks",
        "_read",
        "build_list",
        "directory",
        "exists",
        "external_test_imports",
        "imports",
        "index",
        "main",
        "module",
        "name",
        "origin",
        "path",
        "place",
        "problem",
        "subject",
        "test_imports",
    )

    def __init__(
        self, index: int, build_list: int, path: str, directory: str, origin: Origin, module: Module | None
    ) -> None:
        self.index = index
        self.build_list = build_list
        self.path = path  # import path
        self.directory = directory  # a Tree path: relative to the repository, or absolute; "" for std and missing
        self.place: str | None = directory if origin == "own" else None  # where a main module has it or should
        self.origin = origin  # "own": of a main module
        self.module = module
        self.name = ""
        self.problem = ""  # why a missing package is missing
        self.subject = False  # a package of a main module under its own build list: what rules speak about
        self._files: tuple[GoFile, ...] | None = ()
        self._marks: str | None = None
        self._read: Callable[[Package], tuple[GoFile, ...]] | None = None
        self.exists: Condition = 0  # where any production file is built
        self.main: Condition = 0  # where it is `package main`
        self.imports: dict[int, Condition] = {}
        self.test_imports: dict[int, Condition] = {}
        self.external_test_imports: dict[int, Condition] = {}

    @property
    def files(self) -> tuple[GoFile, ...]:
        """Its Go files, in order of names."""
        if self._files is None:
            self._files = () if self._read is None else self._read(self)
        return self._files

    @files.setter
    def files(self, files: tuple[GoFile, ...]) -> None:
        self._files = files
        self._marks = None

    @property
    def marks(self) -> str:
        """What its files have: `.` and `_` for import specs that give these names, `/` for `//gomodlint:` comments."""
        if self._marks is None:
            given = {mark for file in self.files for mark in file.header.imports.marks()}
            if any(file.header.directives for file in self.files):
                given.add("/")
            self._marks = "".join(mark for mark in "._/" if mark in given)
        return self._marks

    def read_files_with(self, read: "Callable[[Package], tuple[GoFile, ...]]", marks: str) -> None:
        """Have the files read when they are asked for; `marks` says what they will have."""
        self._files = None
        self._marks = marks
        self._read = read

    def __repr__(self) -> str:
        return f"Package({self.index}, {self.path!r}, {self.origin})"


class Site(NamedTuple):
    """Where an import spec stands: file, line and column, the name it gives, its file's condition.

    The file is a path in the repository. In the module cache it is MODULE@VERSION/PATH: the same on every machine, and
    what Go calls it (`go build -trimpath`; cmd/go/internal/work/gc.go, trimpath).
    """

    file: str
    line: int
    column: int
    name: str
    condition: Condition
    kind: FileKind


_ASKED = 1_000  # importers whose sites are at hand


class Graph:
    """All packages that the main modules reach under any condition, each build list apart.

    `packages[i].index == i`. Of several build lists (go.mod files without go.work) each has its own nodes; an import
    path may therefore stand in `packages` more than once. `lookup[b]` maps the import paths written in sources under
    build list `b` to indices; `build_lists[b]` has its modules. `wider` are packages whose conditions could not be
    computed exactly: what they say holds in more builds than is true, never in fewer.
    """

    __slots__ = ("_importers", "_sites", "_subjects", "build_lists", "lookup", "packages", "wider")

    def __init__(self) -> None:
        self.packages: list[Package] = []
        self.lookup: list[dict[str, int]] = []
        self.build_lists: Sequence[BuildList] = ()
        self.wider: set[int] = set()
        self._importers: list[list[int]] | None = None
        self._subjects: list[Package] | None = None
        # The importers whose sites were asked for lately, as they were: of those asked for again, by what is imported.
        self._sites: dict[tuple[int, int, int], dict[int | None, list[Site]] | None] = {}

    def subjects(self) -> list[Package]:
        """Packages of the main modules, each under its own build list, in order of import path.

        Ask when the graph is complete: the answer is kept.
        """
        if self._subjects is None:
            self._subjects = sorted((p for p in self.packages if p.subject), key=lambda p: (p.path, p.index))
        return self._subjects

    def importers(self) -> list[list[int]]:
        """For each package the packages whose production files import it (under any condition that counts)."""
        if self._importers is None:
            self._importers = [[] for _ in self.packages]
            for package in self.packages:
                index = package.index
                for imported, condition in package.imports.items():
                    if condition:
                        self._importers[imported].append(index)
        return self._importers

    def sites(self, importer: int, imported: int) -> Iterator[Site]:
        """Every import spec in `importer` (tests included) that leads to `imported`; std has none."""
        package = self.packages[importer]
        key = (importer, id(package.files), len(self.lookup[package.build_list]))
        if key not in self._sites:  # asked about all its imports, a package with very many is gone through twice
            if len(self._sites) >= _ASKED:
                self._sites.clear()
            self._sites[key] = None
            yield from (site for target, site in self._sites_of(package) if target == imported)
            return
        known = self._sites[key]
        if known is None:
            known = self._sites[key] = {}
            for target, site in self._sites_of(package):
                known.setdefault(target, []).append(site)
        yield from known.get(imported, ())

    def _sites_of(self, package: Package) -> Iterator[tuple[int | None, Site]]:
        lookup = self.lookup[package.build_list]
        prefix = _shown(package)
        for file in package.files:
            for path, name, line, column in file.header.imports:
                yield lookup.get(path), Site(prefix + file.name, line, column, name, file.condition, file.kind)


def _shown(package: Package) -> str:
    """What stands before the names of a package's files: its directory and a slash, or nothing at the top."""
    directory, module = package.directory, package.module
    if module is not None and module.version and (directory.startswith("/") or directory[1:2] == ":"):
        directory = f"{module.path}@{module.version}{directory.removeprefix(module.directory)}"
    return f"{directory}/" if directory else ""


def name_of(sources: "Sequence[SourceFile]") -> str:
    """The package name that files of a directory share; "" when there are only tests."""
    return next((f.header.package for f in sources if not f.test and f.header.package != "documentation"), "")


def kind_of(source: "SourceFile", name: str) -> FileKind:
    """Production or test, of the package with this name or of the external test beside it."""
    if not source.test:
        return "production"
    package = source.header.package
    return "external-test" if package.endswith("_test") and package != name else "test"
