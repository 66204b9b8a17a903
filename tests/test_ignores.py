"""Ignore comments that say too little are findings of their own, and what they cover is one still."""

from __future__ import annotations

import pytest
from comparing import START, verdict
from repository import Git


@pytest.mark.parametrize(
    ("comment", "said", "state"),
    [
        ("//gomodlint:ignore no-dots it reads better", "", "ignored"),
        (
            "//gomodlint:ignore no-dots",
            "ignore comment for no-dots gives no reason: write //gomodlint:ignore no-dots reason",
            "new",
        ),
        ("//gomodlint:ignore", "ignore comment names no rule: write //gomodlint:ignore RULE reason", "new"),
        ("//gomodlint:ignore \t", "ignore comment names no rule: write //gomodlint:ignore RULE reason", "new"),
        (
            "//gomodlint:ignored no-dots why",
            "ignore comment names no rule: write //gomodlint:ignore RULE reason",
            "new",
        ),
    ],
)
def test_an_ignore_comment_names_its_rule_and_a_reason(comment: str, said: str, state: str, git: Git) -> None:
    git.commit(START | {"old/old.go": f'package old\n\nimport . "os" {comment}\n'})
    found = verdict(git).findings
    assert [(one.state, one.line) for one in found if one.rule == "no-dots" and one.kind == "dot-import"] == [
        (state, 3)
    ]
    assert [(one.message, one.file, one.line) for one in found if one.kind == "ignore"] == (
        [(said, "old/old.go", 3)] if said else []
    )
