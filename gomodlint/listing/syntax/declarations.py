"""Declarations and whole files (Go: go/parser/parser.go, parseImportSpec to parseFile)."""

from __future__ import annotations

import contextlib
import sys
from typing import NamedTuple

from gomodlint.listing.syntax.statements import Statements
from gomodlint.listing.syntax.support import DECLARATION_START, EXPRESSION_END, GivenUp, Node
from gomodlint.listing.syntax.types import Field

_DEEPEST = 200_000  # calls, up to twenty for a level of syntax: Go's 100,000 levels would need more than a gigabyte
_LITERALS = frozenset({"IDENT", "STRING", "CHAR", "NUMBER"})
_TYPES = frozenset({"Array", "Struct", "Func", "Interface", "Map", "Chan"})


class Function(NamedTuple):
    """A function, not a method, that a file declares."""

    name: str
    offset: int
    parameters: list[Field]
    results: bool
    generic: bool


class Parser(Statements):
    """Reads a file. `functions` are those of a file without errors."""

    functions: list[Function]

    def file(self) -> None:
        """Read it all."""
        self.functions = []
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(_DEEPEST)
        try:
            with contextlib.suppress(GivenUp):
                self._file()
        except RecursionError:
            self.error(self.pos, "nested too deeply: not read")
        finally:
            sys.setrecursionlimit(before)

    def _file(self) -> None:
        if self.errors:
            return
        self.expect("package")
        self.identifier()
        self.expect_semicolon()
        if self.errors:
            return
        while self.tok == "import":
            self.declaration(DECLARATION_START)
        before = "import"
        while self.tok != "EOF":
            if self.tok == "import" and before != "import":
                self.error(self.pos, "imports must appear before other declarations")
            before = self.tok
            self.declaration(DECLARATION_START)

    def declaration(self, sync: frozenset[str]) -> None:
        """A declaration; where none begins, on to what `sync` has."""
        kind = self.tok
        if kind == "func":
            self._function()
            return
        if kind not in DECLARATION_START:
            self.error_expected(self.pos, "declaration")
            self.advance(sync)
            return
        self.next()
        if self.tok != "(":
            self._spec(kind)
            return
        self.next()
        while self.tok not in {")", "EOF"}:
            self._spec(kind)
        self.expect(")")
        self.expect_semicolon()

    def _spec(self, kind: str) -> None:
        if kind == "import":
            self._import()
        elif kind == "type":
            self._type()
        else:
            self.identifier()
            while self.tok == ",":
                self.next()
                self.identifier()
            self._values(kind)
        self.expect_semicolon()

    def _import(self) -> None:
        if self.tok in {"IDENT", "."}:
            self.next()
        if self.tok == "STRING":
            self.next()
        elif self.tok in _LITERALS:
            self.error(self.pos, "import path must be a string")
            self.next()
        else:
            self.error(self.pos, "missing import path")
            self.advance(EXPRESSION_END)

    def _values(self, kind: str) -> None:
        if kind == "var" and self.tok != "=":
            self.type()
        elif kind == "const":
            if self.tok in {"EOF", ";", "NEWLINE", ")"}:
                return
            self.try_type()
        if self.tok == "=":
            self.next()
            self.expressions(rhs=True)

    def _type(self) -> None:
        self.identifier()
        if self.tok != "[":
            if self.tok == "=":
                self.next()
            self.type()
            return
        offset = self.pos
        self.next()
        if self.tok != "IDENT":
            self.array_type(offset, None)
            return
        length = self.identifier()
        if self.tok != "[":
            self._level += 1
            length = self.binary(self.primary(length), 1)
            self._level -= 1
        name, own = _extract(length, force=self.tok == ",")
        if name is None or (own is None and self.tok == "]"):
            self.array_type(offset, length)
            return
        self.parameter_list(name, own, "]", variadic=False)
        self.expect("]")
        if self.tok == "=":
            self.next()
        self.type()

    def _function(self) -> None:
        offset = self.expect("func")
        method = self.tok == "("
        if method:
            self.parameters(result=False)
        name = self.identifier()
        generic = bool(self.type_parameters()) if self.tok == "[" else False
        parameters = self.parameters(result=False)
        results = self.parameters(result=True)
        if self.tok == "{":
            self.body()
            self.expect_semicolon()
        elif self.tok in {";", "NEWLINE"}:
            self.next()
            if self.tok == "{":
                self.error(self.pos, "unexpected semicolon or newline before {")
                self.body()
                self.expect_semicolon()
        else:
            self.expect_semicolon()
        if not method and name[2] >= 0:
            self.functions.append(Function(self.text(name[2]), offset, parameters, bool(results), generic))


def _extract(node: Node, *, force: bool) -> tuple[Node | None, Node | None]:
    """Name and type of a first type parameter that was read as an array length (Go: extractName)."""
    kind = node[0]
    if kind == "Ident":
        return node, None
    if kind == "Binary":
        _, _, operator, left, right = node
        if operator == "*" and left[0] == "Ident" and (force or _is_type(right)):
            return left, ("Star", left[1], right)
        if operator == "|":
            name, own = _extract(left, force=force or _is_type(right))
            if name is not None and own is not None:
                return name, ("Binary", node[1], operator, own, right)
    elif kind == "Call":
        _, _, function, arguments, dots = node
        if function[0] == "Ident" and len(arguments) == 1 and not dots and (force or _is_type(arguments[0])):
            return function, ("Paren", arguments[0][1], arguments[0])
    return None, node


def _is_type(node: Node) -> bool:
    """Whether an expression can only be a type (Go: isTypeElem)."""
    kind = node[0]
    if kind == "Binary":
        return _is_type(node[3]) or _is_type(node[4])
    if kind == "Unary":
        return bool(node[2] == "~")
    return _is_type(node[2]) if kind == "Paren" else kind in _TYPES
