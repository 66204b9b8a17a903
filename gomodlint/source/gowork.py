"""go.work: which modules a workspace uses (Go: golang.org/x/mod/modfile/work.go)."""

from __future__ import annotations

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source.gomod import GoMod, Named, Replace, directive
from gomodlint.source.modfile import lines, text_of, unknown_block

_BLOCKS = frozenset({"godebug", "use", "replace"})
_SHARED = frozenset({"go", "toolchain", "godebug", "replace"})


class GoWork:
    """A parsed go.work."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.go = ""
        self.toolchain = ""
        self.uses: list[Named] = []
        self.replaces: list[Replace] = []


def parse(data: bytes, file: str) -> GoWork:
    """Read a go.work. Raises NoVerdict with every problem and its place."""
    found = GoWork(file)
    problems: list[Problem] = []
    shared = GoMod(file)  # what both kinds of file may say
    for line in lines(data, file):
        verb, *words = line.words
        message = ""
        if line.block == "opens":
            message = unknown_block(line, _BLOCKS)
        elif line.block and verb not in _BLOCKS:
            continue
        elif verb in _SHARED:
            message = directive(shared, line, strict=True)
        elif verb != "use":
            message = f"unknown directive: {verb}"
        elif len(words) != 1:
            message = "usage: use local/dir"
        else:
            path, problem = text_of(words[0])
            message = f"invalid quoted string: {problem}" if problem else ""
            found.uses.append(Named(path, "", line.comment, line.line, line.column))
        if message:
            problems.append(Problem(message, file, line.line, line.column, "go work edit -fmt says what Go expects"))
    if problems:
        raise NoVerdict(*problems)
    found.go, found.toolchain, found.replaces = shared.go, shared.toolchain, shared.replaces
    return found
