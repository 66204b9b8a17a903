"""Statements (Go: go/parser/parser.go, parseSimpleStmt to parseStmt)."""

from __future__ import annotations

from abc import abstractmethod

from gomodlint.listing.syntax.expressions import Expressions, bare
from gomodlint.listing.syntax.support import STATEMENT_START, Node

_ASSIGNMENTS = frozenset({":=", "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "&^="})
_SIMPLE = frozenset({"IDENT", "NUMBER", "CHAR", "STRING", "func", "(", "[", "struct", "map", "chan", "interface"})
_SIMPLE |= frozenset({"+", "-", "*", "&", "^", "<-", "!"})
_CLOSED = frozenset({"Call", "Index", "Slice", "Assert", "Composite", "Paren"})


class Statements(Expressions):
    """Reads statements. One is a tuple: kind, offset, and for an expression that expression."""

    @abstractmethod
    def declaration(self, sync: frozenset[str]) -> None:
        """A declaration; where none begins, on to what `sync` has."""

    def body(self) -> None:
        """Statements in braces."""
        self.expect("{")
        self._list()
        self.expect("}")

    def _list(self) -> None:
        while self.tok not in {"case", "default", "}", "EOF"}:
            self._statement()

    def _statement(self) -> None:
        kind = self.tok
        if kind in _SIMPLE:
            self.deeper()
            if self._simple(label=True)[0] != "Labeled":
                self.expect_semicolon()
            self._depth -= 1
            return
        self.deeper()
        if kind in {"const", "type", "var"}:
            self.declaration(STATEMENT_START)
        elif kind in {"go", "defer"}:
            self.next()
            self._called(kind)
            self.expect_semicolon()
        elif kind == "return":
            self.next()
            if self.tok not in {";", "NEWLINE", "}"}:
                self.expressions(rhs=True)
            self.expect_semicolon()
        elif kind in {"break", "continue", "goto", "fallthrough"}:
            self.next()
            if kind == "goto" or (kind != "fallthrough" and self.tok == "IDENT"):
                self.identifier()
            self.expect_semicolon()
        elif kind == "{":
            self.body()
            self.expect_semicolon()
        elif kind == "if":
            self._if()
        elif kind == "switch":
            self._switch()
        elif kind == "select":
            self._select()
        elif kind == "for":
            self._for()
        elif kind in {";", "NEWLINE"}:
            self.next()
        else:
            self.error_expected(self.pos, "statement")
            self.advance(STATEMENT_START)
        self._depth -= 1

    def _simple(self, *, label: bool = False, ranged: bool = False) -> Node:
        left = self.expressions(rhs=False)
        kind, offset, start = self.tok, self.pos, left[0][1]
        if kind in _ASSIGNMENTS:
            self.next()
            if ranged and self.tok == "range" and kind in {":=", "="}:
                self.next()
                self.rhs()
                return ("Range", start, left)
            right = self.expressions(rhs=True)
            return ("Assign", start, left, kind, offset, right)
        if len(left) > 1:
            self.error_expected(start, "1 expression")
        if kind == ":":
            self.next()
            if label and left[0][0] == "Ident":
                self._statement_of_label()
                return ("Labeled", start)
            self.error(offset, "illegal label declaration")
            return ("Bad", start)
        if kind == "<-":
            self.next()
            self.rhs()
            return ("Send", start)
        if kind in {"++", "--"}:
            self.next()
            return ("Step", start)
        return ("Expression", start, left[0])

    def _statement_of_label(self) -> None:
        if self.tok == "}":  # an empty statement: the bracket stays
            return
        self._statement()

    def _called(self, kind: str) -> None:
        found = self.rhs()
        plain = bare(found)
        if plain is not found:
            self.error(found[1], f"expression in {kind} must not be parenthesized")
        if plain[0] not in {"Call", "Bad"}:
            self.error(self._end(plain), f"expression in {kind} must be function call")

    def _end(self, node: Node) -> int:
        """The offset behind an expression that was read last."""
        kind, last = node[0], self.at - 1
        if kind in {"Binary", "Unary", "Star"}:
            return self._end(node[-1])
        if kind == "Bad" and len(node) > 2:
            return int(node[2])
        if kind == "Selector":
            return self._end(node[3])
        if kind == "Ident" and node[2] < 0:
            return int(node[1]) + 1
        if kind in _CLOSED:  # whatever stands in place of the bracket
            return self._offsets[last] + 1
        return self._offsets[last] + len(self.text(last).encode())

    def _as_expression(self, statement: Node | None, want: str) -> None:
        if statement is None or statement[0] == "Expression":
            return
        found = "assignment" if statement[0] == "Assign" else "simple statement"
        words = f"expected {want}, found {found} (missing parentheses around composite literal?)"
        self.error(statement[1], words)

    def _if_header(self) -> None:
        if self.tok == "{":
            self.error(self.pos, "missing condition in if statement")
            return
        before, self._level = self._level, -1
        first: Node | None = None
        if self.tok not in {";", "NEWLINE"}:
            if self.tok == "var":
                self.next()
                self.error(self.pos, "var declaration not allowed in if initializer")
            first = self._simple()
        condition, semicolon, newline = first, -1, False
        if self.tok != "{":
            condition = None
            if self.tok in {";", "NEWLINE"}:
                semicolon, newline = self.pos, self.tok == "NEWLINE"
                self.next()
            else:
                self.expect(";")
            if self.tok != "{":
                condition = self._simple()
        if condition is not None:
            self._as_expression(condition, "boolean expression")
        elif semicolon >= 0:
            words = "unexpected newline, expecting { after if clause"
            self.error(semicolon, words if newline else "missing condition in if statement")
        self._level = before

    def _if(self) -> None:
        self.deeper()
        self.expect("if")
        self._if_header()
        self.body()
        if self.tok == "else":
            self.next()
            if self.tok == "if":
                self._if()
            elif self.tok == "{":
                self.body()
                self.expect_semicolon()
            else:
                self.error_expected(self.pos, "if statement or block")
        else:
            self.expect_semicolon()
        self._depth -= 1

    def _switch(self) -> None:
        self.expect("switch")
        tag: Node | None = None
        if self.tok != "{":
            before, self._level = self._level, -1
            if self.tok not in {";", "NEWLINE"}:
                tag = self._simple()
            if self.tok in {";", "NEWLINE"}:
                self.next()
                tag = self._simple() if self.tok != "{" else None
            self._level = before
        guard = self._is_type_switch(tag)
        self.expect("{")
        while self.tok in {"case", "default"}:
            if self.tok == "case":
                self.next()
                self.expressions(rhs=True)
            else:
                self.next()
            self.expect(":")
            self._list()
        self.expect("}")
        self.expect_semicolon()
        if not guard:
            self._as_expression(tag, "switch expression")

    def _is_type_switch(self, statement: Node | None) -> bool:
        if statement is None:
            return False
        if statement[0] == "Expression":
            return bool(statement[2][0] == "Assert" and statement[2][2])
        if statement[0] != "Assign":
            return False
        _, _, left, kind, offset, right = statement
        if len(left) != 1 or len(right) != 1 or right[0][0] != "Assert" or not right[0][2]:
            return False
        if kind == "=":
            self.error(offset, "expected ':=', found '='")
        return kind in {":=", "="}

    def _select(self) -> None:
        self.expect("select")
        self.expect("{")
        while self.tok in {"case", "default"}:
            if self.tok == "case":
                self.next()
                self._communication()
            else:
                self.next()
            self.expect(":")
            self._list()
        self.expect("}")
        self.expect_semicolon()

    def _communication(self) -> None:
        left = self.expressions(rhs=False)
        if self.tok == "<-":
            if len(left) > 1:
                self.error_expected(left[0][1], "1 expression")
            self.next()
            self.rhs()
        elif self.tok in {"=", ":="}:
            if len(left) > 2:
                self.error_expected(left[0][1], "1 or 2 expressions")
            self.next()
            self.rhs()
        elif len(left) > 1:
            self.error_expected(left[0][1], "1 expression")

    def _for(self) -> None:
        self.expect("for")
        condition: Node | None = None
        ranged: Node | None = None
        if self.tok != "{":
            before, self._level = self._level, -1
            if self.tok == "range":
                self.next()
                self.rhs()
                ranged = ("Range", 0, [])
            elif self.tok not in {";", "NEWLINE"}:
                condition = self._simple(ranged=True)
                ranged = condition if condition[0] == "Range" else None
            if ranged is None and self.tok in {";", "NEWLINE"}:
                self.next()
                condition = self._simple() if self.tok not in {";", "NEWLINE"} else None
                self.expect_semicolon()
                if self.tok != "{":
                    self._simple()
            self._level = before
        self.body()
        self.expect_semicolon()
        if ranged is None:
            self._as_expression(condition, "boolean or range expression")
        elif len(ranged[2]) > 2:
            self.error_expected(ranged[2][-1][1], "at most 2 expressions")
