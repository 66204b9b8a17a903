"""A package as `go list` describes it, and how it is printed (Go: cmd/go/internal/load/pkg.go, PackagePublic)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection
from typing import NamedTuple

from gomodlint.listing.folder import Folder, Place
from gomodlint.listing.line_directives import printed

Stack = tuple[tuple[str, Place | None], ...]  # import paths, each with where it is imported

FIELDS = (
    "Dir",
    "ImportPath",
    "Name",
    "Root",
    "ForTest",
    "Module",
    "Match",
    "Goroot",
    "Standard",
    "DepOnly",
    "Incomplete",
    "GoFiles",
    "CgoFiles",
    "IgnoredGoFiles",
    "InvalidGoFiles",
    "IgnoredOtherFiles",
    "CFiles",
    "CXXFiles",
    "MFiles",
    "HFiles",
    "FFiles",
    "SFiles",
    "SwigFiles",
    "SwigCXXFiles",
    "SysoFiles",
    "EmbedPatterns",
    "EmbedFiles",
    "CgoCFLAGS",
    "CgoCPPFLAGS",
    "CgoCXXFLAGS",
    "CgoFFLAGS",
    "CgoLDFLAGS",
    "CgoPkgConfig",
    "Imports",
    "ImportMap",
    "Deps",
    "Error",
    "DepsErrors",
    "TestGoFiles",
    "TestImports",
    "TestEmbedPatterns",
    "TestEmbedFiles",
    "XTestGoFiles",
    "XTestImports",
    "XTestEmbedPatterns",
    "XTestEmbedFiles",
)
# Fields of go list that need a build, the documentation of the source, or the machine's build cache.
ABSENT = frozenset(
    "BinaryOnly BuildID CompiledGoFiles ConflictDir DefaultGODEBUG Doc Export ImportComment Shlib Stale StaleReason Target".split()  # noqa: E501, SIM905
)
FILE_LISTS = tuple(name for name in FIELDS if name.endswith("Files") and "Embed" not in name)


class PackageError:
    """An error of a package. Two are the same only if they are one object, as in Go."""

    __slots__ = ("cycle", "place", "stack", "stack_first", "text")

    def __init__(
        self, stack: Stack, text: str, place: Place | None = None, *, cycle: bool = False, stack_first: bool = False
    ) -> None:
        self.stack: Stack | None = stack
        self.text = text
        self.place = place
        self.cycle = cycle
        self.stack_first = stack_first  # shown with its stack even where it has a place

    def plain(self, cwd: str) -> dict[str, object]:
        """As in JSON."""
        stack = [path for path, _ in self.stack or ()]
        return {"ImportStack": stack, "Pos": position(self.place, cwd), "Err": self.text}

    def words(self, cwd: str) -> str:
        """As on standard error."""
        place = position(self.place, cwd)
        if place and (not self.stack or not self.stack_first):
            return f"{place}: {self.text}"
        if not self.stack:
            return self.text
        names = [path for path, _ in self.stack]
        if self.cycle:
            names = [f"{path} from {os.path.basename(printed(at)[0])}" if at else path for path, at in self.stack]
        where = f"\n\t{place}" if place else ""
        return "package " + "\n\timports ".join(names) + f"{where}: {self.text}"


def position(place: Place | None, cwd: str) -> str:
    """`file:line:column`, the file relative to the working directory where that is shorter."""
    if place is None:
        return ""
    file, line, column = printed(place) if place[1] else place
    where = f"{short(file, cwd)}:{line}" if line else short(file, cwd)
    return f"{where}:{column}" if line and column else where


def short(path: str, cwd: str) -> str:
    """A path relative to the working directory, where that is shorter (Go: cmd/go/internal/base, ShortPath)."""
    try:
        relative = os.path.relpath(path, cwd)
    except ValueError:  # another drive
        return path
    return relative if len(relative) < len(path) else path


class Package:
    """One package of a listing. `imported` is None while it is being loaded."""

    __slots__ = (
        "deps",
        "deps_errors",
        "directory",
        "embeds",
        "error",
        "folder",
        "for_main",
        "for_test",
        "goroot",
        "import_map",
        "import_path",
        "imported",
        "imports",
        "incomplete",
        "is_dep",
        "lists",
        "local",
        "matches",
        "module",
        "name",
        "patterns",
        "profile",
        "raw_imports",
        "root",
        "standard",
        "test_imports",
        "xtest_imports",
    )

    def __init__(self, import_path: str) -> None:
        self.import_path = import_path
        self.directory = ""
        self.name = ""
        self.root = ""
        self.for_test = ""
        self.for_main = ""  # compiled for this program, with its profile
        self.profile = False  # compiled with a default.pgo
        self.module: dict[str, object] | None = None
        self.matches: list[str] = []
        self.standard = False
        self.goroot = False  # in GOROOT: also the external tests of std
        self.is_dep = False
        self.incomplete = False
        self.local = False
        self.lists: dict[str, list[str]] = {}
        self.patterns: dict[str, list[str]] = {}
        self.embeds: dict[str, list[str]] = {}
        self.imports: list[str] = []
        self.raw_imports: list[str] = []
        self.test_imports: list[str] = []
        self.xtest_imports: list[str] = []
        self.import_map: dict[str, str] = {}
        self.imported: list[Package] | None = None
        self.folder: Folder | None = None
        self.error: PackageError | None = None
        self.deps: list[str] | None = None
        self.deps_errors: list[PackageError] | None = None

    def copy(self) -> Package:
        """A package that starts out the same."""
        other = Package(self.import_path)
        for name in Package.__slots__:
            setattr(other, name, getattr(self, name))
        other.embeds = dict(self.embeds)  # what is found later, for tests, is not the copy's
        return other

    def files(self, name: str) -> list[str]:
        """One list of files, such as GoFiles."""
        return self.lists.get(name, [])

    def plain(self, cwd: str, fields: Collection[str]) -> dict[str, object]:
        """As in JSON, without empty fields; all fields if none are chosen."""
        found: dict[str, object] = {}
        for name in FIELDS:
            if fields and name not in fields:
                continue
            value = self._value(name, cwd)
            if value:
                found[name] = value
        return found

    def _value(self, name: str, cwd: str) -> object:
        attribute = _ATTRIBUTES.get(name)
        if attribute is not None:
            return getattr(self, attribute)
        if name == "Error":
            return self.error.plain(cwd) if self.error else None
        if name == "DepsErrors":
            return [error.plain(cwd) for error in self.deps_errors or ()]
        if name.endswith("EmbedPatterns"):
            return self.patterns.get(name.removesuffix("EmbedPatterns"), [])
        if name.endswith("EmbedFiles"):
            return self.embeds.get(name.removesuffix("EmbedFiles"), [])
        if name == "ImportMap":
            return dict(sorted(self.import_map.items()))
        return self.lists.get(name, [])


_ATTRIBUTES = {
    "Dir": "directory",
    "ImportPath": "import_path",
    "Name": "name",
    "Root": "root",
    "ForTest": "for_test",
    "Module": "module",
    "Match": "matches",
    "Goroot": "goroot",
    "Standard": "standard",
    "DepOnly": "is_dep",
    "Incomplete": "incomplete",
    "Imports": "imports",
    "Deps": "deps",
    "TestImports": "test_imports",
    "XTestImports": "xtest_imports",
}


class Build(NamedTuple):
    """What of the configuration bears on loading."""

    goos: str
    goarch: str
    cgo: bool
    release: int
    flags: tuple[str, ...]  # race, msan, asan
    mode: str  # -buildmode


def to_json(value: object) -> str:
    """JSON as Go writes it: tabs, and `<`, `>`, `&` escaped; beyond Go, whatever acts on a terminal is escaped too."""
    text = json.dumps(value, indent="\t", ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode("utf-8", "replace").decode()


_ESCAPED = re.compile("[<>&\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]")
