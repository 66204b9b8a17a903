"""Chains that no repository has: so long, and so many, that a rule cannot show them all in time."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from gomodlint.engine import Request, check
from gomodlint.errors import NoVerdict
from gomodlint.rules import acyclic, run

POLICY = """
[rules.far]
kind = "deny"
transitive = true
from = ["./..."]
to = ["net/http"]
"""


def verdict_of(directory: Path) -> list[str]:
    request = Request(directory=str(directory), environ={}, today=datetime.date(2026, 1, 1), cache=False, grouped=False)
    return [finding.importer for finding in check(request).findings]


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """Ten packages, each of which imports the next; the last one imports net/http."""
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (tmp_path / "gomodlint.toml").write_text(POLICY)
    for number in range(10):
        imported = f"example.com/m/p{number + 1}" if number < 9 else "net/http"
        (tmp_path / f"p{number}").mkdir()
        (tmp_path / f"p{number}" / "x.go").write_text(f'package p{number}\n\nimport _ "{imported}"\n')
    return tmp_path


def test_chains_that_are_too_many_to_be_shown_are_named(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LONG", 6)
    monkeypatch.setattr(run, "MOST_LONG", 10)  # the ten chains have 1 + 2 + 3 + 4 imports beyond
    assert len(verdict_of(chain)) == 10
    monkeypatch.setattr(run, "MOST_LONG", 9)
    with pytest.raises(NoVerdict) as raised:
        verdict_of(chain)
    assert str(raised.value.problems[0]) == (
        "gomodlint.toml:2:1: rule far: its chains of more than 6 imports are too many to be shown\n"
        "  hint: let it be about fewer packages; gomodlint why shows the chain of one"
    )


def test_tests_that_import_each_other_are_asked_about_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (tmp_path / "gomodlint.toml").write_text('[rules.circles]\nkind = "acyclic"\n')
    for number in range(30):
        (tmp_path / f"p{number}").mkdir()
        after = f'import _ "example.com/m/p{number + 2}"\n' if number < 28 else ""
        (tmp_path / f"p{number}" / "x.go").write_text(f"package p{number}\n\n{after}")
        text = f'package p{number}\n\nimport _ "example.com/m/p{number ^ 1}"\n'
        (tmp_path / f"p{number}" / "x_test.go").write_text(text)
    asked: list[int] = []
    monkeypatch.setattr(acyclic, "Distances", lambda *arguments, **_: asked.append(arguments[3]))
    assert verdict_of(tmp_path) == []
    assert asked == []  # no package is reached from one that its tests import: no way back is measured


def test_short_chains_may_be_any_number(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LONG", 10)
    monkeypatch.setattr(run, "MOST_LONG", 0)
    assert len(verdict_of(chain)) == 10
