"""Policies that are bombs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.bounded import POLICY, Runner, write


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{a=" * 100_000,
        "a" + ".a" * 100_000 + " = 1",
        "[" + "a." * 50_000 + "a]",
        "[[rules]]\n" * 50_000,
        "".join(f'[rules.r{n}]\nkind = "nothing"\n' for n in range(3_000)),
        POLICY + "to = [" + '"x",' * 100_000 + "]",
        POLICY + f'why = "{"x" * 3_000_000}"',
        POLICY + 'to = ["' + "*" * 50_000 + '"]',
        POLICY + 'to = ["' + "{a,b}" * 5_000 + '"]',
        "x = 1" + "0" * 100_000,
        "# " + "x" * 20_000_000,
    ],
    ids=[
        "arrays", "tables", "dots", "header", "array-of-tables", "mistakes", "list", "string", "stars", "braces",
        "number", "comment",
    ],
)  # fmt: skip
def test_a_policy_that_is_a_bomb(run: Runner, module: Path, text: str) -> None:
    write(module, {"gomodlint.toml": text})
    said = run(module)
    assert said.status in {0, 2}
    if said.status == 2:
        assert "gomodlint.toml" in said.err
