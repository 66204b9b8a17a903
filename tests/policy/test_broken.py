"""Broken policies and exactly what is said about each. `pytest tests/policy --update` rewrites what is said."""

from __future__ import annotations

from pathlib import Path

import pytest
import txtar

from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.decode import decode
from tests.policy.kinds import KINDS

FOLDER = Path(__file__).parents[2] / "fixtures" / "policies-broken"
BESIDE = {
    "circle.toml": b'extends = ["round/and/round.toml"]\n',
    "round/and/round.toml": b'extends = ["../../circle.toml"]\n',
    "broken.toml": b'[rules.b]\nkind = "deny"\nto = ["fmt/"]\n',
}
ARCHIVES = {path.stem: txtar.parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.txtar"))}
CASES = [
    (theme, name.removesuffix(".toml"))
    for theme, archive in ARCHIVES.items()
    for name in archive.files
    if name.endswith(".toml")
]


def load(path: str) -> bytes:
    if path not in BESIDE:
        raise NoVerdict(Problem("no such file", path))
    return BESIDE[path]


def said(policy: str) -> str:
    with pytest.raises(NoVerdict) as caught:
        decode(policy.encode(), "gomodlint.toml", kinds=KINDS, load=load)
    problems = caught.value.problems
    assert all(problem.line and problem.column and problem.file for problem in problems), "each knows its place"
    assert len(set(problems)) == len(problems), "each is said once"
    return "".join(f"{problem}\n" for problem in problems)


def test_there_are_at_least_sixty() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(("theme", "name"), CASES, ids=[f"{theme}-{name}" for theme, name in CASES])
def test_broken_policy(theme: str, name: str, request: pytest.FixtureRequest) -> None:
    files = ARCHIVES[theme].files
    found = said(files[f"{name}.toml"])
    if request.config.getoption("--update"):
        files[f"{name}.txt"] = found
        text = "".join(f"-- {file} --\n{body}" for file, body in files.items())
        (FOLDER / f"{theme}.txtar").write_text(f"{ARCHIVES[theme].prose}\n{text}", encoding="utf-8", newline="\n")
    assert found == files.get(f"{name}.txt")
