"""Whose policy, exceptions, comments and baseline decide, and what only a change itself lets pass."""

from __future__ import annotations

import pytest
from comparing import POLICY, START, states, verdict
from repository import Git

from gomodlint.errors import NoVerdict


def test_base_s_policy_decides(git: Git) -> None:
    git.commit(dict(START))
    git.commit(
        {
            "gomodlint.toml": '[rules.no-dots]\nkind = "dot-import"\n',
            "helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n',
        }
    )
    found = verdict(git, base="HEAD~1")
    assert ("no-pprof", "helper/helper.go", "excused") in states(found)
    assert found.policy_from == "base"
    assert any("differs from base's" in notice.message for notice in found.notices)
    assert verdict(git, base="HEAD~1", policy_from="head").kind == "clean"


def test_the_first_policy_decides_when_base_has_none(git: Git) -> None:
    git.commit({name: text for name, text in START.items() if name != "gomodlint.toml"})
    git.commit({"gomodlint.toml": POLICY})
    found = verdict(git, base="HEAD~1")
    assert found.policy_from == "head"
    assert states(found) == {("no-dots", "old/old.go", "known")}


def test_head_s_policy_must_be_valid_too(git: Git) -> None:
    git.commit(dict(START))
    git.commit({"gomodlint.toml": "[rules.x]\nkind = 'nonsense'\n"})
    with pytest.raises(NoVerdict, match="nonsense"):
        verdict(git, base="HEAD~1")


def test_an_ignore_comment_that_comes_with_its_import_excuses(git: Git) -> None:
    git.commit(dict(START))
    line = 'import . "io" //gomodlint:ignore no-dots it reads better\n'
    git.write({"helper/helper.go": f"package helper\n\n{line}"})
    found = verdict(git, base="HEAD")
    assert ("no-dots", "helper/helper.go", "excused") in states(found)
    assert found.kind == "clean"
    excused = next(f for f in found.findings if f.state == "excused")
    assert excused.reason == "only this change's own comment lets it pass: it reads better"
    git.commit({})
    assert ("no-dots", "helper/helper.go", "ignored") in states(verdict(git, base="HEAD"))


def test_an_ignore_comment_for_what_was_there_before_is_one(git: Git) -> None:
    git.commit(dict(START))
    git.write({"old/old.go": 'package old\n\nimport . "os" //gomodlint:ignore no-dots old\n'})
    assert states(verdict(git, base="HEAD")) == {("no-dots", "old/old.go", "ignored")}


CHANGED = {
    "exception": POLICY + '[[rules.no-dots.except]]\nfrom = ["./helper"]\nto = ["io"]\nreason = "it reads better"\n',
    "off": POLICY + 'severity = "off"\n',
    "deleted": POLICY.partition("[rules.no-dots]")[0],
    "narrower": POLICY + 'from = ["./old"]\n',
}


@pytest.mark.parametrize("policy", CHANGED.values(), ids=CHANGED)
@pytest.mark.parametrize("gate", [False, True])
def test_what_only_the_change_s_own_policy_lets_pass_is_excused(git: Git, policy: str, *, gate: bool) -> None:
    files = dict(START)
    if gate:
        files["gomodlint.toml"] = f'[gate]\nexcuses = "fail"\n{POLICY}'
    git.commit(files)
    git.write({"gomodlint.toml": policy, "helper/helper.go": 'package helper\n\nimport . "io"\n'})
    found = verdict(git, base="HEAD")
    assert ("no-dots", "helper/helper.go", "excused") in states(found)
    assert ("no-dots", "old/old.go", "known") in states(found)
    assert found.kind == ("findings" if gate else "clean")


def test_a_rule_under_another_name_excuses_nothing(git: Git) -> None:
    git.commit(dict(START))
    renamed = POLICY.replace("no-dots", "dotless")
    git.write({"gomodlint.toml": renamed, "helper/helper.go": 'package helper\n\nimport . "io"\n'})
    found = verdict(git, base="HEAD")
    assert ("no-dots", "helper/helper.go", "new") in states(found)


def test_a_package_renamed_together_with_its_selector(git: Git) -> None:
    policy = '[rules.pure]\nkind = "deny"\nfrom = ["./domain/..."]\nto = ["net/http"]\n'
    domain = {"gomodlint.toml": policy, "domain/d.go": 'package domain\n\nimport _ "net/http"\n'}
    git.commit(dict(START) | domain)
    git("mv", "domain", "core")
    git.write({"gomodlint.toml": policy.replace("domain", "core")})
    found = verdict(git, base="HEAD")
    assert found.kind == "clean"
    assert any("selects nothing" in notice.message or "differs" in notice.message for notice in found.notices)
