"""Rule fixtures: Go modules with their expectations in them, run through the whole engine."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import txtar
from wants import Said, complaints

from gomodlint.engine import Request, check
from gomodlint.engine.prove import prove
from gomodlint.errors import NoVerdict
from gomodlint.rules.registry import KINDS, rule

ROOT = Path(__file__).parent.parent
FIXTURES = sorted((ROOT / "fixtures" / "rules").glob("*/*.txtar"))
TODAY = datetime.date(2026, 6, 1)


def run(archive: txtar.Archive, directory: Path) -> list[Said]:
    """What a check of the archive says: findings, and problems marked as such. Files below new/ are a change to it."""
    there = {name: text for name, text in archive.files.items() if not name.startswith("new/")}
    change = {name[4:]: text.encode() for name, text in archive.files.items() if name.startswith("new/")}
    txtar.write(txtar.Archive(archive.prose, there), directory)
    request = Request(directory=str(directory), environ={}, today=TODAY, policy="gomodlint.toml")
    request = request._replace(overlay=change, overlay_alone=bool(change))
    try:
        verdict = check(request)
    except NoVerdict as error:
        return [Said(p.file, p.line, f"problem: {p.message}") for p in error.problems]
    said = [
        Said(f.file, f.line, f"{f.message} [{f.condition}]" + ("" if f.state == "new" else f" ({f.state})"))
        for f in verdict.findings
        if f.state != "ignored"
    ]
    return said + [Said(p.file, p.line, f"problem: {p.message}") for p in verdict.errors]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_fixture(path: Path, tmp_path: Path) -> None:
    archive = txtar.parse(path.read_text(encoding="utf-8"))
    assert archive.prose, "a fixture begins with the behaviour it specifies"
    assert "gomodlint.toml" in archive.files
    files = {"go.mod": "module example.com/m\n\ngo 1.26\n"} | archive.files
    after = {name: text for name, text in files.items() if not name.startswith("new/")}
    after |= {name[4:]: text for name, text in files.items() if name.startswith("new/")}
    found = complaints(after, run(txtar.Archive(archive.prose, files), tmp_path))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", KINDS)
def test_each_rule_fires_and_stays_silent(kind: str) -> None:
    texts = [path.read_text() for path in FIXTURES if path.parent.name == kind]
    assert any(" want " in text for text in texts), "a fixture in which the rule fires"
    assert any(" want " not in text for text in texts), "a fixture in which it stays silent"


def page_files(kind: str) -> dict[str, str]:
    """The module of a manual page: its Example, with its Policy unless the example brings its own."""
    page = rule(kind).doc
    sections = {
        name: page.split(f"\n{name}\n", 1)[1].split("\nLooks at\n")[0].split("\nFix\n")[0].split("\nExample\n")[0]
        for name in ("Why", "Policy", "Looks at", "Example", "Fix")
        if f"\n{name}\n" in page
    }
    assert set(sections) == {"Why", "Policy", "Looks at", "Example", "Fix"}
    example = "\n".join(line.removeprefix("    ") for line in sections["Example"].splitlines())
    policy = "\n".join(line.removeprefix("    ") for line in sections["Policy"].splitlines())
    return {"go.mod": "module example.com/m\n\ngo 1.26\n", "gomodlint.toml": policy} | txtar.parse(example).files


@pytest.mark.parametrize("kind", KINDS)
def test_the_manual_page_is_whole_and_its_example_runs(kind: str, tmp_path: Path) -> None:
    files = page_files(kind)
    found = complaints(files, run(txtar.Archive("", files), tmp_path))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", KINDS)
def test_the_rule_of_the_manual_page_can_be_proved(kind: str, tmp_path: Path) -> None:
    txtar.write(txtar.Archive("", page_files(kind)), tmp_path)
    proved = prove(Request(directory=str(tmp_path), environ={}, today=TODAY))
    assert [one.problem for one in proved] == [None]
    assert proved[0].finding is not None


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_is_named_on_the_page(kind: str) -> None:
    from gomodlint.policy.option import keys_of

    page = rule(kind).doc
    missing = [key for key in keys_of(rule(kind).options) if key not in page]
    assert not missing


def test_every_rule_file_is_registered() -> None:
    folder = ROOT / "gomodlint" / "rules"
    defined = {
        path.stem.replace("_", "-")
        for path in folder.glob("*.py")
        if "\nRULE = Rule(" in path.read_text(encoding="utf-8")
    }
    assert defined == set(KINDS)
