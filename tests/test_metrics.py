"""`gomodlint metrics`, as a user asks it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from repository import Git

from gomodlint.cli.main import main
from gomodlint.engine import metrics
from gomodlint.engine.bounded.there import Imports
from gomodlint.engine.look import Look

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": '[sets]\nlow = ["./base", "./mid"]\n\n[rules.r]\nkind = "acyclic"\n',
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/mid"\nimport _ "example.com/m/side"\n',
    "mid/m.go": 'package mid\n\nimport _ "example.com/m/base"\n',
    "side/s_linux.go": 'package side\n\nimport _ "example.com/m/base"\n',
    "side/s.go": 'package side\n\nimport _ "unsafe"\n',
    "base/b.go": "package base\n",
    "alone/a.go": "package alone\n",
}


@pytest.fixture(autouse=True)
def _in_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Git(tmp_path).write(FILES)
    monkeypatch.chdir(tmp_path)


def rows(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict[str, Any]]:
    assert main(["metrics", "--format", "json", *arguments]) == 0
    found = json.loads(capfd.readouterr().out)["metrics"]
    return {row["name"].removeprefix("example.com/m/"): row for row in found}


def test_each_figure_of_a_package(capfd: pytest.CaptureFixture[str]) -> None:
    found = rows(capfd)
    assert {name: (row["fan_in"], row["fan_out"], row["instability"]) for name, row in found.items()} == {
        "cmd/a": (0, 2, 1.0),
        "mid": (1, 1, 0.5),
        "side": (1, 1, 0.5),
        "base": (2, 0, 0.0),
        "alone": (0, 0, None),
    }
    assert {name: (row["depth"], row["reaches"]) for name, row in found.items()} == {
        "cmd/a": (2, 4),
        "mid": (1, 1),
        "side": (1, 2),
        "base": (0, 0),
        "alone": (0, 0),
    }
    # mid and side share base; unsafe leaves with side; alone is in no program.
    assert {name: row["weight"] for name, row in found.items()} == {
        "cmd/a": 5,
        "mid": 1,
        "side": 2,
        "base": 1,
        "alone": 0,
    }


def test_each_package_is_gone_through_few_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = []

    class Counted(dict[int, list[int]]):
        def __getitem__(self, index: int) -> list[int]:
            asked.append(index)
            return super().__getitem__(index)

    real = metrics.imports

    def counted(seen: Look) -> Imports:
        known = real(seen)
        return known._replace(edges=Counted(known.edges))

    monkeypatch.setattr(metrics, "imports", counted)
    for at in range(200):
        Git(tmp_path).write({f"long/p{at}/x.go": f'package p{at}\n\nimport _ "example.com/m/long/p{at + 1}"\n'})
    Git(tmp_path).write({"long/p200/x.go": "package p200\n"})
    found = rows(capfd)
    assert (found["long/p0"]["depth"], found["long/p0"]["reaches"], found["long/p200"]["fan_in"]) == (200, 200, 1)
    assert len(asked) < 10 * len(found)


def test_in_some_builds(capfd: pytest.CaptureFixture[str]) -> None:
    found = rows(capfd, "--when", "windows")
    assert (found["mid"]["weight"], found["side"]["fan_out"]) == (2, 0)


def test_of_sets(capfd: pytest.CaptureFixture[str]) -> None:
    found = rows(capfd, "--sets")
    assert found == {
        "$low": {
            "name": "$low",
            "packages": 2,
            "fan_in": 2,
            "fan_out": 0,
            "instability": 0.0,
            "depth": 1,
            "reaches": 0,
            "weight": 2,
        }
    }


def test_the_table(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["metrics", "--top", "2", "--sort", "fan-in"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "weight  reaches  fan-in  fan-out  instability  depth  name"
    assert lines[1] == "     1        0       2        0         0.00      0  example.com/m/base"
    assert lines[-1] == "3 more: --top 0 shows all"


def test_a_policy_without_sets(capfd: pytest.CaptureFixture[str]) -> None:
    Path("gomodlint.toml").unlink()
    assert main(["metrics", "--sets"]) == 2
    assert "has no sets" in capfd.readouterr().err
