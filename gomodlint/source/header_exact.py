"""The exact reader of Go file headers, for whatever the one-expression reader does not accept.

Two stages, as in Go: a byte reader finds how far the header goes (go/build/read.go), then a parser reads that text
(go/parser in ImportsOnly mode with go/scanner). Its error is Go's first one, in Go's words and at Go's place.
"""

from __future__ import annotations

import re

from gomodlint.source.header_characters import MOST_ERRORS
from gomodlint.source.header_constraint import find
from gomodlint.source.header_extent import NeedMore, extent
from gomodlint.source.header_lines import Lines
from gomodlint.source.header_model import NUL, Header, HeaderError, is_generated
from gomodlint.source.header_runs import DECLARATIONS, SPECS, NoName, directives, specs
from gomodlint.source.header_tokens import Tokens
from gomodlint.source.import_path import is_valid_import, unquote
from gomodlint.source.imports import NONE, Imports, of_specs

BOM = b"\xef\xbb\xbf"


def scan(data: bytes, *, whole: bool) -> Header | None:
    """See `header.scan`."""
    data = data.removeprefix(BOM)  # as Go: columns of the first line do not count it
    try:
        end, nul = extent(data, whole=whole)
    except NeedMore:
        return None
    if nul >= 0:
        return _refused(HeaderError(NUL, *Lines(data).place(nul)))
    head = data[:end]
    constraint, line, error = find(head)
    if error is not None:
        return _refused(error)
    parser = _Parser(head)
    parser.file()
    error = parser.error()
    lines = Lines(head)
    return Header(
        parser.package,
        NONE if error else parser.specs(),
        constraint,
        line,
        is_generated(head[: parser.clause]),
        tuple((lines.place(offset)[0], text) for offset, text in parser.tokens.directives),
        error,
    )


def _refused(error: HeaderError) -> Header:
    return Header("", NONE, "", 0, generated=False, directives=(), error=error)


_STATEMENT = frozenset("break const continue defer fallthrough for go goto if return select switch type var".split())  # noqa: SIM905
_AFTER_EXPRESSION = frozenset({",", ":", ";", ")", "]", "}"})


_PATIENCE = 10_000  # specs and tokens that are looked at behind the first error


class _GivenUp(Exception):  # noqa: N818 - not an error of ours
    """As go/parser's bailout: nothing of the file is kept but its errors."""


class _Decided(Exception):  # noqa: N818 - not an error at all
    """The rest of the file changes nothing of the answer."""


