"""One pattern of a selector: what it means, and as a regular expression."""

import re
from collections.abc import Mapping
from typing import NamedTuple

CAPTURE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
PIECE = re.compile(r"\.\.\.|\*|\{[A-Za-z_][A-Za-z0-9_]*\}")
LONGEST = 4096  # characters of a pattern, and of a name that one with captures matches: no directory has longer names
BUILT_IN = ("$main", "$std", "$third-party", "$own")


class Place(NamedTuple):
    """A place in a policy file: line from 1, column from 1 in bytes."""

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
        return not self.is_reference and not PIECE.search(self.text)

    @property
    def captures(self) -> tuple[str, ...]:
        """The names in braces."""
        return tuple(CAPTURE.findall(self.text)) if "{" in self.text else ()


def expression(text: str) -> str:
    """A regular expression for the whole import path (or, for a local pattern, directory relative to the policy).

    `...` is any text, a final `/...` also nothing, as in Go (cmd/internal/pkgpattern); `*` is one
    element or a part of one; `{name}` captures one element.
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
    for match in PIECE.finditer(text):
        parts.append(re.escape(text[last : match.start()]))
        piece = match[0]
        if piece == "...":
            parts.append(".*")
        elif piece == "*":
            parts.append("[^/]+" if is_element(text, match) else "[^/]*")
        else:
            name = piece[1:-1]
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>[^/]+)")
            seen.add(name)
        last = match.end()
    parts.append(re.escape(text[last:]))
    return "".join(parts) + tail


def may_go_back(text: str) -> bool:
    """Whether its regular expression has several ways to share a name among wildcards, so that it could take long."""
    bare = text.removesuffix("/...")
    if "..." not in bare:
        return any(element.count("*") + element.count("{") > 1 for element in bare.split("/"))
    return len(PIECE.findall(bare)) > 1


def is_element(text: str, match: re.Match[str]) -> bool:
    """Whether a piece of a text is a whole element of the path."""
    return text[match.start() - 1 : match.start()] in {"", "/"} and text[match.end() : match.end() + 1] in {"", "/"}


def fill(text: str, bindings: Mapping[str, str]) -> str:
    """The pattern with its captures replaced by what they are bound to."""
    return CAPTURE.sub(lambda match: bindings.get(match[1], match[0]), text)
