"""Comments hold strings of the repository in code spans alone, whatever these strings are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page import page_of
from verdicts import HOSTILE, hostile

from gomodlint.github.body import comment, fixed, summary
from gomodlint.github.marker import marked
from gomodlint.github.target import Target

TARGET = Target(1, "a" * 40, "bot", "https://github.com/o/r/runs/1", "https://github.com/o/r/blob/a")
ANY_TEXT = st.text(st.characters() | st.sampled_from("#[]:%,`|@<>&\r\n\x1b\udcff\u202e"), min_size=1)


def bodies(text: str) -> list[str]:
    """Every body that can be made of a finding that has the text in all its places."""
    findings = [one._replace(stated_key="") for one in hostile(text).findings]
    comments = [comment(one, removable=removable) for one in findings for removable in (False, True)]
    return [*comments, fixed(comments[0], "a" * 40), summary(findings, 3, TARGET)]


def holds_text_in_code_alone(text: str) -> None:
    for body, plain in zip(bodies(text), bodies("plain"), strict=True):
        made, expected = page_of(body), page_of(plain)
        assert made.tags == expected.tags
        assert "".join(made.outside) == "".join(expected.outside)
        assert marked(body)
        acting = {c for c in body if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"}}
        assert not acting


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text(text: str) -> None:
    holds_text_in_code_alone(text)


@given(ANY_TEXT)
def test_any_text(text: str) -> None:
    holds_text_in_code_alone(text)


def test_a_mark_is_that_of_the_last_line_alone() -> None:
    body = bodies("plain")[0]
    assert marked(body)
    assert marked(f"{body}\n\nquoted") == ""
    assert marked(f"> {body.splitlines()[-1]}") == ""
