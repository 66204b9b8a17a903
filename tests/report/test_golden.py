"""A verdict and the exact text of each report. `pytest --update` rewrites what is expected; the diff is reviewed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from verdicts import FINDINGS, SAMPLES

from gomodlint.report import json_v1, sarif, sarif_rules
from gomodlint.report.formats import FORMATS, render

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(autouse=True)
def _without_what_changes_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version, and the manual pages that SARIF carries, have tests of their own."""
    for module in (json_v1, sarif):
        monkeypatch.setattr(module, "__version__", "1.2.3")
    page = "What the rule demands.\n\nWhy\n    A reason."
    monkeypatch.setattr(sarif_rules, "rule", lambda _kind: SimpleNamespace(doc=page))


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", FORMATS)
def test_report_is_as_expected(name: str, sample: str, request: pytest.FixtureRequest) -> None:
    text = render(name, SAMPLES[sample])
    assert render(name, SAMPLES[sample]) == text
    expected = GOLDEN / f"{sample}.{name}"
    if request.config.getoption("--update"):
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_text(encoding="utf-8")


def test_no_expected_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} <= {f"{sample}.{name}" for sample in SAMPLES for name in FORMATS}


def test_colour_adds_colour_and_nothing_else() -> None:
    import re

    painted = render("text", FINDINGS, color=True)
    assert painted.count("\x1b[") > 20
    assert re.sub(r"\x1b\[\d+m", "", painted) == render("text", FINDINGS)


def test_text_gives_a_rules_reasons_once() -> None:
    one = FINDINGS.findings[0]._replace(
        chain=(), witness=None, cause=None, why="a reason", instead="a way", docs="", owner=""
    )
    verdict = FINDINGS._replace(findings=(one, one._replace(line=one.line + 1), one._replace(rule="other")))
    text = render("text", verdict)
    assert text.count("why      a reason") == 2
    assert text.count("instead  a way") == 2
    assert text.index("[other]") < text.rindex("a reason")
