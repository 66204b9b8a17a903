"""The exact condition under which Go uses a file: its name, its constraint, cgo."""

from __future__ import annotations

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.source import constraint, filename
from gomodlint.source.constraint import ConstraintError, Expr
from gomodlint.source.directory import SourceFile
from gomodlint.source.header_model import Header


class FileConditions:
    """Conditions of files in one universe. Few of thousands of files differ in name rule and constraint.

    `wider` are the constraints too large for the universe's bound: their files have a condition that holds wherever
    they are used, and in other builds as well.
    """

    __slots__ = ("_known", "universe", "wider")

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        self._known: dict[tuple[Expr | None, str], Condition] = {}
        self.wider: set[str] = set()

    def of(self, source: SourceFile) -> Condition:
        """Name rule, constraint, `package documentation`, and cgo for `import "C"`. Raises ConstraintError."""
        header = source.header
        key = (filename.constraint(source.name) if "_" in source.name else None, header.constraint)
        condition = self._known.get(key)
        if condition is None:
            condition = self._known[key] = self._evaluate(*key)
        if header.package == "documentation":
            return 0
        if not source.test and condition and "C" in header.imports.paths:
            return self._with_cgo(condition, header.constraint)
        return condition

    @staticmethod
    def expression(source: SourceFile) -> Expr | None:
        """The same as an expression, which holds in every universe; None: always. Raises ConstraintError."""
        header = source.header
        terms = [filename.constraint(source.name)] if "_" in source.name else []
        terms.append(constraint.parse_header(header.constraint) if header.constraint else None)
        terms.append(("tag", "cgo") if "C" in header.imports.paths else None)
        parts = dict.fromkeys(part for term in terms if term is not None for part in _conjuncts(term))
        whole: Expr | None = None
        for part in parts:
            whole = part if whole is None else ("and", whole, part)
        return whole

    def count_not_built(self, header: Header, counts: dict[str, int], step: int = 1) -> None:
        """Add to the counts by tag, for a file that is never built, the tags of its constraint that are never set."""
        for tag in self.tags_of(header):
            if self.universe.tag(tag) == 0:
                counts[tag] = counts.get(tag, 0) + step

    def mentioned_tags(self) -> set[str]:
        """Every tag that a constraint of a file asked for so far mentions."""
        found: set[str] = set()
        for text in {text for _, text in self._known if text}:
            found |= constraint.tags(constraint.parse_header(text))
        return found

    @staticmethod
    def tags_of(header: Header) -> frozenset[str]:
        """The tags of a header's constraint; none when it cannot be read."""
        try:
            return constraint.tags(constraint.parse_header(header.constraint)) if header.constraint else frozenset()
        except ConstraintError:
            return frozenset()

    def _with_cgo(self, condition: Condition, text: str) -> Condition:
        universe = self.universe
        try:
            return universe.and_(condition, universe.cgo_enabled)
        except TooManyTags:
            self.wider.add(text)
            return universe.anywhere(condition) & universe.cgo_enabled

    def _evaluate(self, by_name: Expr | None, text: str) -> Condition:
        universe = self.universe
        expression = constraint.parse_header(text) if text else None
        mark = universe.mark()
        try:
            condition = universe.full if by_name is None else universe.evaluate(by_name)
            return condition if expression is None else universe.and_(condition, universe.evaluate(expression))
        except TooManyTags:
            if expression is None:
                raise
        from gomodlint.conditions.wider import wider

        universe.rollback(mark)
        self.wider.add(text)
        return wider(universe, expression if by_name is None else ("and", by_name, expression))


def _conjuncts(expression: Expr) -> list[Expr]:
    """What an expression asks for all at once."""
    found: list[Expr] = []
    waiting = [expression]
    while waiting:
        one = waiting.pop()
        if one[0] == "and":
            waiting += reversed(one[1:])
        else:
            found.append(one)
    return found
