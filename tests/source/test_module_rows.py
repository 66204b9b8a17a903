"""Rows of go.mod that have nothing unusual are read by one expression: as all others are."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomodlint.errors import NoVerdict
from gomodlint.source import modfile

PIECES = [
    "a", "//", "/", "*", " ", "\t", "\r", '"', "`", "(", ")", "[", ",", "=>", "\\", "é", "\x0b",
    "\x1c", "{", "!", "\n", "use (\n",
]  # fmt: skip


@settings(max_examples=1_000, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_a_usual_row_is_read_as_any_other(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    def lines() -> object:
        try:
            return modfile.lines(text.encode(), "go.mod")
        except NoVerdict as error:
            return str(error)

    said = lines()
    with monkeypatch.context() as patch:
        patch.setattr(modfile, "_USUAL_ROW", re.compile("(?!)"))
        assert said == lines()
