"""Types, parameters and fields (Go: go/parser/parser.go, parseType to tryIdentOrType)."""

from __future__ import annotations

from abc import abstractmethod

from gomodlint.listing.syntax.elements import Elements
from gomodlint.listing.syntax.support import EXPRESSION_END, Node

_TYPE_START = frozenset({"*", "<-", "func", "[", "chan", "map", "struct", "interface", "("})
Field = tuple[int, Node]  # how many names it has, and its type


class Types(Elements):
    """Reads types."""

    @abstractmethod
    def rhs(self) -> Node:
        """An expression on the right of something."""

    @abstractmethod
    def expression(self) -> Node:
        """Any expression."""

    def type(self) -> Node:
        """A type, which has to be there."""
        found = self.try_type()
        if found is None:
            offset = self.pos
            self.error_expected(offset, "type")
            self.advance(EXPRESSION_END)
            return ("Bad", offset, self.pos)
        return found

    def try_type(self) -> Node | None:
        """A type, if one begins here."""
        kind = self.tok
        if kind == "IDENT":
            found = self.type_name(None)
            return self.type_instance(found) if self.tok == "[" else found
        if kind not in _TYPE_START:
            return None
        self.deeper()
        offset = self.pos
        if kind == "*":
            self.next()
            found = ("Star", offset, self.type())
        elif kind == "[":
            self.next()
            found = self.array_type(offset, None)
        elif kind == "struct":
            found = self._struct()
        elif kind == "func":
            found = self.func_type()
        elif kind == "interface":
            found = self._interface()
        elif kind == "map":
            self.next()
            self.expect("[")
            self.type()
            self.expect("]")
            self.type()
            found = ("Map", offset)
        elif kind == "(":
            self.next()
            inner = self.type()
            self.expect(")")
            found = ("Paren", offset, inner)
        else:
            found = self._channel()
        self._depth -= 1
        return found

    def type_name(self, name: Node | None) -> Node:
        """A name, perhaps with a package in front; the first name may have been read."""
        if name is None:
            name = self.identifier()
        if self.tok == ".":
            self.next()
            return ("Selector", name[1], name, self.identifier())
        return name

    def qualified(self, name: Node | None) -> Node:
        """As `type_name`, perhaps with type arguments."""
        found = self.type_name(name)
        return self.type_instance(found) if self.tok == "[" else found

    def array_type(self, offset: int, length: Node | None) -> Node:
        """Behind the bracket, or behind the length if there is one."""
        if length is None:
            self._level += 1
            if self.tok == "...":
                self.next()
            elif self.tok != "]":
                self.rhs()
            self._level -= 1
        if self.tok == ",":
            self.error(self.pos, "unexpected comma; expecting ]")
            self.next()
        self.expect("]")
        self.type()
        return ("Array", offset)

    def type_instance(self, generic: Node) -> Node:
        """Type arguments in brackets."""
        self.expect("[")
        self._level += 1
        count = 0
        while self.tok not in {"]", "EOF"}:
            self.type()
            count += 1
            if not self.at_comma("type argument list", "]"):
                break
            self.next()
        self._level -= 1
        closing = self.expect_closing("]", "type argument list")
        if not count:
            self.error_expected(closing, "type argument list")
        return ("Index", generic[1])

    def array_or_instance(self, name: Node) -> tuple[Node | None, Node]:
        """A field or parameter `name [n]T`, or the embedded type `name[T]`: its name is then None."""
        offset = self.expect("[")
        count, trailing = 0, -1
        if self.tok != "]":
            self._level += 1
            self.rhs()
            count = 1
            while self.tok == ",":
                comma = self.pos
                self.next()
                if self.tok == "]":
                    trailing = comma
                    break
                self.rhs()
                count += 1
            self._level -= 1
        self.expect("]")
        if not count:
            self.type()
            return name, ("Array", offset)
        if count == 1 and self.try_type() is not None:
            if trailing >= 0:
                self.error(trailing, "unexpected comma; expecting ]")
            return name, ("Array", offset)
        return None, ("Index", name[1])

    def _field(self) -> None:
        kind = self.tok
        if kind == "IDENT":
            name = self.identifier()
            if self.tok == ".":
                self.qualified(name)
            elif self.tok not in {"STRING", ";", "NEWLINE", "}"}:
                several = False
                while self.tok == ",":
                    several = True
                    self.next()
                    self.identifier()
                if not several and self.tok == "[":
                    self.array_or_instance(name)
                else:
                    self.type()
        elif kind == "*":
            self.next()
            if self.tok == "(":
                self.error(self.pos, "cannot parenthesize embedded type")
                self.next()
                self.qualified(None)
                if self.tok == ")":
                    self.next()
            else:
                self.qualified(None)
        else:  # a bracket
            self.error(self.pos, "cannot parenthesize embedded type")
            self.next()
            if self.tok == "*":
                self.next()
            self.qualified(None)
            if self.tok == ")":
                self.next()
        if self.tok == "STRING":
            self.next()
        self.expect_semicolon()

    def _struct(self) -> Node:
        offset = self.expect("struct")
        self.expect("{")
        while self.tok in {"IDENT", "*", "("}:
            self._field()
        self.expect("}")
        return ("Struct", offset)

    def _channel(self) -> Node:
        offset, arrow, direction = self.pos, -1, "both"
        if self.tok == "chan":
            self.next()
            if self.tok == "<-":
                arrow, direction = self.pos, "send"
                self.next()
        else:
            arrow, direction = self.expect("<-"), "receive"
            self.expect("chan")
        return ("Chan", offset, direction, arrow, self.type())

    def func_type(self) -> Node:
        """`func` with parameters and results."""
        offset = self.expect("func")
        if self.tok == "[":
            opening = self.pos
            if self.type_parameters():
                self.error(opening, "function type must have no type parameters")
        self.parameters(result=False)
        self.parameters(result=True)
        return ("Func", offset)

    def parameters(self, *, result: bool) -> list[Field]:
        """Parameters in brackets; or results, which may be one type, or nothing."""
        if not result or self.tok == "(":
            self.expect("(")
            found = self.parameter_list(None, None, ")", variadic=not result) if self.tok != ")" else []
            self.expect(")")
            return found
        one = self.try_type()
        return [(0, one)] if one is not None else []

    def type_parameters(self) -> list[Field]:
        """Type parameters in brackets."""
        self.expect("[")
        found = self.parameter_list(None, None, "]", variadic=False) if self.tok != "]" else []
        closing = self.expect("]")
        if not found:
            self.error(closing, "empty type parameter list")
        return found

    @abstractmethod
    def parameter_list(self, name: Node | None, type_: Node | None, closing: str, *, variadic: bool) -> list[Field]:
        """Parameters up to a closing bracket."""

    def _interface(self) -> Node:
        offset = self.expect("interface")
        self.expect("{")
        while True:
            if self.tok == "IDENT":
                embedded = self._method()
                if embedded is not None:
                    self.element(embedded)
            elif self.tok == "~":
                self.element(None)
            else:
                found = self.try_type()
                if found is None:
                    break
                self.element(found)
            self.expect_semicolon()
        self.expect("}")
        return ("Interface", offset)

    def _method(self) -> Node | None:
        """A method: None; or the embedded type that it is."""
        found = self.type_name(None)
        if found[0] != "Ident":
            return self.type_instance(found) if self.tok == "[" else found
        if self.tok == "(":
            self.parameters(result=False)
            self.parameters(result=True)
            return None
        if self.tok != "[":
            return found
        opening = self.pos
        self.next()
        self._level += 1
        first = self.expression()
        self._level -= 1
        if first[0] == "Ident" and self.tok not in {",", "]"}:
            self.parameter_list(first, None, "]", variadic=False)
            self.expect("]")
            self.error(opening, "interface method must have no type parameters")
            self.parameters(result=False)
            self.parameters(result=True)
            return None
        if self.at_comma("type argument list", "]"):
            self._level += 1
            self.next()
            while self.tok not in {"]", "EOF"}:
                self.type()
                if not self.at_comma("type argument list", "]"):
                    break
                self.next()
            self._level -= 1
        self.expect_closing("]", "type argument list")
        return ("Index", found[1])
