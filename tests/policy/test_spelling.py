"""Patterns that are surely fine are taken without the checks that the others go through."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomodlint.policy import spelling

ELEMENTS = st.sampled_from(["...", ".", "..", "a", "b-c", "a.b", "a.", ".a", "~a", "a+b", ".+", "all", "std", "v2", ""])


@settings(max_examples=600, suppress_health_check=list(HealthCheck))
@given(st.lists(ELEMENTS, max_size=4).map("/".join) | st.lists(ELEMENTS, max_size=4).map("".join))
def test_the_short_cut_takes_nothing_that_a_check_refuses(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    def refused() -> str:
        try:
            spelling.check(text)
        except spelling.PatternError as error:
            return str(error)
        return ""

    said = refused()
    with monkeypatch.context() as patch:
        patch.setattr(spelling, "_ORDINARY", re.compile("(?!)"))
        assert said == refused()
