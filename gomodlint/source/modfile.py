"""The line language that go.mod and go.work share (Go: golang.org/x/mod/modfile/read.go)."""

from __future__ import annotations

from typing import NamedTuple

from gomodlint.errors import NoVerdict, Problem


class Line(NamedTuple):
    """One directive: its words (the verb of a block put in front), its comment, and where it stands."""

    words: tuple[str, ...]
    comment: str
    line: int
    column: int


def lines(data: bytes, file: str) -> list[Line]:
    """All directives of a file, blocks flattened. Raises NoVerdict with the place for text that Go cannot read."""
    found: list[Line] = []
    verb = ""
    opened = 0
    for number, raw in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        words, comment, column = _words(raw.rstrip("\r"), file, number)
        if not words:
            continue
        if verb and words == [")"]:
            verb = ""
        elif verb:
            if ")" in words:
                raise _problem("unexpected )", file, number, column)
            found.append(Line((verb, *words), comment, number, column))
        elif words[-1] == "(":
            if len(words) != 2:
                raise _problem("expected VERB ( at the start of a block", file, number, column)
            verb, opened = words[0], number
        elif words[-1] == ")" and words[-2:-1] == ["("]:
            continue  # an empty block on one line
        else:
            if "(" in words or ")" in words:
                raise _problem("unexpected parenthesis", file, number, column)
            found.append(Line(tuple(words), comment, number, column))
    if verb:
        raise _problem(f"block {verb} ( is never closed", file, opened, 1)
    return found


def _words(text: str, file: str, number: int) -> tuple[list[str], str, int]:
    """The words of a line, its comment without slashes, and the column (in characters) of the first word."""
    words: list[str] = []
    at, column = 0, 1
    while at < len(text):
        character = text[at]
        if character in " \t":
            at += 1
            continue
        if text.startswith("//", at):
            return words, text[at + 2 :].strip(), column
        if not words:
            column = at + 1
        if character in "()," or text.startswith("=>", at):
            end = at + (2 if character == "=" else 1)
            words.append(text[at:end])
        elif character in '"`':
            end = text.find(character, at + 1)
            while character == '"' and end > 0 and text[end - 1] == "\\":
                end = text.find(character, end + 1)
            if end < 0:
                raise _problem("quoted string is never closed", file, number, at + 1)
            words.append(text[at + 1 : end])
            end += 1
        else:
            end = at
            while end < len(text) and text[end] not in ' \t(),"`' and not text.startswith("//", end):
                end += 1
            words.append(text[at:end])
        at = end
    return words, "", column


def _problem(message: str, file: str, line: int, column: int) -> NoVerdict:
    return NoVerdict(Problem(message, file, line, column, "go mod edit -fmt shows what Go makes of the file"))
