"""Chains that no repository has: so long, and so many, that a rule cannot show them all in time."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from gomodlint.engine import Request, check
from gomodlint.errors import NoVerdict
from gomodlint.graph.chain import Distances
from gomodlint.rules import acyclic, budget, reaching, run

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


def test_findings_that_are_too_many_to_be_shown_are_named(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MOST_FINDINGS", 10)
    assert len(verdict_of(chain)) == 10
    monkeypatch.setattr(run, "MOST_FINDINGS", 9)
    text = "rule far: there are more than 9 findings: too many to be shown"
    with pytest.raises(NoVerdict) as raised:
        verdict_of(chain)
    assert text in str(raised.value.problems[0])
    (chain / "gomodlint.toml").write_text(POLICY + POLICY.replace("far", "other"))
    monkeypatch.setattr(run, "MOST_FINDINGS", 19)
    with pytest.raises(NoVerdict, match="rule other: there are more than 19 findings"):
        verdict_of(chain)


def test_budgets_of_packages_that_reach_too_many_are_named(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (chain / "gomodlint.toml").write_text('[rules.small]\nkind = "budget"\nfrom = ["./..."]\nmax-packages = 4\n')
    monkeypatch.setattr(budget, "FEW", 0)
    assert len(verdict_of(chain)) == 5  # 9, 8, 7, 6 and 5 packages of this module are reached
    reached: list[int] = []
    real = budget.reach

    def counted(*arguments: Any) -> dict[int, int]:
        found = real(*arguments)
        reached.append(len(found))
        return found

    monkeypatch.setattr(budget, "reach", counted)
    assert len(verdict_of(chain)) == 5
    assert len(reached) == 5  # those that all builds together have few of are not asked
    monkeypatch.setattr(budget, "MOST", sum(reached) - 1)
    with pytest.raises(NoVerdict, match=r"rule small: its packages reach .* too many to be counted"):
        verdict_of(chain)


def test_who_reaches_a_target_is_not_looked_for_among_all(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (chain / "gomodlint.toml").write_text(POLICY.replace("net/http", "./..."))
    asked: list[int] = []
    real = reaching.chain_from

    def counted(context: Any, distances: Any, start: Any) -> Any:
        asked.append(start[0].index)
        return real(context, distances, start)

    monkeypatch.setattr(reaching, "chain_from", counted)
    assert len(verdict_of(chain)) == 9
    assert len(asked) == 9


def test_ends_that_chains_share_are_looked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (tmp_path / "gomodlint.toml").write_text(POLICY)
    imported = [*(["hub"] * 30), "end"]
    for number, path in enumerate(imported):
        name = f"a{number}" if number < 30 else "hub"
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.go").write_text(f'package {name}\n\nimport _ "example.com/m/{path}"\n')
    (tmp_path / "end").mkdir()
    (tmp_path / "end" / "x.go").write_text('package end\n\nimport _ "net/http"\n')
    asked: list[int] = []
    real = Distances._next

    def counted(self: Distances, package: int, distance: int, left: int) -> tuple[int, int]:
        asked.append(package)
        return real(self, package, distance, left)

    monkeypatch.setattr(Distances, "_next", counted)
    assert len(verdict_of(tmp_path)) == 32
    assert len(asked) == 32


def test_short_chains_may_be_any_number(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LONG", 10)
    monkeypatch.setattr(run, "MOST_LONG", 0)
    assert len(verdict_of(chain)) == 10
