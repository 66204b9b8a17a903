"""The pages about reports say what the reports do."""

from __future__ import annotations

import json
import re
from pathlib import Path

from verdicts import FINDINGS

from gomodlint.report.formats import FORMATS, render

ROOT = Path(__file__).parent.parent.parent


def test_every_format_is_described() -> None:
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(FORMATS)
    named = re.search(r"`--format text`.*?\n\n", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert named
    assert set(re.findall(r"`(?:--format )?(\w+)`", named[0])) == set(FORMATS)


def test_every_field_of_the_json_report_is_described() -> None:
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    table = re.search(r"## JSON\n\n```\n(.*?)```", page, re.DOTALL)
    assert table
    words = set(re.findall(r"\w+", table[1]))
    report = json.loads(render("json", FINDINGS))
    top = set(re.findall(r"^(\w+) ", table[1], re.MULTILINE))
    assert top == set(report)
    for part in (report["looked_at"], report["findings"][4], report["findings"][4]["chain"][0], report["notices"][0]):
        assert set(part) <= words


def test_the_readme_shows_a_report_that_was_made() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```console\n\$ gomodlint\n(.*?)```", readme, re.DOTALL)
    assert shown
    assert shown[1] in (ROOT / "docs" / "transcripts.md").read_text(encoding="utf-8")
