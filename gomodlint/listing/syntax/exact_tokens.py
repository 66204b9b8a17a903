"""The tokens of any Go file, with the errors that Go's scanner meets on the way."""

from __future__ import annotations

from gomodlint.listing.syntax.quick_tokens import TokenList
from gomodlint.source.header_tokens import Tokens


def exact_tokens(data: bytes) -> tuple[TokenList, Tokens]:
    """All tokens but comments, EOF last; and the reader that found them."""
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
        if token.kind == "EOF":
            return TokenList(kinds, offsets, errors, texts), reader
        reader.next()
