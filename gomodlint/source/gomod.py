"""go.mod: what a module says of itself and requires (Go: golang.org/x/mod/modfile/rule.go)."""

import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source.modfile import Line, lines, text_of, unknown_block
from gomodlint.source.semver import canonical, version_problem

_GO = re.compile(r"[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?")
_TOOLCHAIN = re.compile(r"default|go1(?:\..*)?")
_VERBS = frozenset("module go toolchain require exclude replace retract tool ignore godebug".split())  # noqa: SIM905
_QUOTES = "invalid quoted string"
_MARK = "unexpected input character '\\ufeff'"
_BLOCKS = _VERBS - {"go", "toolchain"}
_OF_DEPENDENCIES = frozenset({"module", "go", "require", "retract", "ignore"})  # all else counts in main modules only


class Require(NamedTuple):
    """A `require` line."""

    path: str
    version: str
    indirect: bool
    line: int
    column: int


class Replace(NamedTuple):
    """A `replace` line; `version` is "" for all versions, `new_version` "" for a directory."""

    path: str
    version: str
    new_path: str
    new_version: str
    line: int
    column: int


class Named(NamedTuple):
    """A directive whose argument is one text: `tool`, `ignore`, `retract`, `godebug`; or `exclude` with a version."""

    text: str
    version: str
    comment: str
    line: int
    column: int


class GoMod:
    """A parsed go.mod."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.module = ""
        self.go = ""
        self.toolchain = ""
        self.module_line = 0
        self.go_line = 0
        self.toolchain_line = 0
        self.requires: list[Require] = []
        self.replaces: list[Replace] = []
        self.excludes: list[Named] = []
        self.retracts: list[Named] = []
        self.tools: list[Named] = []
        self.ignores: list[Named] = []
        self.godebugs: list[Named] = []

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all."""
        return vars(self) == vars(GoMod(self.file))


def parse(data: bytes, file: str, *, strict: bool) -> GoMod:
    """Read a go.mod. `strict` (main modules) refuses unknown directives; dependencies' are read as far as needed.

    A file without a `module` line has no module path. Raises NoVerdict, in Go's words, with every problem.
    """
    found = GoMod(file)
    problems: list[Problem] = []
    if data.startswith(b"\xef\xbb\xbf"):
        raise NoVerdict(Problem(_MARK, file, 1, 1, "save the file as UTF-8 without its byte order mark"))
    for line in lines(data, file):
        message = directive(found, line, strict=strict)
        if message:
            problems.append(Problem(message, file, line.line, line.column, "go mod edit -fmt says what Go expects"))
    if strict:
        problems += [Problem(words, file, line.line, line.column) for line, words in _retracted(found)]
    if problems:
        raise NoVerdict(*problems)
    return found


def _retracted(mod: GoMod) -> Iterator[tuple[Named, str]]:
    """Lines that retract what cannot be a version of the module, and why not (Go: modfile/rule.go, fixRetract)."""
    for line in mod.retracts:
        for version in line.text.strip("[]").split(", "):
            problem = version_problem(mod.module, version)
            if problem:
                yield line, f"retract {mod.module}: {problem}"
                break


def directive(found: GoMod, line: Line, *, strict: bool) -> str:
    """Take one directive into `found`; what is wrong with it, or ""."""
    verb, *words = line.words
    place = (line.line, line.column)
    if line.block == "opens":
        return unknown_block(line, _BLOCKS) if strict else ""
    if line.block and verb not in _BLOCKS:
        return ""
    if verb not in _VERBS:
        return f"unknown directive: {verb}" if strict else ""
    if not strict and verb not in _OF_DEPENDENCIES:
        return ""
    if verb == "module":
        if len(words) != 1 or found.module:
            return "repeated module statement" if found.module else "usage: module module/path"
        path, problem = text_of(words[0])
        if problem:
            return f"{_QUOTES}: {problem}"
        found.module, found.module_line = path, line.line
    elif verb == "go":
        if found.go or len(words) != 1 or not _GO.fullmatch(words[0]):
            if not strict and words and (match := re.match(r"v?(1\.[0-9]+)", words[0])):
                found.go = match[1]
                return ""
            if found.go:
                return "repeated go statement"
            if len(words) != 1:
                return "go directive expects exactly one argument"
            return f"invalid go version '{words[0]}': must match format 1.23.0"
        found.go, found.go_line = words[0], line.line
    elif verb == "toolchain":
        if found.toolchain:
            return "repeated toolchain statement"
        if len(words) != 1:
            return "toolchain directive expects exactly one argument"
        if not _TOOLCHAIN.fullmatch(words[0]):
            return f"invalid toolchain version '{words[0]}': must match format go1.23.0 or default"
        found.toolchain, found.toolchain_line = words[0], line.line
    elif verb in {"require", "exclude"}:
        return _required(found, line, strict=strict)
    elif verb == "replace":
        return _replace(found, words, place)
    elif verb == "retract":
        words, problem = _versions(words)
        problem = problem or _interval_problem(words)
        if problem:
            return problem if strict else ""
        text = "".join(words).replace(",", ", ") if words[:1] == ["["] else " ".join(words)
        found.retracts.append(Named(text, "", line.comment, *place))
    else:
        lists = {"tool": found.tools, "ignore": found.ignores, "godebug": found.godebugs}
        if verb == "godebug" and (len(words) != 1 or "=" not in words[0] or set(words[0]) & set("\"`',")):
            return "usage: godebug key=value"
        if len(words) != 1:
            return f"{verb} directive expects exactly one argument"
        text, problem = text_of(words[0])
        if problem:
            return f"{_QUOTES}: {problem}"
        lists[verb].append(Named(text, "", line.comment, *place))
    return ""


