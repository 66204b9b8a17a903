"""The exact reader of Go file headers, for whatever the one-expression reader does not accept.

Two stages, as in Go: a byte reader finds how far the header goes (go/build/read.go), then a parser reads that text
(go/parser in ImportsOnly mode with go/scanner). Its errors have Go's words and places.
"""

from __future__ import annotations

from gomodlint.source import header_tokens
from gomodlint.source.header import _GENERATED, Header, HeaderError, ImportSpec, _directives
from gomodlint.source.header_constraint import find
from gomodlint.source.header_extent import NeedMore, extent
from gomodlint.source.header_tokens import Token, Tokens
from gomodlint.source.import_path import is_valid_import, unquote

BOM = b"\xef\xbb\xbf"


def scan(data: bytes, *, whole: bool) -> Header | None:
    """See `header.scan`."""
    start = len(BOM) if data.startswith(BOM) else 0
    try:
        end, nul = extent(data, start, whole=whole)
    except NeedMore:
        return None
    if nul:
        return _refused("", HeaderError("unexpected NUL in input", *header_tokens.place(data, nul - 1)))
    return _Parser(data[:end]).header()


def _refused(package: str, error: HeaderError) -> Header:
    return Header(package, (), "", 0, generated=False, directives=(), error=error)


class _Stop(Exception):  # noqa: N818 - not an error of ours: the parser has met the first of Go's
    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class _Parser:
    """go/parser's path through a header, up to its first error."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._tokens = Tokens(data)
        self._package = ""
        self._imports: list[tuple[ImportSpec, int]] = []
        self._clause = 0

    def header(self) -> Header:
        error: HeaderError | None = None
        try:
            self._file()
        except _Stop as stop:
            error = self._place(str(stop), stop.offset)
        first = self._tokens.first_error()
        if first is not None and (error is None or (first.line, first.column) <= (error.line, error.column)):
            error = first
        if error is None:
            error = self._invalid_path()
        lead = self._data[: self._clause]
        constraint, line, constraint_error = find(lead) if b"build" in lead else ("", 0, None)
        error = error or constraint_error
        imports = () if error else tuple(spec for spec, _ in self._imports)
        generated = _GENERATED.search(lead) is not None
        return Header(self._package, imports, constraint, line, generated, _directives(self._data), error)

    def _file(self) -> None:
        tokens = self._tokens
        tokens.next()
        self._clause = tokens.current.offset
        if tokens.first_error() is not None:
            raise _Stop("", len(self._data))
        self._expect("package")
        if tokens.current.kind != "IDENT":
            self._expected("'IDENT'")
        package = tokens.current.text
        tokens.next()
        self._semicolon()
        if tokens.first_error() is not None:
            return
        self._package = package
        while tokens.current.kind == "import":
            self._declaration()

    def _declaration(self) -> None:
        tokens = self._tokens
        tokens.next()
        if tokens.current.kind != "(":
            self._spec()
            return
        tokens.next()
        while tokens.current.kind not in {")", "EOF"}:
            self._spec()
        self._expect(")")
        self._semicolon()

    def _spec(self) -> None:
        tokens = self._tokens
        name, start = "", tokens.current.offset
        if tokens.current.kind in {"IDENT", "."}:
            name = tokens.current.text
            tokens.next()
        token = tokens.current
        if token.kind != "STRING":
            if token.is_literal:
                raise _Stop("import path must be a string", token.offset)
            raise _Stop("missing import path", token.offset)
        tokens.next()
        line, column = header_tokens.place(self._data, start)
        self._imports.append(((unquote(token.text), name, line, column), start))
        self._semicolon()

    def _semicolon(self) -> None:
        tokens = self._tokens
        if tokens.current.kind in {")", "}"}:
            return
        if tokens.current.kind != ";":
            self._expected("';'")
        tokens.next()

    def _expect(self, kind: str) -> None:
        if self._tokens.current.kind != kind:
            self._expected(f"'{kind}'")
        self._tokens.next()

    def _expected(self, what: str) -> None:
        token: Token = self._tokens.current
        found = f"'{token.kind}'"
        if token.kind == ";" and token.text == "\n":
            found = "newline"
        elif token.is_literal:
            found = token.text
        raise _Stop(f"expected {what}, found {found}", token.offset)

    def _invalid_path(self) -> HeaderError | None:
        for spec, offset in self._imports:
            if not is_valid_import(spec[0]):
                return self._place(f"invalid import path: {spec[0]}", offset)
        return None

    def _place(self, message: str, offset: int) -> HeaderError:
        return HeaderError(message, *header_tokens.place(self._data, offset))
