"""No possessive repeat of a group: Python 3.11.0 to 3.11.4 match them wrongly (CPython issue 100061)."""

from __future__ import annotations

import re
from pathlib import Path

SOURCES = sorted((Path(__file__).parent.parent / "gomodlint").rglob("*.py"))


def test_groups_are_repeated_in_atomic_groups() -> None:
    assert len(SOURCES) > 100
    found = [
        f"{path.name}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if not line.lstrip().startswith("#") and re.search(r"\)(?:[*+?]|\{\d+(?:,\d*)?\})\+", line)
        if "re." in line or 'r"' in line or "r'" in line
    ]
    assert found == []
