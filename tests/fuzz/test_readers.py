"""Fuzzes every reader: mutations of the corpus never give anything but an answer or a problem.

A short run by default; GOMODLINT_FUZZ=N tries N examples for each reader. What breaks one goes into corpus/. How long
readers take is measured by bench/linear.py.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fuzz.readers import READERS, says, seeds

TRIES = int(os.environ.get("GOMODLINT_FUZZ", "0")) or 40
PIECES = [
    b"(", b")", b"[", b"]", b"{", b"}", b'"', b"'", b"`", b"//", b"/*", b"*/", b"\n", b"\r\n", b"\0", b"\xff",
    b"\xef\xbb\xbf",
    b"!", b"&&", b"||", b"=>", b"=", b",", b";", b"\t", b" ", b"\\", b"\\u0000", b"9" * 30, b"import ", b"package ",
    b"//go:build ", b"// +build ", b"//line x:1\n", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"-1", b"null", b"true", b"1e999",
    b"v1.0.0", b"../", b"/", b"#", b"# ", b"## ", b"require ", b"replace ", b"module ", b"[rules.r]\n",
    b'kind = "deny"\n',
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, name: str) -> bytes:
    """A seed, cut, doubled and sprinkled with pieces."""
    data = draw(st.sampled_from(seeds(name)))
    for _ in range(draw(st.integers(0, 6))):
        at, to = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        way = draw(st.integers(0, 3))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=4))
        if way == 0:
            data = data[:at] + data[to:]
        elif way == 1:
            data = data[:at] + data[at:to] * 2 + data[to:]
        elif way == 2:
            data = data[:at] + piece + data[at:]
        else:
            data = data[:at] + piece * draw(st.sampled_from([1, 2, 30, 3000])) + data[to:]
    return data


@pytest.mark.parametrize("name", READERS)
def test_a_reader_answers_or_says_what_is_wrong(name: str) -> None:
    @settings(
        max_examples=TRIES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=TRIES == 40,
    )
    @given(mutated(name) | st.binary(max_size=60))
    @example(b"")
    @example(b"[" * 100_000)
    @example(b"(" * 100_000)
    @example(b'{"a":' * 100_000)
    @example(b"\n" * 100_000)
    def try_one(data: bytes) -> None:
        says(READERS[name], data)

    try_one()


@pytest.mark.parametrize("name", READERS)
def test_the_corpus(name: str) -> None:
    assert seeds(name)
    for data in seeds(name):
        says(READERS[name], data)
