"""go.work: which modules a workspace uses (Go: golang.org/x/mod/modfile/work.go)."""

from __future__ import annotations

from dataclasses import dataclass, field

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source.gomod import GoMod, Named, Replace, _replace
from gomodlint.source.modfile import lines


@dataclass(slots=True)
class GoWork:
    """A parsed go.work."""

    file: str
    go: str = ""
    toolchain: str = ""
    uses: list[Named] = field(default_factory=list)
    replaces: list[Replace] = field(default_factory=list)


def parse(data: bytes, file: str) -> GoWork:
    """Read a go.work. Raises NoVerdict with every problem and its place."""
    found = GoWork(file)
    problems: list[Problem] = []
    for line in lines(data, file):
        verb, *words = line.words
        message = ""
        if verb == "use" and len(words) == 1:
            found.uses.append(Named(words[0], "", line.comment, line.line, line.column))
        elif verb == "replace":
            holder = GoMod(file)
            message = _replace(holder, words, (line.line, line.column))
            found.replaces += holder.replaces
        elif verb == "go" and len(words) == 1:
            found.go = words[0]
        elif verb == "toolchain" and len(words) == 1:
            found.toolchain = words[0]
        elif verb != "godebug":
            message = f"usage: {verb} ..." if verb in {"use", "go", "toolchain"} else f"unknown directive: {verb}"
        if message:
            problems.append(Problem(message, file, line.line, line.column, "go work edit -fmt says what Go expects"))
    if problems:
        raise NoVerdict(*problems)
    return found
