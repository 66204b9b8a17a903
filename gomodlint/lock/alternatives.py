"""When any of several files is there, in few and narrow words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gomodlint.source.constraint import Expr, to_text

WIDTH: Final = 80  # characters of alternatives on one line; where they are more, each has a line of its own


def alternatives(found: Iterable[Expr | None]) -> list[str]:
    """Constraints that together say "any of these", one for each line of a lock; one empty text: always.

    Exact for any values of the tags: what another alternative covers by its words is left out (`linux && cgo` beside
    `linux`, all beside `linux` and `!linux`). They are sorted; where they are many each stands alone, so that a file
    more is a line more.
    """
    terms: dict[frozenset[str], list[str]] = {}
    for where in found:
        if where is None:
            return [""]
        waiting = _operands(where, "or")
        for term in waiting:
            said = {_part(part): part for part in _operands(term, "and")}
            if len(said) == 1 and next(iter(said.values()))[0] == "or":  # `(a || b) && (a || b)`: two alternatives
                waiting += _operands(next(iter(said.values())), "or")
                continue
            parts = list(said)
            known = terms.setdefault(frozenset(parts), parts)
            if parts < known:
                terms[frozenset(parts)] = parts
    if any(len(of) == 1 and frozenset(f"!{part}" for part in of) in terms for of in terms):
        return [""]
    least = sorted(parts for of, parts in terms.items() if not any(other < of for other in terms))
    texts = [" && ".join(parts) for parts in least]
    grouped = [
        text if len(parts) == 1 or len(least) == 1 else f"({text})" for text, parts in zip(texts, least, strict=True)
    ]
    line = " || ".join(grouped)
    return [line] if len(line) <= WIDTH else texts


def _operands(expression: Expr, operator: str) -> list[Expr]:
    """Those of a chain of one operator, from left to right, however deep it nests."""
    found: list[Expr] = []
    waiting = [expression]
    while waiting:
        one = waiting.pop()
        if one[0] == operator:
            waiting += [one[2], one[1]]
        else:
            found.append(one)
    return found


def _part(expression: Expr) -> str:
    text = to_text(expression)
    return f"({text})" if expression[0] == "or" else text
