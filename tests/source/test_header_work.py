"""No header is more work than its size: function calls are counted, not seconds, for machines are busy."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from gomodlint.source import header, header_exact
from gomodlint.source.header_exact import _PATIENCE
from tests.fuzz.shapes import IN, SHAPES, shaped

SIZE = 1 << 14
CALLS = 6  # for each byte
CALLS_OF_A_TOKEN = 50  # behind the first error, as long as the reader's patience lasts


def calls(data: bytes) -> int:
    """How many functions are called while a header is read."""
    count = 0

    def called(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        header.scan(data)
        header.scan(data, whole=False)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", SHAPES["header"])
def test_the_work_of_a_header(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(header_exact, "_PATIENCE", 300)
    shape = SHAPES["header"][name]
    small, large = calls(shaped(shape, SIZE // 4)), calls(shaped(shape, SIZE))
    assert large < CALLS * SIZE + CALLS_OF_A_TOKEN * 300
    assert large < 4.4 * small + 2_000, "four times the bytes, four times the work"


def test_beyond_its_patience_the_reader_knows_the_error_and_the_name() -> None:
    """Go would read on: eleven lines with errors, and the name is gone. The error is the same."""
    lines = IN + b"}\n" + b"var\n" * (_PATIENCE + 100) + b",\n}\n" * 20
    found = header.scan(lines)
    assert found is not None
    assert (found.package, found.error) == ("m", ("missing import path", 3, 1))


def test_within_its_patience_eleven_errors_take_the_name() -> None:
    found = header.scan(IN + b"}\n" + b"var\n" * 100 + b",\n}\n" * 20)
    assert found is not None
    assert (found.package, found.error) == ("", ("missing import path", 3, 1))
