"""One pattern of a selector: what may be written, what it means, and as a regular expression."""

from __future__ import annotations

import re
from typing import NamedTuple

_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~+/*{}]+")
_CAPTURE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PIECE = re.compile(r"\.\.\.|\*|\{[A-Za-z_][A-Za-z0-9_]*\}")
BUILT_IN = ("$main", "$std", "$third-party", "$own")


class Place(NamedTuple):
    """A place in a policy file."""

    file: str
    line: int
    column: int


class Pattern(NamedTuple):
    """A pattern as written: `!` cut off into `negated`. `local` patterns start with `./` and speak of directories."""

    text: str
    negated: bool
    place: Place

    @property
    def local(self) -> bool:
        """Whether it is relative to the policy's directory."""
        return self.text.startswith("./") or self.text == "."

    @property
    def is_reference(self) -> bool:
        """Whether it names a set or a built-in group."""
        return self.text.startswith("$")

    @property
    def is_literal(self) -> bool:
        """Whether it names exactly one package."""
        return not self.is_reference and not _PIECE.search(self.text)

    @property
    def captures(self) -> tuple[str, ...]:
        """The names in braces."""
        return tuple(_CAPTURE.findall(self.text))


class PatternError(Exception):
    """A pattern that cannot be meant; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def check(text: str) -> None:
    """Refuse what can never match or is not this language. Raises PatternError."""
    if not text:
        raise PatternError("empty pattern", 'write "..." for every package')
    if text.startswith("$"):
        return
    if text.startswith("/") or text[1:3] in {":\\", ":/"}:
        raise PatternError(f"{text!r} is a file path", "patterns are import paths, or ./directories below the policy")
    if text.startswith("../"):
        raise PatternError(f"{text!r} leaves the policy's directory", "put the policy file higher up")
    if "**" in text:
        raise PatternError(
            f"{text!r}: ** is not a Go pattern", f"write {text.replace('/**', '/...').replace('**', '...')!r}"
        )
    if "\\" in text or any(c in text for c in "^|()[]?"):
        raise PatternError(
            f"{text!r} looks like a regular expression or a glob", "use ... for anything, * for one element"
        )
    if not _CHARACTERS.fullmatch(text):
        bad = next(c for c in text if not _CHARACTERS.fullmatch(c))
        raise PatternError(f"{text!r} has a character that no import path has: {bad!r}", "remove it")
    if text.endswith("/"):
        raise PatternError(
            f"{text!r} ends in a slash", f"write {text.rstrip('/')!r}, or {text + '...'!r} for all below"
        )
    if "//" in text:
        raise PatternError(f"{text!r} has an empty element", "remove one slash")
    leftover = _CAPTURE.sub("", text)
    if "{" in leftover or "}" in leftover:
        raise PatternError(f"{text!r} has a bad capture", "a capture is a name in braces: ./services/{svc}/...")


def expression(text: str) -> str:
    """A regular expression for the whole import path (or, for a local pattern, directory relative to the policy).

    `...` is any text, a final `/...` also nothing, as in Go; `*` is one element; `{name}` captures one.
    """
    if text.startswith("./"):
        text = text[2:]
    elif text == ".":
        text = ""
    tail = ""
    if text == "...":
        return ".*"
    if text.endswith("/..."):
        text, tail = text[:-4], "(?:/.*)?"
    parts = []
    last = 0
    seen: set[str] = set()
    for match in _PIECE.finditer(text):
        parts.append(re.escape(text[last : match.start()]))
        piece = match[0]
        if piece == "...":
            parts.append(".*")
        elif piece == "*":
            parts.append("[^/]*")
        else:
            name = piece[1:-1]
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>[^/]+)")
            seen.add(name)
        last = match.end()
    parts.append(re.escape(text[last:]))
    return "".join(parts) + tail


def fill(text: str, bindings: dict[str, str]) -> str:
    """The pattern with its captures replaced by what they are bound to."""
    return _CAPTURE.sub(lambda match: bindings.get(match[1], match[0]), text)
