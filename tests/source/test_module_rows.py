"""Rows of go.mod that have nothing unusual are read by one expression: as all others are."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomodlint.errors import NoVerdict
from gomodlint.source import modfile

PIECES = ["a", "//", "/", "*", " ", "\t", "\r", '"', "`", "(", ")", "[", ",", "=>", "\\", "é", "\x0b", "\x1c", "{", "!"]


@settings(max_examples=1_000, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_a_plain_row_is_read_as_any_other(monkeypatch: pytest.MonkeyPatch, row: str) -> None:
    def tokens() -> object:
        try:
            return modfile._tokens(row, "go.mod", 1, last=True)
        except NoVerdict as error:
            return str(error)

    said = tokens()
    with monkeypatch.context() as patch:
        patch.setattr(modfile, "_PLAIN", re.compile("(?!)"))
        assert said == tokens()
