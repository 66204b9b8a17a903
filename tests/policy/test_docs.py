"""The manual of the policy: its examples decode, and it names everything there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gomodlint.policy.decode import decode
from gomodlint.policy.extend import PREFIX, PRESETS
from gomodlint.policy.pattern import BUILT_IN
from gomodlint.policy.schema import schema
from gomodlint.rules.registry import Kinds

PAGE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
NESTED_IN = decode(b'[rules.r]\nkind = "acyclic"\n', "gomodlint.toml", kinds=Kinds())
TEAM = b'[rules.team]\nkind = "acyclic"\n'


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 8


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: " ".join(block.split()[:4]))
def test_example(block: str) -> None:
    above = NESTED_IN if block.startswith("nested = true") else None
    load = {"ci/team.toml": TEAM}.__getitem__
    found = decode(block.encode(), "gomodlint.toml", kinds=Kinds(), load=load, above=above)
    assert found.rules


def test_everything_is_named() -> None:
    tables = schema(Kinds(), {})["properties"]
    common = set(schema(Kinds(), {})["definitions"]["rule-acyclic"]["properties"]) - {"from", "level", "groups"}
    words = {*tables, *tables["build"]["properties"], *tables["gate"]["properties"], *common}
    names = [*words, *BUILT_IN, *(PREFIX + preset for preset in PRESETS), "reason", "until", "optional", "packages"]
    assert [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", PAGE)] == []


def test_links_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
        for line in PAGE.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) <= headings
    for name in re.findall(r"\]\(([a-z]+\.md)\)", PAGE):
        assert (Path(__file__).parents[2] / "docs" / name).exists()
