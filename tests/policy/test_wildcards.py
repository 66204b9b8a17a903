"""Wildcards say what a regular expression says, in time in proportion to the name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomodlint.policy import pattern
from gomodlint.policy.matcher import Names
from gomodlint.policy.wildcards import Piece, Wild, bound, matches, pieces
from gomodlint.rules.files import matching

EXPRESSIONS = {
    Wild.ANY: ".*", Wild.PART: "[^/]*", Wild.ELEMENT: "[^/]+", Wild.CHARACTER: "[^/]", Wild.FOLDERS: "(?:.*/)?",
    Wild.BELOW: "(?:/.*)?",
}  # fmt: skip
PIECES = st.sampled_from([*Wild, "a", "b", "/", "ab", "a/"])
NAMES = st.text(st.sampled_from("ab/é\n"), max_size=10)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=6), NAMES)
def test_wildcards_are_as_regular_expressions(parts: list[Piece], name: str) -> None:
    expression = "".join(EXPRESSIONS[piece] if isinstance(piece, Wild) else re.escape(piece) for piece in parts)
    assert matches(parts, name) == (re.fullmatch(expression, name, re.DOTALL) is not None)


ELEMENTS = st.sampled_from(["...", "*", "a*", "*b", "a*b", "*a*", "a", "b", "{x}", "...a", "b...", "**"])


@settings(max_examples=1500, deadline=None)
@given(st.lists(ELEMENTS, min_size=1, max_size=5).map("/".join), NAMES)
def test_patterns_are_as_regular_expressions(text: str, name: str) -> None:
    expected = re.fullmatch(pattern.expression(text), name, re.DOTALL) is not None
    assert Names([text]).matches(name) == expected
    assert bool(Names([text]).test(name)) == expected
    if text.count("{x}") < 2:
        assert matches(pieces(text), name) == expected


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(["**/", "**", "*", "?", "a", "/"]), max_size=6).map("".join), NAMES)
def test_globs_are_as_regular_expressions(glob: str, name: str) -> None:
    special = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    expression = "".join(special.get(part) or re.escape(part) for part in parts)
    assert matching([glob])(name) == (re.fullmatch(expression, name, re.DOTALL) is not None)
    assert matching([glob], "d")(f"d/{name}") == matching([glob])(name)


@pytest.mark.parametrize("text", ["...a...a...a...b", "*a*a*a*b", ".../a*a*a*b", "...a/*a*a*a/..."])
def test_no_pattern_can_keep_a_run(text: str) -> None:
    """Regular expressions would take years for these."""
    for name in ("a" * 20_000, "/".join("a" * 10_000)):
        assert not Names([text]).matches(name + "c")


def test_no_glob_can_keep_a_run() -> None:
    assert not matching(["**/" * 30 + "b", "*a" * 30 + "b", "**a" * 30 + "b"])("/".join("a" * 10_000))
    assert matching(["**/" * 30 + "b"])("/".join("a" * 10_000) + "/b")


def test_captures_are_bound_in_names_that_can_be() -> None:
    assert bound("a/{x}b{y}/...", "a/1b2/c") == {"x": "1", "y": "2"}
    assert bound("a/{x}b{y}/...", "a/1b2/" + "c" * pattern.LONGEST) is None
    assert bound("a/{x}b{x}", "a/1b2") is None
