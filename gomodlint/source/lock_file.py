"""gomodlint.lock: what the source of third-party modules says, for machines that do not have it.

One line for each fact, sorted, so that a change of a dependency reads well in a diff:

    requires example.com/m 4c1f...          a main module, and a digest of all that chooses its dependencies
    module github.com/x/y v1.2.3 h1:...     a module as go.sum has it
    package github.com/x/y/z z              a package of it: path, name, and where it has files unless that is always
            os/user         linux && cgo    an import, and where it exists unless that is always; tabs in between
    main example.com/m/cmd/a                a program, and where it is one; what it contains is below (gomodlint/lock)
            fmt             at most linux   it contains this, in some of these builds: there are too many tags
"""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source import limits
from gomodlint.source.constraint import ConstraintError, Expr, parse
from gomodlint.source.gomod import GoMod, Replace
from gomodlint.source.tree import Tree, TreeError

AT_MOST: Final = "at most "  # in front of a condition that holds in more builds, too: there are too many tags
PERHAPS: Final = "perhaps"  # where no condition is left
NAME: Final = "gomodlint.lock"
HEAD: Final = "# gomodlint.lock 1: what is imported outside this repository. Written by: gomodlint lock --update"
MOST_LINES: Final = 1_000_000
_HINT: Final = "write it anew: gomodlint lock --update"


class LockedModule(NamedTuple):
    """A module whose packages are in the lock; `sum` is its go.sum hash (of what replaces it, if anything does)."""

    path: str
    version: str
    sum: str


class LockedPackage(NamedTuple):
    """A package: names of its package clauses and imports, each with where it holds (None: always)."""

    names: tuple[tuple[str, Expr | None], ...]
    imports: tuple[tuple[str, Expr | None], ...]


class Lock:
    """A lock file that was read. Packages are decoded when they are asked for."""

    __slots__ = ("_at", "_expressions", "_lines", "file", "modules", "requires")

    def __init__(self, file: str, lines: Sequence[str]) -> None:
        self.file = file
        self.requires: dict[str, str] = {}
        self.modules: dict[str, LockedModule] = {}
        self._lines = lines
        self._at: dict[str, tuple[str, list[int]]] = {}  # package -> its module, its `package` lines
        self._expressions: dict[str, Expr] = {}
        self._index()

    def _index(self) -> None:
        module, is_program = "", False
        for number, line in enumerate(self._lines):
            first = line[:1]
            if first == "\t":
                if not module and not is_program:
                    raise self._wrong(number, "an import of no package")
                continue
            if not first or first == "#":
                continue
            words = line.partition("\t")[0].split(" ")
            verb, count = words[0], len(words)
            is_program = verb == "main"
            if verb == "package" and count == 3 and module:
                known = self._at.get(words[1])
                if known is None:
                    self._at[words[1]] = (module, [number])
                else:
                    known[1].append(number)
            elif verb == "module" and count == 4:
                module = words[1]
                self.modules[module] = LockedModule(module, words[2], words[3])
            elif verb == "requires" and count == 3:
                self.requires[words[1]] = words[2]
            elif not is_program:
                raise self._wrong(number, f"{verb!r} is no line of a lock")

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join(self._lines)

    def owner(self, path: str) -> LockedModule | None:
        """The module that had a package when the lock was written; None if it is not in the lock."""
        found = self._at.get(path)
        return None if found is None else self.modules[found[0]]

    def package(self, path: str) -> LockedPackage:
        """What a package that has an `owner` says. Raises NoVerdict for a condition that cannot be read."""
        names: list[tuple[str, Expr | None]] = []
        imports: list[tuple[str, Expr | None]] = []
        for start in self._at[path][1]:
            head, _, where = self._lines[start].partition("\t")
            names.append((head.rpartition(" ")[2], self._where(start, where)))
            for number in range(start + 1, len(self._lines)):
                line = self._lines[number]
                if not line.startswith("\t"):
                    break
                imported, _, where = line[1:].partition("\t")
                imports.append((imported, self._where(number, where)))
        return LockedPackage(tuple(names), tuple(imports))

    def lines_of(self, path: str) -> Iterator[str]:
        """The lines of a package that has an `owner`, as they stand."""
        for start in self._at[path][1]:
            yield self._lines[start]
            for number in range(start + 1, len(self._lines)):
                if not self._lines[number].startswith("\t"):
                    break
                yield self._lines[number]

    def _where(self, number: int, text: str) -> Expr | None:
        if not text:
            return None
        known = self._expressions.get(text)
        if known is None:
            try:
                known = self._expressions[text] = parse(text)
            except ConstraintError as error:
                raise self._wrong(number, str(error)) from error
        return known

    def _wrong(self, number: int, message: str) -> NoVerdict:
        return NoVerdict(Problem(message, self.file, number + 1, 1, _HINT))


def read(tree: Tree, directory: str) -> Lock | None:
    """The lock in a directory, None if there is none.

    Raises NoVerdict for one that is damaged or not of this version.
    """
    file = posixpath.join(directory, NAME)
    try:
        data = tree.read(file, most=limits.LOCK)
    except TreeError as error:
        if error.is_absent:
            return None
        raise NoVerdict(Problem(f"cannot read the lock: {error.reason}", file, hint=_HINT)) from error
    if data.count(b"\n") > MOST_LINES:
        raise NoVerdict(Problem(f"cannot read the lock: more than {MOST_LINES:,} lines", file, hint=_HINT))
    lines = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n")
    if lines[0] != HEAD:
        raise NoVerdict(Problem("not a lock that this version of gomodlint reads", file, 1, 1, _HINT))
    return Lock(file, lines)


def digest(mod: GoMod, replaces: Sequence[Replace] = ()) -> str:
    """Of all in a go.mod, and of a workspace's replacements, that chooses the dependencies of its module."""
    import hashlib

    facts: list[tuple[str, ...]] = [("go", mod.go)]
    facts += [("require", one.path, one.version) for one in mod.requires]
    facts += [("replace", one.path, one.version, one.new_path, one.new_version) for one in (*mod.replaces, *replaces)]
    facts += [("exclude", one.text, one.version) for one in mod.excludes]
    text = "\n".join("\0".join(fact) for fact in sorted(facts))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def sums(tree: Tree, files: Iterator[str]) -> Mapping[tuple[str, str], str]:
    """Module path and version to hash, from files like go.sum; what is not there adds nothing."""
    found: dict[tuple[str, str], str] = {}
    for file in files:
        try:
            text = tree.read(file, most=limits.GO_SUM).decode("utf-8", "surrogateescape")
        except TreeError as error:
            if error.is_absent:
                continue
            hint = error.hint or "go mod tidy writes it"
            raise NoVerdict(Problem(f"cannot read: {error.reason}", file, hint=hint)) from error
        for line in text.split("\n"):
            words = line.split()
            if len(words) == 3 and not words[1].endswith("/go.mod"):
                found[words[0], words[1]] = words[2]
    return found
