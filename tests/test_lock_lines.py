"""Lines of the lock: exact, narrow, and each change of a dependency is a change of few of them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomodlint.lock.alternatives import WIDTH, alternatives
from gomodlint.lock.drift import drift
from gomodlint.source.constraint import Expr, parse

TAGS = ("linux", "windows", "cgo", "race")
tag = st.sampled_from(TAGS).map(lambda name: ("tag", name))
expressions: st.SearchStrategy[Expr] = st.recursive(
    tag,
    lambda inner: st.one_of(
        inner.map(lambda one: one[1] if one[0] == "not" else ("not", one)),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    ),
    max_leaves=6,
)


def holds(expression: Expr, on: frozenset[str]) -> bool:
    operator, *operands = expression
    if operator == "tag":
        return operands[0] in on
    if operator == "not":
        return not holds(operands[0], on)
    return (all if operator == "and" else any)(holds(one, on) for one in operands)


@given(st.lists(expressions, min_size=1, max_size=12))
def test_alternatives_say_what_the_files_said(found: list[Expr]) -> None:
    lines = alternatives(found)
    assert lines == sorted(set(lines))
    said = [parse(line) if line else None for line in lines]
    for n in range(len(TAGS) + 1):
        for on in map(frozenset, itertools.combinations(TAGS, n)):
            assert any(where is None or holds(where, on) for where in said) == any(holds(one, on) for one in found)
    assert alternatives([one for one in said if one is not None] or [None]) == lines, "written again it stays"


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        (["linux && cgo", "windows", "linux"], ["linux || windows"]),
        (["linux && cgo", "cgo && linux", "windows"], ["(cgo && linux) || windows"]),
        (["windows || linux", "linux || darwin"], ["darwin || linux || windows"]),
        (["!linux || !go1.24", "linux"], [""]),
        (["(linux || windows) && (linux || windows)"], ["linux || windows"]),
        (["(linux || darwin) && cgo", "!(linux || race)"], ["!(linux || race) || ((linux || darwin) && cgo)"]),
    ],
)
def test_what_others_cover_is_left_out(texts: list[str], lines: list[str]) -> None:
    assert alternatives(map(parse, texts)) == lines


def test_a_file_more_is_a_line_more() -> None:
    before = [parse(f"a{n:02} && b{n:02}") for n in range(0, 40, 2)]
    lines = alternatives(before)
    assert len(lines) == 20
    assert max(map(len, lines)) <= WIDTH
    more = alternatives([*before, parse("a15 && b15")])
    assert [line for line in more if line not in lines] == ["a15 && b15"]
    assert [line for line in lines if line not in more] == []


OLD = """\
# head
requires example.com/m 1
module example.org/a v1.0.0 h1:a=
package example.org/a a
\tfmt
package example.org/a/b b
\tos\tlinux
main example.com/m/cmd
\tos
"""


@pytest.mark.parametrize(
    ("change", "new", "says"),
    [
        (
            "\tos\tlinux",
            "\tos\twindows",
            "a v1.0.0: package example.org/a/b is locked with other imports or conditions",
        ),
        ("\tfmt\n", "", "a v1.0.0: package example.org/a is locked with other imports or conditions"),
        ("package example.org/a/b b\n\tos\tlinux\n", "", "package example.org/a/b is locked, but nothing imports it"),
        ("main", "package example.org/a/c c\nmain", "a v1.0.0: package example.org/a/c is not locked"),
        (
            "\tfmt\npackage example.org/a/b b",
            "package example.org/a/b c\npackage example.org/a/z z",
            "package example.org/a/z is not locked, 2 more differ",
        ),
        ("h1:a=", "h1:b=", "module example.org/a v1.0.0 is locked, but go.sum has another hash of it"),
        ("v1.0.0", "v1.0.1", "module example.org/a v1.0.0 is locked, but v1.0.1 is built"),
        ("main", "module example.org/z v1.0.0 h1:z=\nmain", "module example.org/z v1.0.0 is not locked"),
        ("\tos\n", "\tos\nmain example.com/m/other\n\tos\n", "example.com/m/other is new, with 1 package"),
        (
            "main example.com/m/cmd",
            "main example.com/m/cmd\tlinux",
            "cmd is a program where linux; it was always",
        ),
        ("\tos\n", "\tio\n\tos\n", "example.com/m/cmd now contains io"),
    ],
)
def test_drift_is_named_on_a_line_that_is_there(change: str, new: str, says: str) -> None:
    assert change in OLD
    found = list(drift(OLD.split("\n"), OLD.replace(change, new).split("\n")))
    assert says in "\n".join(one.message for one in found)
    assert len(found) == 1
    assert 1 <= found[0].line <= OLD.count("\n"), "a reviewer is shown this line of the file"
