"""Random expressions, and a second, independent reader of `//go:build` text."""

import ast
import re

from hypothesis import strategies as st

from gomodlint.source.constraint import Expr

TAGS = ("debug", "prod", "pro", "e2e", "otel", "slim")
GO_TAGS = ("linux", "windows", "unix", "cgo", "amd64", "arm64", "js", "gc", "ignore", "go1.20", "go1.99")
NAMES = (*TAGS, *GO_TAGS)


def expressions(names: tuple[str, ...] = NAMES) -> st.SearchStrategy[Expr]:
    leaf = st.sampled_from(names).map(lambda name: ("tag", name))
    return st.recursive(
        leaf,
        lambda inner: (
            inner.map(lambda x: ("not", x))
            | st.tuples(st.sampled_from(["and", "or"]), inner, inner)
            | st.tuples(st.sampled_from(["and", "or"]), inner, inner, inner)
        ),
        max_leaves=12,
    )


def read(text: str) -> Expr:
    """Read a constraint with Python's own parser: `!`, `&&` and `||` bind like `not`, `and` and `or`."""
    names = re.findall(r"[\w.]+", text)
    python = re.sub(r"[\w.]+", lambda match: f"t{names.index(match[0])}", text)
    python = python.replace("&&", " and ").replace("||", " or ").replace("!", " not ")

    def convert(node: ast.expr) -> Expr:
        match node:
            case ast.Name(id=name):
                return ("tag", names[int(name[1:])])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ("not", convert(operand))
            case ast.BoolOp(op=operation, values=values):
                return ("and" if isinstance(operation, ast.And) else "or", *map(convert, values))
        raise AssertionError(ast.dump(node))

    return convert(ast.parse(python.strip(), mode="eval").body)
