"""What constraints of type parameters are made of (Go: go/parser/parser.go, embeddedElem and embeddedTerm)."""

from __future__ import annotations

from abc import abstractmethod

from gomodlint.listing.syntax.support import EXPRESSION_END, Node, Support


class Elements(Support):
    """Reads terms joined by `|`."""

    @abstractmethod
    def type(self) -> Node:
        """A type, which has to be there."""

    @abstractmethod
    def try_type(self) -> Node | None:
        """A type, if one begins here."""

    def element(self, first: Node | None) -> Node:
        """Terms joined by `|`."""
        found = first if first is not None else self._term()
        while self.tok == "|":
            self.next()
            found = ("Binary", found[1], "|", found, self._term())
        return found

    def _term(self) -> Node:
        offset = self.pos
        if self.tok == "~":
            self.next()
            return ("Unary", offset, "~", self.type())
        found = self.try_type()
        if found is None:
            self.error_expected(offset, "~ term or type")
            self.advance(EXPRESSION_END)
            return ("Bad", offset, self.pos)
        return found
