"""JSON is spelled as Python spells it, a value at a time, for very many findings too."""

from __future__ import annotations

import gc
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gomodlint.report.escape import json_text

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"), max_size=6).filter(
    lambda text: "##[" not in text
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
)


@given(values)
def test_as_python_spells_it(value: Any) -> None:
    assert json_text(value) == json.dumps(value, indent=2) + "\n"


@given(st.lists(values, max_size=4), st.dictionaries(texts, values, max_size=3))
def test_iterators_are_lists(rows: list[Any], others: dict[str, Any]) -> None:
    assert json_text(iter(rows)) == json_text(rows)
    assert json_text(others | {"rows": iter(rows)}) == json_text(others | {"rows": rows})


def test_nothing_is_left_behind() -> None:
    gc.collect()
    gc.disable()
    try:
        json_text({"rows": iter([{"a": [1, {"b": "c"}]}] * 200)})
        assert gc.collect() < 100
    finally:
        gc.enable()
