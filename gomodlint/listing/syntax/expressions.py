"""Expressions (Go: go/parser/parser.go, parseOperand to parseRhs)."""

from __future__ import annotations

from abc import abstractmethod

from gomodlint.listing.syntax.parameters import Parameters
from gomodlint.listing.syntax.support import STATEMENT_START, Node

_PRECEDENCE = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3}
_PRECEDENCE |= {"+": 4, "-": 4, "|": 4, "^": 4, "*": 5, "/": 5, "%": 5, "<<": 5, ">>": 5, "&": 5, "&^": 5}
_LITERALS = frozenset({"STRING", "NUMBER", "CHAR"})
_UNARY = frozenset({"+", "-", "!", "^", "&", "~"})
_MAY_BE_TYPES = frozenset({"Bad", "Ident", "Selector", "Index"})
_TYPES = frozenset({"Array", "Struct", "Map"})


def bare(node: Node) -> Node:
    """An expression without the brackets around it."""
    while node[0] == "Paren":
        node = node[2]
    return node


class Expressions(Parameters):
    """Reads expressions."""

    @abstractmethod
    def body(self) -> None:
        """A block."""

    def expression(self) -> Node:
        """Any expression."""
        return self.binary(None, 1)

    def rhs(self) -> Node:
        """An expression on the right: `=` there was meant as `==`."""
        before, self._in_rhs = self._in_rhs, True
        found = self.binary(None, 1)
        self._in_rhs = before
        return found

    def expressions(self, *, rhs: bool) -> list[Node]:
        """Expressions with commas between them."""
        before, self._in_rhs = self._in_rhs, rhs
        found = [self.binary(None, 1)]
        while self.tok == ",":
            self.next()
            found.append(self.binary(None, 1))
        self._in_rhs = before
        return found

    def binary(self, left: Node | None, lowest: int) -> Node:
        """Operators of at least that precedence; the first operand may have been read."""
        if left is None:
            left = self._unary()
        depth = self._depth
        while True:
            kind = self.tok
            if kind == "=" and self._in_rhs:
                kind = "=="
            own = _PRECEDENCE.get(kind, 0)
            if own < lowest:
                self._depth = depth
                return left
            self.deeper()
            if kind is not self.tok:
                self.expect(kind)  # an assignment where a comparison was meant
            else:
                self.next()
            left = ("Binary", left[1], kind, left, self.binary(None, own + 1))

    def _unary(self) -> Node:
        self.deeper()
        kind = self.tok
        if kind in _UNARY:
            offset = self.pos
            self.next()
            found: Node = ("Unary", offset, kind, self._unary())
        elif kind == "*":
            offset = self.pos
            self.next()
            found = ("Star", offset, self._unary())
        elif kind == "<-":
            offset = self.pos
            self.next()
            found = self._received(offset, self._unary())
        else:
            found = self.primary(None)
        self._depth -= 1
        return found

    def _received(self, arrow: int, operand: Node) -> Node:
        """`<-x`, or `<-chan T` where a channel type follows: the arrows go one channel further in."""
        if operand[0] != "Chan":
            return ("Unary", arrow, "<-", operand)
        start, channel, direction = arrow, operand, "send"
        while channel[0] == "Chan" and direction == "send":
            _, _, direction, own, inner = channel
            if direction == "receive":
                self.error_expected(own, "'chan'")
            arrow, channel = own, inner
        if direction == "send":
            self.error_expected(arrow, "channel type")
        return ("Chan", start, "receive", start, operand[4])

    def primary(self, found: Node | None) -> Node:
        """An operand with selectors, indices, calls and literal values behind it."""
        if found is None:
            found = self._operand()
        depth = self._depth
        while True:
            self.deeper()
            kind = self.tok
            if kind == ".":
                found = self._selected(found)
            elif kind == "(":
                found = self._call(found)
            elif kind == "[":
                found = self._index(found)
            elif kind == "{":
                plain = bare(found)
                if plain[0] in _MAY_BE_TYPES:
                    if self._level < 0:
                        break
                elif plain[0] not in _TYPES:
                    break
                if plain is not found:
                    self.error(plain[1], "cannot parenthesize type in composite literal")
                found = self._composite(found[1])
            else:
                break
        self._depth = depth
        return found

    def _operand(self) -> Node:
        kind, offset = self.tok, self.pos
        if kind == "IDENT":
            at = self.at
            self.next()
            return ("Ident", offset, at)
        if kind in _LITERALS:
            self.next()
            return ("Literal", offset)
        if kind == "(":
            self.next()
            self._level += 1
            inner = self.rhs()
            self._level -= 1
            self.expect(")")
            return ("Paren", offset, inner)
        if kind == "func":
            found = self.func_type()
            if self.tok != "{":
                return found
            self._level += 1
            self.body()
            self._level -= 1
            return ("FuncLiteral", offset)
        type_ = self.try_type()
        if type_ is not None:
            return type_
        self.error_expected(offset, "operand")
        self.advance(STATEMENT_START)
        return ("Bad", offset, self.pos)

    def _selected(self, found: Node) -> Node:
        self.next()
        if self.tok == "IDENT":
            name = ("Ident", self.pos, self.at)
            self.next()
            return ("Selector", found[1], found, name)
        if self.tok == "(":
            self.next()
            guard = self.tok == "type"
            if guard:
                self.next()
            else:
                self.type()
            self.expect(")")
            return ("Assert", found[1], guard)
        offset = self.pos
        self.error_expected(offset, "selector or type assertion")
        if self.tok != "}":
            self.next()
        return ("Selector", found[1], found, ("Ident", offset, -1))

    def _index(self, found: Node) -> Node:
        self.next()
        if self.tok == "]":
            self.error_expected(self.pos, "operand")
            self.next()
            return ("Index", found[1])
        self._level += 1
        given = [self.tok != ":", False, False]
        if given[0]:
            self.rhs()
        colons: list[int] = []
        if self.tok == ":":
            while self.tok == ":" and len(colons) < 2:
                colons.append(self.pos)
                self.next()
                if self.tok not in {":", "]", "EOF"}:
                    self.rhs()
                    given[len(colons)] = True
        elif self.tok == ",":
            while self.tok == ",":
                self.next()
                if self.tok not in {"]", "EOF"}:
                    self.type()
        self._level -= 1
        self.expect("]")
        if len(colons) == 2:
            if not given[1]:
                self.error(colons[0], "middle index required in 3-index slice")
            if not given[2]:
                self.error(colons[1], "final index required in 3-index slice")
        return ("Slice" if colons else "Index", found[1])

    def _call(self, function: Node) -> Node:
        self.next()
        self._level += 1
        arguments: list[Node] = []
        dots = False
        while self.tok not in {")", "EOF"} and not dots:
            arguments.append(self.rhs())
            if self.tok == "...":
                dots = True
                self.next()
            if not self.at_comma("argument list", ")"):
                break
            self.next()
        self._level -= 1
        self.expect_closing(")", "argument list")
        return ("Call", function[1], function, arguments, dots)

    def _value(self) -> None:
        if self.tok == "{":
            self._composite(self.pos)
        else:
            self.binary(None, 1)

    def _composite(self, start: int) -> Node:
        self.deeper()
        self.expect("{")
        self._level += 1
        while self.tok not in {"}", "EOF"}:
            self._value()
            if self.tok == ":":
                self.next()
                self._value()
            if not self.at_comma("composite literal", "}"):
                break
            self.next()
        self._level -= 1
        self.expect_closing("}", "composite literal")
        self._depth -= 1
        return ("Composite", start)
