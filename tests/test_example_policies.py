"""The example policies of the docs: each runs on a module of its kind, finds what it is for, and can be proved."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import txtar
from wants import Said, complaints

from gomodlint.engine import Request, check
from gomodlint.engine.prove import prove

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "policies"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
TODAY = datetime.date(2026, 6, 1)


def module(name: str, directory: Path) -> dict[str, str]:
    """The files of a policy's module, written to a directory."""
    archive = txtar.parse((ROOT / "fixtures" / "policies" / f"{name}.txtar").read_text(encoding="utf-8"))
    files = {"go.mod": "module example.com/m\n\ngo 1.26\n"} | archive.files
    files["gomodlint.toml"] = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    txtar.write(txtar.Archive(archive.prose, files), directory)
    return files


def test_there_are_a_dozen() -> None:
    assert len(NAMES) >= 12
    assert sorted(path.stem for path in (ROOT / "fixtures" / "policies").glob("*.txtar")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_what_it_is_for(name: str, tmp_path: Path) -> None:
    files = module(name, tmp_path)
    verdict = check(Request(directory=str(tmp_path), environ={}, today=TODAY, grouped=False))
    said = [Said(f.file, f.line, f"{f.message} [{f.condition}]") for f in verdict.findings if f.state == "new"]
    found = complaints(files, said)
    assert not found, "\n".join(found)
    assert said


@pytest.mark.parametrize("name", NAMES)
def test_each_of_its_rules_can_fire(name: str, tmp_path: Path) -> None:
    module(name, tmp_path)
    problems = [str(one.problem) for one in prove(Request(str(tmp_path), {}, TODAY)) if one.problem is not None]
    assert not problems, "\n".join(problems)


def test_the_page_names_each() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(([a-z-]+)\.toml\)", page)) == set(NAMES)
