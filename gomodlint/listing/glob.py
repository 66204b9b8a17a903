"""Go's path.Match for one element of a path, in time that grows with pattern times name (Go: path/match.go)."""

from __future__ import annotations

from typing import NamedTuple


class Class(NamedTuple):
    """A set of characters: ranges (first, last), or all others if `negated`."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool


Token = str | Class | None  # a character, a set of them, None for any one
Element = list[list[Token]]  # what stands between stars


def parse(text: str) -> Element | None:
    """An element of a glob; None if Go refuses it."""
    found: Element = [[]]
    at = 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == "*":
            if found[-1] or len(found) == 1:
                found.append([])
        elif character == "?":
            found[-1].append(None)
        elif character == "[":
            parsed = _class(text, at)
            if parsed is None:
                return None
            one, at = parsed
            found[-1].append(one)
        else:
            if character == "\\":
                if at >= len(text):
                    return None
                character = text[at]
                at += 1
            found[-1].append(character)
    return found


def matches(element: Element, name: str) -> bool:
    """Whether a name is what the element describes."""
    first, *rest = element
    if sum(map(len, element)) > len(name) or not _here(first, name, 0):
        return False
    at = len(first)
    if not rest:
        return at == len(name)
    *middle, last = rest
    for part in middle:
        while at + len(part) <= len(name) and not _here(part, name, at):
            at += 1
        at += len(part)
    return at + len(last) <= len(name) and _here(last, name, len(name) - len(last))


def _here(part: list[Token], name: str, at: int) -> bool:
    return all(_fits(token, character) for token, character in zip(part, name[at : at + len(part)], strict=False))


def _fits(token: Token, character: str) -> bool:
    if token is None:
        return True
    if isinstance(token, str):
        return token == character
    return any(low <= character <= high for low, high in token.ranges) != token.negated


def _class(text: str, at: int) -> tuple[Class, int] | None:
    """The set that begins at an offset behind its bracket, and the offset behind it."""
    negated = text[at : at + 1] == "^"
    at += negated
    ranges: list[tuple[str, str]] = []
    while not (ranges and text[at : at + 1] == "]"):
        low = _bound(text, at)
        if low is None:
            return None
        high, at = low
        if text[at] == "-":
            bound = _bound(text, at + 1)
            if bound is None:
                return None
            high, at = bound
        ranges.append((low[0], high))
    return Class(tuple(ranges), negated), at + 1


def _bound(text: str, at: int) -> tuple[str, int] | None:
    """Go: getEsc. Something must follow it."""
    if text[at : at + 1] in {"", "-", "]"}:
        return None
    at += text[at] == "\\"
    return (text[at], at + 1) if at + 1 < len(text) else None
