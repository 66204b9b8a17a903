"""Expressions as readers like them: flat, factored, negations at the tags; and their text."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from gomodlint.source.constraint import Expr

TRUE: Final[Expr] = ("and",)
FALSE: Final[Expr] = ("or",)
Rank = Callable[[str], tuple[int, str]]
_DUAL: Final = {"and": "or", "or": "and"}
_DEEPEST: Final = 40  # parentheses within parentheses: no reader follows more


def join(operation: str, operands: Iterable[Expr]) -> Expr:
    """Return the operands joined by "and" or "or", flat; a single one stands for itself."""
    flat: dict[Expr, None] = {}
    for operand in operands:
        if operand[0] == operation:
            flat.update(dict.fromkeys(operand[1:]))
        elif operand[0] == _DUAL.get(operation) and len(operand) == 1:
            return operand  # false in a conjunction, true in a disjunction
        else:
            flat[operand] = None
    return next(iter(flat)) if len(flat) == 1 else (operation, *flat)


def negated(expr: Expr) -> Expr:
    """Return the negation, with "not" on tags only."""
    if expr[0] == "not":
        inner: Expr = expr[1]
        return inner
    if expr[0] == "tag":
        return ("not", expr)
    return (_DUAL[expr[0]], *map(negated, expr[1:]))


def factored(terms: Sequence[Sequence[Expr]], depth: int = 0) -> Expr:
    """Return the sum of products with what products share said once: `a && b || a && c` is `a && (b || c)`."""
    sums: list[Expr] = []
    rest = list(dict.fromkeys(tuple(dict.fromkeys(term)) for term in terms))
    while len(rest) > 1 and depth < _DEEPEST:
        counts = Counter(factor for term in rest for factor in term)
        most, count = counts.most_common(1)[0] if counts else (TRUE, 1)
        if count == 1:
            break
        sharing = [term for term in rest if most in term]
        shared = [factor for factor in sharing[0] if all(factor in term for term in sharing)]
        quotients = [[factor for factor in term if factor not in shared] for term in sharing]
        sums.append(join("and", [*shared, factored(quotients, depth + 1)]))
        rest = [term for term in rest if most not in term]
    return join("or", [*sums, *(join("and", term) for term in rest)])


def cost(expr: Expr) -> int:
    """How many tags the text names, counting repetitions."""
    return 1 if expr[0] == "tag" else sum(map(cost, expr[1:]))


def weight(expr: Expr) -> tuple[int, int]:
    """How hard the text is to read: tags, then negations."""
    return cost(expr), _negations(expr)


def text_of(expr: Expr, rank: Rank) -> str:
    """Return the `//go:build` spelling, operands in order of the lowest rank in each."""
    return _spelled(expr, rank)[0]


def _negations(expr: Expr) -> int:
    return 0 if expr[0] == "tag" else (expr[0] == "not") + sum(map(_negations, expr[1:]))


def _spelled(expr: Expr, rank: Rank) -> tuple[str, tuple[tuple[int, str], int]]:
    """The text, and where it stands among others: the lowest rank in it, and plain tags first."""
    if expr[0] == "tag":
        return str(expr[1]), (rank(expr[1]), 0)
    found = []
    for operand in expr[1:]:
        text, place = _spelled(operand, rank)
        bare = operand[0] in {"tag", "not"} or (operand[0] == "and" and expr[0] == "or")
        found.append((place, text if bare else f"({text})"))
    found.sort(key=lambda one: one[0])
    lowest = (found[0][0][0], 1)
    if expr[0] == "not":
        return f"!{found[0][1]}", lowest
    return (" && " if expr[0] == "and" else " || ").join(text for _, text in found), lowest
