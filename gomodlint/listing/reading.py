"""One pass over one directory, as a build configuration sees it: which files are in it, and what they import.

Source: Go's go/build/build.go (Import) and cmd/go/internal/modindex/read.go, which differ for directories with errors:
the second, the module index, reads files that are excluded too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gomodlint.listing.comments import cgo_lines, embed_patterns, is_safe_cgo, split_quoted
from gomodlint.listing.configured import ConfiguredFiles
from gomodlint.listing.folder import Folder, Trouble
from gomodlint.listing.line_directives import shown
from gomodlint.source.constraint import GO_SPACE, ConstraintError
from gomodlint.source.directory import SourceFile
from gomodlint.source.header_constraint import find
from gomodlint.source.header_model import MULTIPLE_GO_BUILD, NUL
from gomodlint.source.tree import Entry, TreeError

_EXTENSIONS = {
    ".c": "CFiles",
    ".cc": "CXXFiles",
    ".cpp": "CXXFiles",
    ".cxx": "CXXFiles",
    ".m": "MFiles",
    ".h": "HFiles",
    ".hh": "HFiles",
    ".hpp": "HFiles",
    ".hxx": "HFiles",
    ".f": "FFiles",
    ".F": "FFiles",
    ".for": "FFiles",
    ".f90": "FFiles",
    ".s": "SFiles",
    ".S": "SFiles",
    ".sx": "SFiles",
    ".swig": "SwigFiles",
    ".swigcxx": "SwigCXXFiles",
    ".syso": "SysoFiles",
}
_CGO_VERBS = frozenset({"CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS", "pkg-config"})


class Reading:
    """One pass over one directory."""

    def __init__(self, reader: ConfiguredFiles, directory: str, *, indexed: bool) -> None:
        self._reader = reader
        self._folder = Folder(directory)
        self._indexed = indexed
        self._first = ""  # the file that gave the package its name
        self._capital: list[str] = []  # .S and .sx files
        self._all = False

    def run(self, entries: Sequence[Entry], only: Collection[str] | None) -> Folder:
        """Read; `only` these files, whatever their constraints, if named on the command line."""
        folder = self._folder
        self._all = only is not None
        sources = self._reader.sources(folder.directory, entries)
        for entry in entries:
            name = entry.name
            if entry.kind in {"dir", "link-dir"} or name[0] in "_." or (only is not None and name not in only):
                continue
            extension = name[name.rfind(".") :] if "." in name else ""
            if extension == ".go":
                source = sources.get(name)
                if not self._go(name, source, entry):
                    return self._given_up()
            elif extension in _EXTENSIONS and not self._other(name, extension):
                return self._given_up()
        self._finish()
        return folder

    def _given_up(self) -> Folder:
        """The index stops at a constraint that it cannot read, before it has gathered imports."""
        for places in (*self._folder.imports.values(), *self._folder.embeds.values()):
            places.clear()
        return self._folder

    def _finish(self) -> None:
        folder = self._folder
        target = "SFiles" if folder.files("CgoFiles") else "IgnoredOtherFiles"
        if self._capital:
            folder.lists[target] = sorted([*folder.files(target), *self._capital])
        lists = ("GoFiles", "CgoFiles", "TestGoFiles", "XTestGoFiles")
        if folder.error is None and not any(folder.files(name) for name in lists):
            folder.error = Trouble("", no_go=True)

    def _go(self, name: str, source: SourceFile | str | None, entry: Entry) -> bool:
        """Sort one Go file; False ends the reading of the directory."""
        folder, path = self._folder, f"{self._folder.directory}/{name}"
        good = self._all or self._reader.named_for(name)
        if not isinstance(source, SourceFile):
            if good or self._indexed:
                reason = source or ("no such file or directory" if entry.kind == "dangling" else "not a regular file")
                folder.refuse(name, Trouble(f"open {path}: {reason}"))
            else:
                folder.add("IgnoredGoFiles", name)
            return True
        header, error = source.header, source.header.error
        unread = error is not None and error.message in {NUL, MULTIPLE_GO_BUILD}
        if not self._indexed and not good:
            folder.add("IgnoredGoFiles", name)
            return True
        if error is not None and unread:
            text = f"read {path}: {NUL}" if error.message == NUL else f"{name}: {error.message}"
            if self._indexed and error.message == NUL:
                text = f"read {path}: {NUL}"
            folder.refuse(name, Trouble(text))
            return True
        if error is not None and self._indexed:
            self._refuse_header(name, path, source)
        try:
            built = good and (self._reader.holds(header.constraint) or self._all)
        except ConstraintError as problem:
            text = f"parsing //go:build line: {problem}"
            if self._indexed:
                folder.error = Trouble(f"{name}: {text}")
                return False
            folder.refuse(name, Trouble(f"{name}: {text}"))
            return True
        if not built:
            folder.add("IgnoredGoFiles", name)
            return True
        if error is not None:
            self._refuse_header(name, path, source)
        self._sort(name, path, source)
        return True

    def _refuse_header(self, name: str, path: str, source: SourceFile) -> None:
        error = source.header.error
        if error is None:
            return
        place = (path, error.line, error.column)
        if error.message.startswith("invalid import path: "):
            self._folder.refuse(name, Trouble(f"{shown(place)}: {error.message}"))
        else:
            self._folder.refuse(name, Trouble(error.message, place))

    def _sort(self, name: str, path: str, source: SourceFile) -> None:
        """Put a file that is built into its list, with its imports."""
        folder, header = self._folder, source.header
        package = header.package
        if package == "documentation":
            folder.add("IgnoredGoFiles", name)
            folder.documented = True
            return
        external = source.test and package.endswith("_test") and folder.name != package
        if external:
            package = package.removesuffix("_test")
        if not folder.name:
            folder.name, self._first = package, name
        elif package != folder.name:
            packages = f"found packages {folder.name} ({self._first}) and {package} ({name}) in {folder.directory}"
            folder.refuse(name, Trouble(packages))
        imports = header.imports
        cgo = any(spec[0] == "C" for spec in imports)
        if cgo and source.test:
            label = name if self._indexed else path
            folder.refuse(name, Trouble(f"use of cgo in test {label} not supported"))
        if cgo and (self._indexed or not source.test):
            self._cgo_lines(name, path, source)
        kind = "XTest" if external else "Test" if source.test else ""
        if cgo and not source.test:
            folder.add("CgoFiles" if self._reader.cgo else "IgnoredGoFiles", name)
            if not self._reader.cgo:
                return
        else:
            folder.add(f"{kind}GoFiles", name)
        places = folder.imports[kind]
        for imported, _, line, column in imports:
            places.setdefault(imported, (path, line, column))
        if any(spec[0] == "embed" for spec in imports):
            for pattern in embed_patterns(self._text(name, path)):
                folder.embeds[kind].setdefault(pattern.text, (path, pattern.line, pattern.column))

    def _text(self, name: str, path: str) -> bytes:
        """A whole file; one that cannot be read is refused, and empty."""
        try:
            return self._reader.text(path)
        except TreeError as error:
            self._folder.refuse(name, Trouble(f"open {path}: {error.reason}"))
            return b""

    def _cgo_lines(self, name: str, path: str, source: SourceFile) -> None:
        data = self._reader.beginning(path)  # which has all imports, and what is above them
        label = name if self._indexed else path
        places = [(line, column) for imported, _, line, column in source.header.imports if imported == "C"]
        for text in cgo_lines(data, places):
            problem = self._cgo_line(text)
            if problem:
                self._folder.refuse(name, Trouble(f"{label}: {problem}"))
                return

    def _cgo_line(self, text: str) -> str:
        """What is wrong with a `#cgo` line, or ""; one whose condition does not hold is not looked at further."""
        words = text.split()
        if len(words) == 3 and words[1] in {"nocallback", "noescape"} and self._reader.release >= 22:
            return ""
        line, colon, argument = text[4:].strip(GO_SPACE).partition(":")
        words = line.split()
        if not colon or not words:
            return f"invalid #cgo line: {text}"
        *conditions, verb = words
        if conditions and not any(self._matches(condition) for condition in conditions):
            return ""
        arguments = split_quoted(argument)
        if arguments is None:
            return f"invalid #cgo line: {text}"
        for one in arguments:
            expanded = one.replace("${SRCDIR}", self._folder.directory)
            if not is_safe_cgo(expanded):
                return f"malformed #cgo argument: {expanded}"
        if verb not in _CGO_VERBS:
            return f"invalid #cgo verb: {text}"
        if verb == "pkg-config":
            self._folder.lists.setdefault("CgoPkgConfig", []).extend(arguments)
        else:
            self._folder.lists.setdefault(f"Cgo{verb}", []).extend(self._absolute(arguments))
        return ""

    def _matches(self, condition: str) -> bool:
        text = f"//go:build {condition}" if any(c in condition for c in "&|()") else f"// +build {condition}"
        try:
            return self._reader.holds(text)
        except ConstraintError:
            return False

    def _absolute(self, arguments: list[str]) -> list[str]:
        """-I and -L with absolute directories (Go: go/build/build.go, makePathsAbsolute)."""
        import os.path

        directory = self._folder.directory
        found: list[str] = []
        following = False
        for raw in arguments:
            text = raw.replace("${SRCDIR}", directory)
            if following:
                text = text if os.path.isabs(text) else os.path.normpath(f"{directory}/{text}")
                following = False
            elif text in {"-I", "-L"}:
                following = True
            elif text.startswith(("-I", "-L")) and not os.path.isabs(text[2:]):
                text = text[:2] + os.path.normpath(f"{directory}/{text[2:]}")
            found.append(text)
        return found

    def _other(self, name: str, extension: str) -> bool:
        """Sort a file of another language; False ends the reading of the directory."""
        folder = self._folder
        good = self._all or self._reader.named_for(name)
        if good and extension != ".syso":
            text, _, error = find(leading_comments(self._reader.beginning(f"{folder.directory}/{name}")))
            try:
                good = self._all or (self._reader.holds(text) and (error is None or self._indexed))
            except ConstraintError as problem:
                if self._indexed:
                    folder.error = Trouble(f"{name}: parsing //go:build line: {problem}")
                    return False
                good = False
        if not good:
            folder.add("IgnoredOtherFiles", name)
        elif extension in {".S", ".sx"}:
            self._capital.append(name)
        else:
            folder.add(_EXTENSIONS[extension], name)
        return True


def leading_comments(data: bytes) -> bytes:
    """The blanks and comments at the start of a file (Go: go/build/read.go, readComments)."""
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    start = at
    while at < len(data):
        if data[at : at + 1] in b" \f\t\r\n;":
            at += 1
        elif data.startswith(b"//", at):
            end = data.find(b"\n", at)
            at = len(data) if end < 0 else end + 1
        elif data.startswith(b"/*", at):
            end = data.find(b"*/", at)
            at = len(data) if end < 0 else end + 2
        else:
            break
    return data[start:at]
