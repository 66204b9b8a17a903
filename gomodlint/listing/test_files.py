"""What Go says of test files when it makes a test binary: it reads them whole (Go: cmd/go/internal/load/test.go)."""

from __future__ import annotations

import unicodedata

from gomodlint.listing.folder import Trouble
from gomodlint.listing.line_directives import places_in, shown
from gomodlint.listing.syntax.declarations import Function, Parser
from gomodlint.listing.syntax.exact_tokens import exact_tokens
from gomodlint.listing.syntax.quick_tokens import quick_tokens
from gomodlint.source.header_lines import Lines
from gomodlint.source.limits import GO_TEST
from gomodlint.source.tree import Tree, TreeError

_MOST_UNUSUAL = 2 << 20  # bytes of a file that is read token by token
_TOO_LARGE = f"larger than {_MOST_UNUSUAL >> 20} MiB, with more than plain names and numbers: not read"
_KINDS = {"Test": "T", "Benchmark": "B", "Fuzz": "F"}


class TestFiles:
    """The test files of one package, looked at in Go's order; the first trouble counts."""

    __test__ = False  # for pytest

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._main_seen = False

    def trouble(self, directory: str, names: list[str]) -> Trouble | None:
        """What is wrong with the files; every one is read, for TestMain must be there once only."""
        found = [self._file(f"{directory}/{name}") for name in names]
        return next((trouble for trouble in found if trouble is not None), None)

    def _file(self, path: str) -> Trouble | None:
        try:
            data = self._tree.read(path, most=GO_TEST)
        except TreeError as error:
            return Trouble(f"open {path}: {error.reason}")
        tokens = quick_tokens(data)
        parser = Parser(data, tokens, lambda offset: (path, 1, offset)) if tokens is not None else None
        if parser is not None:
            parser.file()
        if parser is None or parser.errors:
            place = places_in(path, data)
            if parser is None and len(data) > _MOST_UNUSUAL:
                return Trouble(f"open {path}: {_TOO_LARGE}")
            tokens, _ = exact_tokens(data) if parser is None else exact_tokens(data, parser.at + 1)
            parser = Parser(data, tokens, place)
            parser.file()
            if parser.errors:
                _, message, offset = min(parser.errors)
                return Trouble(message, (path, *Lines(data).place(offset)))
        for function in parser.functions:
            trouble = self._function(function, path, data, parser)
            if trouble is not None:
                return trouble
        return None

    def _function(self, function: Function, path: str, data: bytes, parser: Parser) -> Trouble | None:
        name = function.name
        if name == "TestMain":
            if _takes(function, "T", parser):
                return None
            argument = "M"
        else:
            prefix = next((prefix for prefix in _KINDS if _is_test(name, prefix)), "")
            if not prefix:
                return None
            argument = _KINDS[prefix]
        why = ""
        if not _takes(function, argument, parser):
            why = f"must be: func {name}({argument.lower()} *testing.{argument})"
        if function.generic:
            why = "test functions cannot have type parameters"
        if why:
            return Trouble(f"{shown((path, *Lines(data).place(function.offset)))}: wrong signature for {name}, {why}")
        if name == "TestMain":
            if self._main_seen:
                return Trouble("multiple definitions of TestMain")
            self._main_seen = True
        return None


def _takes(function: Function, argument: str, parser: Parser) -> bool:
    """Whether its only parameter is a pointer to a type of this name."""
    if function.results or len(function.parameters) != 1 or function.parameters[0][0] > 1:
        return False
    own = function.parameters[0][1]
    if own[0] != "Star":
        return False
    name = own[2][3] if own[2][0] == "Selector" else own[2]
    return bool(name[0] == "Ident" and name[2] >= 0 and parser.text(name[2]) == argument)


def _is_test(name: str, prefix: str) -> bool:
    rest = name.removeprefix(prefix)
    return name.startswith(prefix) and (not rest or unicodedata.category(rest[0]) != "Ll")
