"""Every test that the table of pitfalls names is there."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = (HERE / "README.md").read_text(encoding="utf-8")


def test_the_table_names_tests_that_exist() -> None:
    named = re.findall(r"`((?:\.\./)?[\w/]+\.py)::(test_\w+)`", TABLE)
    assert len(named) >= 45
    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in (HERE / file).read_text("utf-8")]
    assert not missing


def test_every_row_names_a_test() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 35
    assert all("::test_" in row for row in rows)
