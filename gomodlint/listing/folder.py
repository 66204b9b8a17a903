"""What a build configuration sees of one directory."""

from __future__ import annotations

from typing import NamedTuple

Place = tuple[str, int, int]  # an absolute file, line, column


class Trouble(NamedTuple):
    """What is wrong with a directory. `place` is set for a syntax error; `no_go` when there is nothing to build."""

    text: str
    place: Place | None = None
    no_go: bool = False


class Folder:
    """What `go/build` says of a directory: lists of files by `go list`'s field names, imports, patterns, an error."""

    __slots__ = ("directory", "documented", "embeds", "error", "imports", "lists", "name")

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.name = ""
        self.lists: dict[str, list[str]] = {}
        # by kind of file ("", "Test", "XTest"): import path, or pattern, to its first place
        self.imports: dict[str, dict[str, Place]] = {"": {}, "Test": {}, "XTest": {}}
        self.embeds: dict[str, dict[str, Place]] = {"": {}, "Test": {}, "XTest": {}}
        self.error: Trouble | None = None
        self.documented = False  # a file of `package documentation` is built

    def files(self, name: str) -> list[str]:
        """The files of one list, such as GoFiles."""
        return self.lists.get(name, [])

    def add(self, name: str, file: str) -> None:
        """Put a file into a list."""
        self.lists.setdefault(name, []).append(file)

    def refuse(self, file: str, trouble: Trouble) -> None:
        """Note that a file is invalid; the first reason is the directory's error."""
        if self.error is None:
            self.error = trouble
        if file not in self.files("InvalidGoFiles"):
            self.add("InvalidGoFiles", file)
