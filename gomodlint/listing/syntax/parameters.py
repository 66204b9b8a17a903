"""Lists of parameters, where names and types look alike (Go: go/parser/parser.go, parseParameterList)."""

from __future__ import annotations

from gomodlint.listing.syntax.support import EXPRESSION_END, Node
from gomodlint.listing.syntax.types import Field, Types

_TYPE_AFTER_NAME = frozenset({"IDENT", "*", "<-", "func", "chan", "map", "struct", "interface", "("})
_TYPE_START = frozenset({"*", "<-", "func", "[", "chan", "map", "struct", "interface", "("})


class Parameters(Types):
    """Reads parameters of functions and of types."""

    def parameter_list(self, name: Node | None, type_: Node | None, closing: str, *, variadic: bool) -> list[Field]:
        """Up to a closing bracket that stays; a name, and a type behind it, may have been read."""
        generic = closing == "]"
        start = name[1] if name is not None else type_[1] if type_ is not None else self.pos
        found: list[list[Node | None]] = []
        named = typed = 0
        while name is not None or self.tok not in {closing, "EOF"}:
            if type_ is not None:
                one: list[Node | None] = [name, self.element(type_) if generic else type_]
            else:
                one = self._parameter(name, sets=generic)
            name = type_ = None
            if one != [None, None]:
                found.append(one)
                named += one[0] is not None and one[1] is not None
                typed += one[1] is not None
            if not self.at_comma("parameter list", closing):
                break
            self.next()
        if not found:
            return []
        if named == 0:
            self._unnamed(found, start, typed, generic=generic)
        elif named != len(found):
            self._partly_named(found, named, typed, generic=generic)
        self._dots(found, variadic=variadic)
        if named == 0:
            return [(0, one[1] or ("Bad", start)) for one in found]
        fields: list[Field] = []
        before: Node | None = None
        for _, own in found:
            if own is before and fields:
                fields[-1] = (fields[-1][0] + 1, fields[-1][1])
            else:
                fields.append((1, own or ("Bad", start)))
            before = own
        return fields

    def _unnamed(self, found: list[list[Node | None]], start: int, typed: int, *, generic: bool) -> None:
        for one in found:
            if one[0] is not None:
                one[0], one[1] = None, one[0]
        if not generic:
            return
        if typed == 0:
            self.error(self.pos, "missing type constraint")
        else:
            array = " or invalid array length" if len(found) == 1 else ""
            self.error(start, f"missing type parameter name{array}")

    def _partly_named(self, found: list[list[Node | None]], named: int, typed: int, *, generic: bool) -> None:
        place = -1
        current: Node | None = None
        for one in reversed(found):
            if one[1] is not None:
                current = one[1]
                if one[0] is None:
                    place = current[1]
                    one[0] = ("Ident", place, -1)
            elif current is not None:
                one[1] = current
            elif one[0] is not None:
                place = one[0][1]
                one[1] = ("Bad", place)
        if place < 0:
            return
        if named == typed:
            self.error(self.pos, "missing type constraint" if generic else "missing parameter type")
        elif generic:
            array = " or invalid array length" if len(found) == 1 else ""
            self.error(place, f"missing type parameter name{array}")
        else:
            self.error(place, "missing parameter name")

    def _dots(self, found: list[list[Node | None]], *, variadic: bool) -> None:
        first = True
        for number, one in enumerate(found, 1):
            own = one[1]
            if own is not None and own[0] == "Ellipsis" and (not variadic or number < len(found)):
                if first:
                    words = "can only use ... with final parameter" if variadic else "invalid use of ..."
                    self.error(own[1], words)
                first = False
                one[1] = ("Bad", own[1])

    def _parameter(self, name: Node | None, *, sets: bool) -> list[Node | None]:
        """Name and type, either of which may be missing; in type parameters a union may be the type."""
        own: Node | None = None
        if name is None and sets and self.tok == "~":
            return [None, self.element(None)]
        if name is not None or self.tok == "IDENT":
            if name is None:
                name = self.identifier()
            kind = self.tok
            if kind in _TYPE_AFTER_NAME:
                own = self.type()
            elif kind == "[":
                name, own = self.array_or_instance(name)
            elif kind == "...":
                return [name, self._dots_type()]
            elif kind == ".":
                own = self.qualified(name)
                name = None
            elif kind == "~" and sets:
                return [name, self.element(None)]
            elif kind == "|" and sets:
                return [None, self.element(name)]
        elif self.tok in _TYPE_START:
            own = self.type()
        elif self.tok == "...":
            return [None, self._dots_type()]
        else:
            self.error_expected(self.pos, "')'")
            self.advance(EXPRESSION_END)
        if sets and self.tok == "|" and own is not None:
            own = self.element(own)
        return [name, own]

    def _dots_type(self) -> Node:
        offset = self.expect("...")
        self.type()
        return ("Ellipsis", offset)