def _interval_problem(words: list[str]) -> str:
    """What is wrong with what a `retract` names, but for the versions themselves (Go: parseVersionInterval)."""
    if not words or words[0] == "(":
        return "expected '[' or version"
    length = 1
    if words[0] == "[":
        expected = ("version after '['", "',' after version", "version after ','", "']' after version")
        marks = {1: ",", 3: "]"}
        for at, what in enumerate(expected):
            word = words[at + 1] if at + 1 < len(words) else ""
            if not word or (at in marks and word != marks[at]):
                return f"expected {what}"
        length = 5
    return f'unexpected token after version: "{words[length]}"' if len(words) > length else ""


def _required(found: GoMod, line: Line, *, strict: bool) -> str:
    """Take a `require` or an `exclude`."""
    verb, *words = line.words
    if len(words) != 2:
        return f"usage: {verb} module/path v1.2.3"
    path, problem = text_of(words[0])
    if problem:
        return f"{_QUOTES}: {problem}"
    text, problem = _version(words[1])
    version = canonical(text) or text
    problem = problem or version_problem(path, text if strict else version)
    if problem:
        return f"{verb} {path}: {problem}"
    if verb == "require":
        indirect = line.comment == "indirect" or line.comment.startswith("indirect;")
        found.requires.append(Require(path, version, indirect, line.line, line.column))
    else:
        found.excludes.append(Named(path, version, line.comment, line.line, line.column))
    return ""


def _replace(found: GoMod, words: list[str], place: tuple[int, int]) -> str:
    usage = (
        "usage: replace module/path [v1.2.3] => other/module v1.4\n"
        "\t or replace module/path [v1.2.3] => ../local/directory"
    )
    at = 1 if words[1:2] == ["=>"] else 2
    if not at + 2 <= len(words) <= at + 3 or words[at] != "=>":
        return usage
    old, new, version, new_version = words[0], words[at + 1], "", ""
    old, problem = text_of(old)
    if problem:
        return f"{_QUOTES}: {problem}"
    if at == 2:
        version, problem = _version(words[1])
        problem = problem or version_problem(old, version)
        if problem:
            return f"replace {old}: {problem}"
    new, problem = text_of(new)
    if problem:
        return f"{_QUOTES}: {problem}"
    if len(words) == at + 2:
        problem = _directory_problem(new)
    else:
        new_version, problem = _version(words[-1])
        if not problem and not is_directory(new):
            problem = version_problem(new, new_version)
        problem = f"replace {new}: {problem}" if problem else ""
        if not problem and is_directory(new):
            problem = f'replacement module directory path "{new}" cannot have version'
    if not problem:
        found.replaces.append(Replace(old, version, new, new_version, *place))
    return problem


def _directory_problem(path: str) -> str:
    """What is wrong with a replacement without a version."""
    if not is_directory(path):
        if "@" in path:
            return "replacement module must match format 'path version', not 'path@version'"
        return "replacement module without version must be directory path (rooted or starting with . or ..)"
    if os.sep == "/" and "\\" in path:
        return "replacement directory appears to be Windows path (on a non-windows system)"
    return ""


def _version(word: str) -> tuple[str, str]:
    """A version without its quotes, and what is wrong with them, in Go's words."""
    text, problem = text_of(word)
    if problem:
        shown = word.replace("\\", "\\\\").replace('"', '\\"')
        return text, f'version "{shown}" invalid: {problem}'
    return text, ""


def _versions(words: Sequence[str]) -> tuple[list[str], str]:
    """What a `retract` names without quotes, and what is wrong with the first of them that is."""
    found = []
    for word in words:
        text, problem = _version(word)
        if problem:
            return [], f"retract: {problem}"
        found.append(text)
    return found, ""


def is_directory(path: str) -> bool:
    """Whether a replacement is a directory: rooted, or starting with `.` or `..`."""
    is_drive = path[1:2] == ":" and path[0].isascii() and path[0].isalpha()
    return path in {".", ".."} or is_drive or path.startswith(("./", "../", "/", ".\\", "..\\", "\\"))
