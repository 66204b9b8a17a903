"""Whatever stands in a policy file, the answer is a policy or problems with places; never anything else."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.decode import decode
from gomodlint.policy.model import Policy
from gomodlint.rules.registry import Kinds
from tests.policy.kinds import KINDS
from tests.policy.test_docs import BLOCKS

ALL = {**Kinds(), **KINDS}
KEYS = [
    "extends", "build", "sets", "rules", "gate", "ports", "tags", "cgo", "where", "go", "std", "unresolved", "modules",
    "modfile", "exclude", "excuses", "a", "b", "$a", "main", "kind", "severity", "why", "scope", "except", "when",
    "generated", "optional", "packages", "from", "to", "transitive", "level", "order", "reason", "until", "whole",
    "share", "only-in", "names", "pairs", "levels", "step", "steps", "name", "at-most", "alias", "", "a b", "é",
]  # fmt: skip
TEXTS = [
    *KINDS, "gomodlint:recommended", "x.toml", "../x", "...", "./...", "!./a", "$a", "$b", "$main", "fmt", "{x}",
    "./s/{x}/...", "linux", "linux/*", "*", "prod && !debug", "both", "1.26", "error", "all", "report", "", "\x00", "é",
]  # fmt: skip
SCALARS = (
    st.sampled_from(TEXTS) | st.booleans() | st.integers(-2, 5) | st.just(0.5) | st.just(datetime.date(2027, 1, 2))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
RULES = st.dictionaries(
    st.sampled_from(["a", "b", "a b"]),
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4).flatmap(
        lambda table: st.sampled_from([*KINDS]).map(lambda kind: table | {"kind": kind})
    ),
    max_size=2,
)
DOCUMENTS = st.dictionaries(st.sampled_from(KEYS[:6]), VALUES, max_size=3).flatmap(
    lambda document: RULES.map(lambda rules: document | {"rules": rules})
)


def toml(value: Any) -> str:
    """A value as inline TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, datetime.date) else str(value).lower()


def answer(text: bytes) -> Policy | tuple[Problem, ...]:
    """What is said about a policy."""
    try:
        return decode(text, "gomodlint.toml", kinds=ALL, load=lambda _path: b'[rules.x]\nkind = "acyclic"\n')
    except NoVerdict as error:
        found = error.problems
    lines = text.count(b"\n") + 1
    assert found
    assert all(p.message and p.file == "gomodlint.toml" and 0 < p.line <= lines and p.column > 0 for p in found)
    return found


@given(DOCUMENTS)
def test_any_document(document: dict[str, Any]) -> None:
    answer("".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in document.items()).encode())


@given(st.sampled_from(BLOCKS), st.data())
def test_any_damage(block: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(block)))
    end = data.draw(st.integers(start, min(len(block), start + 12)))
    piece = data.draw(st.text("abz[]{}\"'=.,#\\\n\r\t !$*/é\x00", max_size=4))
    answer((block[:start] + piece + block[end:]).encode())


@given(st.binary(max_size=60))
def test_any_bytes(text: bytes) -> None:
    answer(text)


@pytest.mark.parametrize("size", [100_000])
def test_a_long_policy_takes_time_in_proportion(size: int) -> None:
    import time

    patterns = ",\n".join(f'"example.com/p{n}"' for n in range(size // 20))
    start = time.process_time()
    found = answer(f'[rules.a]\nkind = "deny"\nto = [\n{patterns}\n]\n'.encode())
    assert isinstance(found, Policy)
    assert time.process_time() - start < 2, "about 60 ms"
