"""Wildcards matched without ever going back: time in proportion to the name, whatever the pattern.

A regular expression with several `.*` tries every way to share a name among them; a pattern and a path that are made
for it would keep a run for ever. Here all ways are followed at once: where in the name a beginning of the pattern may
end is one set, an int with a bit for each place, and each piece of the pattern makes the next set of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from gomodlint.policy.pattern import LONGEST, PIECE, expression, is_element, may_go_back


class Wild(Enum):
    """What stands for text that is not written out."""

    ANY = "any text"
    PART = "any text without a slash"
    ELEMENT = "some text without a slash"
    CHARACTER = "one character that is no slash"
    FOLDERS = "nothing, or any text that ends in a slash"
    BELOW = "nothing, or a slash and any text"


Piece = str | Wild


def pieces(text: str) -> tuple[Piece, ...]:
    """What `pattern.expression` says, as pieces; captures as the elements that they stand for."""
    text = "" if text == "." else text.removeprefix("./")
    if text == "...":
        return (Wild.ANY,)
    bare = text.removesuffix("/...")
    found: list[Piece] = []
    last = 0
    for match in PIECE.finditer(bare):
        found.append(bare[last : match.start()])
        if match[0] == "...":
            found.append(Wild.ANY)
        else:
            is_whole = match[0] != "*" or is_element(bare, match)
            found.append(Wild.ELEMENT if is_whole else Wild.PART)
        last = match.end()
    found.append(bare[last:])
    return (*(piece for piece in found if piece), *([Wild.BELOW] if bare != text else []))


def bound(text: str, name: str) -> dict[str, str] | None:
    """What the captures of a pattern are bound to in a name; None when it does not match."""
    if may_go_back(text) and (len(name) > LONGEST or not matches(pieces(text), name)):
        return None  # a regular expression could try for ever
    match = re.fullmatch(expression(text), name, re.DOTALL)
    return None if match is None else match.groupdict()


def matches(parts: Sequence[Piece], name: str) -> bool:
    """Whether some pieces, one after the other, are the whole name."""
    ends = _Ends(name)
    places = 1
    for piece in parts:
        places = ends.behind(piece, places)
        if not places:
            return False
    return bool(places >> len(name))


class _Ends:
    """One name. Bit `i` of a set is the place before its character `i`; the last bit is its end."""

    __slots__ = ("_all", "_masks", "_name", "_reversed")

    def __init__(self, name: str) -> None:
        self._name = name
        self._reversed = name[::-1]
        self._all = (2 << len(name)) - 1
        self._masks: dict[str, int] = {}

    def behind(self, piece: Piece, places: int) -> int:
        """Where a piece may end that starts at any of some places."""
        if isinstance(piece, str):
            return self._behind_text(piece, places)
        if piece is Wild.ANY:
            return self._from(places)
        if piece is Wild.FOLDERS:
            return places | (self._from(places) & (self._where("/") << 1))
        if piece is Wild.BELOW:
            return places | self._from((places & self._where("/")) << 1)
        inside = (self._all >> 1) & ~self._where("/")
        if piece is Wild.PART:
            return _filled(places, inside)
        step = (places & inside) << 1
        return step if piece is Wild.CHARACTER else _filled(step, inside)

    def _behind_text(self, text: str, places: int) -> int:
        if places & (places - 1) == 0:  # one place
            at = places.bit_length() - 1
            return places << len(text) if self._name.startswith(text, at) else 0
        for character in text:
            places = (places & self._where(character)) << 1
            if not places:
                return 0
        return places

    def _from(self, places: int) -> int:
        """Every place from the first one on."""
        lowest = places & -places
        return self._all & -lowest if lowest else 0

    def _where(self, character: str) -> int:
        """The places before each such character."""
        mask = self._masks.get(character)
        if mask is None:
            digits = self._reversed.translate(_Digits({ord(character): "1"}))
            mask = self._masks[character] = int(digits or "0", 2)
        return mask


class _Digits(dict[int, str]):
    def __missing__(self, key: int) -> str:
        return "0"


def _filled(places: int, inside: int) -> int:
    """The places, and all that lie behind them with nothing but characters of `inside` between.

    Adding carries each place to the end of its run of ones; what changed on the way was passed.
    """
    starts = places & inside
    return places | starts | ((inside + starts) ^ inside)
