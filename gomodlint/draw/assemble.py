"""Pages that need nothing but themselves: parts put into a template."""

from __future__ import annotations

import json
from collections.abc import Mapping


def assembled(template: str, parts: Mapping[str, str]) -> str:
    """A template's text with each mark replaced by its part; nothing inside a part is replaced."""
    pieces = [template]
    for mark, part in parts.items():
        pieces = [one for piece in pieces for one in _put(piece, mark, part)]
    return "".join(pieces)


def part(name: str) -> str:
    """A file of the page folder. Not with `open`: gomodlint may run from a zip file."""
    directory = __file__.rpartition("assemble")[0]
    data: bytes = __spec__.loader.get_data(f"{directory}page/{name}")  # type: ignore[union-attr]
    return data.decode()


def script_json(document: object) -> str:
    """JSON that may stand inside a script element."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class _Done(str):
    """Text that is in its place: nothing in it is replaced."""

    __slots__ = ()


def _put(piece: str, mark: str, one: str) -> list[str]:
    if isinstance(piece, _Done) or mark not in piece:
        return [piece]
    before, _, after = piece.partition(mark)
    return [before, _Done(one), after]
