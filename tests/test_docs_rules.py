"""docs/rules.md is what docs/rules/make.py writes."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_the_page_of_the_rules_is_fresh() -> None:
    made = runpy.run_path(str(DOCS / "rules" / "make.py"))["page"]()
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == made, "run: python docs/rules/make.py"
