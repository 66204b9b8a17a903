"""`gomodlint list` is `go list` in modules that nobody thought of.

A few are drawn in every run; `python bench/random_modules.py` draws thousands, from other seeds.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from compared import Ran, differences
from drawn_case import compare, lay_out
from drawn_module import draw
from drawn_words import words

SEEDS = range(1, 41)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_module(seed: int, tmp_path: Path, go: str) -> None:
    drawn = draw(seed)
    directory = lay_out(drawn, tmp_path / "top")
    for text in drawn.runs:
        assert (text, compare(go, directory, text).differences) == (text, [])


def test_the_same_seed_is_the_same_module() -> None:
    assert draw(7) == draw(7) != draw(8)


def test_drawn_modules_have_everything() -> None:
    """Among a thousand there is every kind of thing that the search is for."""
    found: Counter[str] = Counter()
    for seed in range(1000):
        drawn = draw(seed)
        texts = "\n".join(drawn.files.values())
        runs = " ".join(drawn.runs)
        found["workspace"] += "go.work" in drawn.files
        found["vendored"] += "vendor/modules.txt" in drawn.files
        found["cached"] += any(name.startswith("modcache/") for name in drawn.files)
        found["nested"] += "sub/go.mod" in drawn.files
        found["link"] += bool(drawn.links)
        for mark in (*words("//go:embed //go:build replace exclude tool #cgo"), 'import "C"', "// +build", "\0"):
            found[mark] += mark in texts
        for flag in words("-deps -test -find -race -mod=vendor -tags GOFLAGS GOEXPERIMENT all work"):
            found[flag] += flag in runs
    assert min(found.values()) >= 10, found


def test_the_comparison_sees_differences() -> None:
    """A comparison that cannot fail proves nothing."""
    one = Ran(0, '{"ImportPath": "a", "Imports": ["b"]}\n{"ImportPath": "c"}\n', "")
    assert differences(one, one) == []
    for other in (
        one._replace(status=1),
        one._replace(err="go: warning\n"),
        one._replace(out='{"ImportPath": "c"}\n{"ImportPath": "a", "Imports": ["b"]}\n'),
        one._replace(out='{"ImportPath": "a"}\n{"ImportPath": "c"}\n'),
        one._replace(out='{"ImportPath": "a", "Imports": ["b"]}\n'),
        one._replace(out=one.out + '{"ImportPath": "d"}\n'),
    ):
        assert differences(one, other) != []
        assert differences(other, one) != []


def test_every_night_others_are_drawn() -> None:
    workflow = yaml.safe_load(Path(__file__).parents[1].joinpath(".github/workflows/night.yml").read_text())
    steps = [step.get("run", "") for step in workflow["jobs"]["modules"]["steps"]]
    (step,) = [step for step in steps if "bench/random_modules.py" in step]
    assert "GITHUB_RUN_NUMBER" in step
