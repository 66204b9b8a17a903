"""What mutants there are of a file: each is one node of its syntax tree, changed.

A comparison or an operator is turned, `and` and `or` are exchanged, a `not` is dropped, a condition negated, a number
shifted, a truth value turned, a result withheld, a statement left out.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Mutant(NamedTuple):
    """One change: the file, the line, what it was and what it is, and the whole changed text."""

    file: str
    line: int
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} -> {self.after}"


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its syntax tree."""
    tree = ast.parse(text)
    for number, node in enumerate(ast.walk(tree)):
        if can_change(node):
            changed = copy.deepcopy(tree)
            twin = next(one for at, one in enumerate(ast.walk(changed)) if at == number)
            before = ast.unparse(twin)
            after = change(changed, twin)
            if after is not None and after != before:
                line = getattr(node, "lineno", 0)
                yield Mutant(file, line, before.split("\n")[0], after.split("\n")[0], ast.unparse(changed))


def can_change(node: ast.AST) -> bool:
    """Whether a mutant is made of a node."""
    match node:
        case ast.Compare():
            return type(node.ops[0]) in TURNED
        case ast.BoolOp() | ast.BinOp() | ast.AugAssign():
            return type(node.op) in TURNED
        case ast.UnaryOp():
            return isinstance(node.op, ast.Not)
        case ast.Constant():
            return isinstance(node.value, bool | int)
        case ast.Return():
            return node.value is not None
        case ast.Expr():
            return isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom)
    return isinstance(node, ast.If | ast.While | ast.IfExp | ast.Break | ast.Continue)


def change(tree: ast.AST, node: ast.AST) -> str | None:
    """Change a node in place; the new text of it."""
    if isinstance(node, ast.Compare):
        node.ops[0] = TURNED[type(node.ops[0])]()
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign):
        node.op = TURNED[type(node.op)]()
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant):
        node.value = not node.value if isinstance(node.value, bool) else node.value + 1
    elif isinstance(node, ast.Return):
        node.value = ast.Constant(None)
    else:
        new: ast.AST = ast.Pass()
        if isinstance(node, ast.UnaryOp):
            new = node.operand
        elif isinstance(node, ast.Break | ast.Continue):
            new = ast.Continue() if isinstance(node, ast.Break) else ast.Break()
        replace(tree, node, new)
        return ast.unparse(new)
    return ast.unparse(node)


def replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put a node in the place of another."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(one is old for one in value):
                setattr(parent, name, [new if one is old else one for one in value])
