"""The tokens of any Go file, with the errors that Go's scanner meets on the way."""

from __future__ import annotations

from gomodlint.listing.syntax.quick_tokens import TokenList
from gomodlint.listing.syntax.support import BEHIND_ERROR
from gomodlint.source.header_tokens import Tokens


def exact_tokens(data: bytes, most: int = 1 << 60) -> tuple[TokenList, Tokens]:
    """All tokens but comments, `most` at the most, EOF last; and the reader that found them.

    Nothing is read far behind an error.
    """
    reader = Tokens(data)
    kinds: list[str] = []
    offsets: list[int] = []
    errors: list[tuple[int, int, str]] = []
    texts: list[str] = []
    while True:
        errors += [(len(kinds), *error) for error in reader.characters.log[len(errors) :]]
        token = reader.current
        kinds.append("NEWLINE" if token.kind == ";" and token.text == "\n" else token.kind)
        offsets.append(token.offset)
        texts.append(token.text)
        if token.kind == "EOF" or len(kinds) > most or (errors and len(kinds) > errors[0][0] + BEHIND_ERROR + 1):
            return TokenList(kinds, offsets, errors, texts), reader
        reader.next()