class _Parser:
    """go/parser's path through a header, its recovery from errors included: whether the name is kept depends on it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.tokens = Tokens(data)
        self.clause = self.tokens.current.offset  # of the package clause
        self.package = ""
        self.imports: list[tuple[str, str, int]] = []  # path, name, offset
        self._lines = Lines(data)
        self._last_line = data.rfind(b"\n", 0, max(len(data) - 1, 0)) + 1
        self._patience = _PATIENCE
        self._last_error = (-1, 0)  # the offset and line of the error met last
        self._recovered, self._recoveries = 0, 0

    def file(self) -> None:
        """Read the package clause and the imports."""
        try:
            self._file()
        except _GivenUp:
            self.package = ""
        except _Decided:
            return

    def error(self) -> HeaderError | None:
        """The first error: of the text, else of the import paths."""
        first = self.tokens.characters.first_error
        if first is not None:
            return HeaderError(first[1], *Lines(self._data).place(first[0]))
        for path, _, offset in self.imports:
            if not is_valid_import(path):
                return HeaderError(f"invalid import path: {path}", *Lines(self._data).place(offset))
        return None

    def specs(self) -> Imports:
        """The imports with their places."""
        data, found = self._data, []
        at, line, start = 0, 1, 0
        for path, name, offset in self.imports:
            ends = data.count(b"\n", at, offset)
            if ends:
                line += ends
                start = data.rfind(b"\n", at, offset) + 1
            at = offset
            found.append((path, name, line, offset - start + 1))
        return of_specs(found)

    def _file(self) -> None:
        tokens = self.tokens
        if tokens.characters.errors:
            return
        self._expect("package")
        package = tokens.current.text
        self._expect("IDENT")
        self._semicolon()
        if tokens.characters.errors:
            return
        self.package = package
        while tokens.current.kind == "import":
            if not self._run(DECLARATIONS):
                self._declaration()

    def _declaration(self) -> None:
        tokens = self.tokens
        tokens.next()
        if tokens.current.kind != "(":
            self._spec()
            return
        tokens.next()
        while tokens.current.kind not in {")", "EOF"}:
            if not self._run(SPECS):
                self._spec()
        self._expect(")")
        self._semicolon()

    def _run(self, expression: re.Pattern[bytes]) -> bool:
        """Pass over what an expression takes from the current token on; whether that is anything."""
        tokens, start = self.tokens, self.tokens.current.offset
        match = expression.match(self._data, start, tokens.plain_until)
        if match is None or match.end() == start:
            return False
        found: list[tuple[str, str, int]] = []
        if not tokens.characters.errors or not match[0].isascii():
            try:
                found = list(specs(self._data, start, match.end()))
            except NoName as error:
                tokens.plain_until = error.offset
                return False
        tokens.directives += directives(self._data, start, match.end())
        tokens.go_on_at(match.end())
        if not tokens.characters.errors:
            self.imports += found
        return True

    def _spec(self) -> None:
        tokens = self.tokens
        name, start = "", tokens.current.offset
        if tokens.current.kind in {"IDENT", "."}:
            name = tokens.current.text
            tokens.next()
        token = tokens.current
        if token.kind == "STRING":
            tokens.next()
        elif token.is_literal:
            self._error("import path must be a string")
            tokens.next()
        else:
            self._error("missing import path")
            self._advance(_AFTER_EXPRESSION)
        self._semicolon()
        if not tokens.characters.errors:
            self.imports.append((unquote(token.text), name, start))
        self._look_on()

    def _semicolon(self) -> None:
        kind = self.tokens.current.kind
        if kind in {")", "}"}:
            return
        if kind != ";":
            self._expected(";")
        if kind in {";", ","}:
            self.tokens.next()
        else:
            self._advance(_STATEMENT)

    def _expect(self, kind: str) -> None:
        if self.tokens.current.kind != kind:
            self._expected(kind)
        self.tokens.next()

    def _expected(self, what: str) -> None:
        token = self.tokens.current
        found = f"'{token.kind}'"
        if token.kind == ";" and token.text == "\n":
            found = "newline"
        elif token.is_literal:
            found = token.text
        self._error(f"expected '{what}', found {found}")

    def _error(self, message: str) -> None:
        """Report an error at the current token; Go drops it if the error met before it is on the same line."""
        characters, offset = self.tokens.characters, self.tokens.current.offset
        if characters.errors:
            if self._last_error[0] != characters.last_error:
                self._last_error = characters.last_error, self._lines.place(characters.last_error)[0]
            if self._last_error[1] == self._lines.place(offset)[0]:
                return
            if characters.errors > MOST_ERRORS:
                raise _GivenUp
        characters.error(offset, message)

    def _advance(self, kinds: frozenset[str]) -> None:
        """Skip to a token of these kinds; after ten times at the same one, over it (Go: parser.advance)."""
        tokens = self.tokens
        while tokens.current.kind != "EOF":
            offset = tokens.current.offset
            if tokens.current.kind in kinds:
                if offset == self._recovered and self._recoveries < 10:
                    self._recoveries += 1
                    return
                if offset > self._recovered:
                    self._recovered, self._recoveries = offset, 0
                    return
            tokens.next()
            self._look_on()

    def _look_on(self) -> None:
        """Look at the next token, unless the answer is known.

        Behind the first error it is, where no line follows: go/parser tells one error a line. Else it hangs on whether
        there are more than ten; there is a bound on how far that is asked, or a hostile file could take seconds. Beyond
        it the package keeps its name.
        """
        characters = self.tokens.characters
        if characters.first_error is not None and self.tokens.current.offset > characters.first_error[0]:
            self._patience -= 1
            if self._patience < 0 or characters.last_error >= self._last_line:
                raise _Decided
