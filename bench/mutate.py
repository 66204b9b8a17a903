"""Mutation testing: changes one thing in a copy of the source, and sees whether the quick tests notice.

    python bench/mutate.py --sample 30 --seed 1 conditions source rules

Every mutant is one node of the syntax tree, changed: a comparison or an operator turned, `and` and `or` exchanged, a
`not` dropped, a condition negated, a number shifted, a truth value turned, a result withheld, a statement left out. A
sample of them is drawn for each folder, by a seed. Each is run by a forked process that has loaded pytest already, for
at most --seconds of CPU time; a run out of time counts as noticed. Prints Markdown: the score, and every survivor.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
TESTS = {  # what runs in a few seconds and is about the folder; the whole suite notices more
    "conditions": ["tests/conditions/test_algebra.py", "tests/conditions/test_label.py", "tests/test_rules.py"],
    "source": [
        "tests/source/test_constraint.py",
        "tests/source/test_header.py",
        "tests/fuzz/test_readers.py::test_the_corpus",
        "tests/test_rules.py",
    ],
    "rules": ["tests/test_rules.py", "tests/test_docs_rules.py"],
}
QUIET = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--no-header", "--tb=no", "--deselect"]
NOT_CODE = {"__init__.py", "tables.py"}  # tables are generated, and compared with Go as a whole
SLOW = "tests/conditions/test_against_go.py"  # asks Go for every configuration
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


def survives(tests: list[str], seconds: int) -> bool:
    """Whether the tests pass in the current directory, in a fork."""
    pid = os.fork()
    if pid == 0:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        import pytest

        os._exit(int(pytest.main([*QUIET, SLOW, *tests])))
    return os.waitpid(pid, 0)[1] == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=30, help="mutants of each folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=60, help="CPU time of one mutant's tests")
    parser.add_argument("folders", nargs="*", default=list(TESTS))
    options = parser.parse_args()
    import hypothesis  # noqa: F401 - loaded once, for all forks
    import pytest  # noqa: F401
    import selenium.webdriver  # noqa: F401

    with tempfile.TemporaryDirectory() as directory:
        ignore = shutil.ignore_patterns(".git", ".venv", ".uv", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, f"{directory}/copy", ignore=ignore)
        os.chdir(f"{directory}/copy")
        sys.path.insert(0, os.getcwd())
        sys.dont_write_bytecode = True
        for folder in options.folders or TESTS:
            run_folder(folder, options)
    return 0


def run_folder(folder: str, options: argparse.Namespace) -> None:
    """Draw, run and report the mutants of one folder."""
    files = [path for path in sorted(Path("gomodlint", folder).glob("*.py")) if path.name not in NOT_CODE]
    every = [mutant for path in files for mutant in mutants(str(path), path.read_text())]
    chosen = random.Random(options.seed).sample(  # noqa: S311
        every, min(options.sample, len(every))
    )
    if not survives(TESTS[folder], options.seconds * 10):
        sys.exit(f"{folder}: the tests fail without any change")
    start, survivors = time.time(), []
    for mutant in chosen:
        path = Path(mutant.file)
        original = path.read_text()
        path.write_text(mutant.text)
        try:
            alive = survives(TESTS[folder], options.seconds)
        finally:
            path.write_text(original)
        survivors += [mutant] if alive else []
        said = f"{mutant.file}:{mutant.line}: {mutant.before} -> {mutant.after}"
        print(f"<!-- {'SURVIVED' if alive else 'noticed'} {said} -->", flush=True)
    noticed = len(chosen) - len(survivors)
    print(f"| `{folder}/` | {len(every)} | {len(chosen)} | {noticed} | {noticed / len(chosen):.0%} |", flush=True)
    print(f"<!-- {time.time() - start:.0f} s, seed {options.seed} -->", flush=True)


if __name__ == "__main__":
    sys.exit(main())
