"""The schema takes every good policy and refuses every broken one that a schema can see through."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli
import txtar

from gomodlint.cli.init import STARTER
from gomodlint.cli.main import main
from gomodlint.policy.extend import PRESETS, preset
from gomodlint.policy.schema import schema
from gomodlint.rules.registry import KINDS as REAL_KINDS
from gomodlint.rules.registry import Kinds, rule
from tests.policy.kinds import KINDS
from tests.policy.test_broken import ARCHIVES, CASES

ROOT = Path(__file__).parents[2]
REAL = schema(Kinds(), {kind: rule(kind).summary for kind in REAL_KINDS})
STANDING_IN = schema(KINDS, {})

# What needs more than a look at types and names.
INVISIBLE = {
    "captures": {"*"},
    "extends": {"circle", "itself", "missing-file"},
    "build": {"meaningful-tags", "star-and-more", "where", "where-words", "paths"},
    "sets": {"circle", "itself", "unknown-set", "capture"},
    "file": {"no-rules", "empty-extends"},
    "patterns": {"braces", "too-many-wildcards"},
}


def plain(value: Any) -> Any:
    """A document as an editor hands it to a schema: dates are texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def complaints(found: dict[str, Any], text: str) -> list[str]:
    validator = jsonschema.Draft7Validator(found)
    return [error.message for error in validator.iter_errors(plain(tomli.loads(text)))]


def good_policies() -> dict[str, str]:
    found = {f"preset {name}": preset(name).decode() for name in PRESETS}
    found["starter"] = STARTER
    for path in sorted((ROOT / "fixtures" / "rules").glob("*/*.txtar")):
        found[f"{path.parent.name}/{path.stem}"] = txtar.parse(path.read_text()).files["gomodlint.toml"]
    for path in sorted([*(ROOT / "bench" / "policies").glob("*.toml"), *(ROOT / "docs").rglob("*.toml")]):
        found[path.name] = path.read_text()
    for path in sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]):
        for number, block in enumerate(re.findall(r"^```toml\n(.*?)^```", path.read_text(), re.DOTALL | re.MULTILINE)):
            found[f"{path.name} {number}"] = block
    for kind in REAL_KINDS:
        page = rule(kind).doc
        found[f"page {kind}"] = page.split("\nPolicy\n", 1)[1].split("\nLooks at\n")[0].replace("\n    ", "\n").strip()
    return found


def is_toml(text: str) -> bool:
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        return False
    return True


GOOD = good_policies()
DOCUMENTS = [(theme, name) for theme, name in CASES if is_toml(ARCHIVES[theme].files[f"{name}.toml"])]


@pytest.mark.parametrize("found", [REAL, STANDING_IN], ids=["real", "standing in"])
def test_it_is_a_schema_with_a_description_everywhere(found: dict[str, Any]) -> None:
    jsonschema.Draft7Validator.check_schema(found)
    for table in ("build", "extends", "sets", "rules", "gate"):
        assert found["properties"][table]["description"]
    assert all("description" in key for key in found["properties"]["build"]["properties"].values())


def test_every_option_of_every_rule_is_described() -> None:
    for kind in REAL_KINDS:
        properties = REAL["definitions"][f"rule-{kind}"]["properties"]
        assert [key for key, value in properties.items() if "description" not in value and "$ref" not in value] == []


@pytest.mark.parametrize("name", GOOD)
def test_it_takes(name: str) -> None:
    assert complaints(REAL, GOOD[name]) == []


@pytest.mark.parametrize(("theme", "name"), DOCUMENTS, ids=[f"{theme}-{name}" for theme, name in DOCUMENTS])
def test_it_refuses(theme: str, name: str) -> None:
    invisible = INVISIBLE.get(theme, set())
    found = complaints(STANDING_IN, ARCHIVES[theme].files[f"{name}.toml"])
    assert bool(found) != (name in invisible or "*" in invisible)


@pytest.mark.parametrize(
    "text",
    [
        '[rules.a]\nkind = "every"\nwhole = 1\nuntil = 2027-03-31\nlevels = [1, 2]\nsteps = [{ name = "x" }]\n',
        '[rules.a]\nkind = "layers"\norder = [["./a"], ["./b/..."]]\nwhen = "linux"\n',
        '[rules.a]\nkind = "deny"\nto = ["."]\nexcept = [{ to = ["./x"], reason = "x", until = 2027-03-31 }]\n',
        '[build]\nports = ["linux/*", "*/amd64", "all", "windows/amd64"]\ntags = ["*"]\n',
    ],
)
def test_it_takes_every_type(text: str) -> None:
    assert complaints(STANDING_IN, text) == []


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(REAL))
