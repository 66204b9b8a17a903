"""Policies further down add rules for their own directory. They loosen nothing that the policy above does not give."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main
from gomodlint.engine import Request, check
from gomodlint.errors import NoVerdict
from gomodlint.finding import Verdict

ROOT = """\
[sets]
shared = ["./shared/..."]

[gate]
nested-may-replace = ["no-dots"]

[rules.no-dots]
kind = "dot-import"

[rules.no-blanks]
kind = "blank-import"
to = ["expvar"]
"""
NESTED = """\
nested = true

[rules.core-is-pure]
kind = "deny"
to = ["os/exec", "$shared"]

[rules.closed]
kind = "protect"
packages = ["./core"]
by = ["./api"]
"""
DOTS = 'package {}\n\nimport . "os"\n'
START = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": ROOT,
    "billing/gomodlint.toml": NESTED,
    "billing/core/c.go": 'package core\n\nimport _ "os/exec"\n',
    "billing/api/a.go": 'package api\n\nimport _ "example.com/m/billing/core"\n',
    "users/u.go": 'package users\n\nimport (\n\t_ "example.com/m/billing/core"\n\t_ "os/exec"\n)\n',
    "shared/s.go": "package shared\n",
}


def verdict(git: Git, within: str = "", **asked: object) -> Verdict:
    request = Request(
        directory=os.path.join(git.directory, within),
        environ=dict(os.environ),
        today=datetime.date(2026, 6, 1),
        **asked,  # type: ignore[arg-type]
    )
    return check(request)


def found(of: Verdict) -> set[tuple[str, str]]:
    return {(f.rule, f.file) for f in of.findings if f.state in {"new", "widened"}}


@pytest.mark.parametrize("within", ["", "billing", "billing/core"])
def test_it_adds_for_its_own_directory_from_wherever_one_starts(git: Git, within: str) -> None:
    git.commit(START | {"users/d.go": DOTS.format("users")})
    assert found(verdict(git, within)) == {
        ("core-is-pure", "billing/core/c.go"),
        ("closed", "users/u.go"),
        ("no-dots", "users/d.go"),
    }


def test_what_it_says_of_others_does_not_count(git: Git) -> None:
    everybody = 'nested = true\n\n[rules.r]\nkind = "deny"\nfrom = ["..."]\nto = ["os/exec"]\n'
    git.commit(START | {"billing/gomodlint.toml": everybody})
    assert found(verdict(git)) == {("r", "billing/core/c.go")}


def test_it_replaces_only_what_is_given_free(git: Git) -> None:
    dots = {"billing/d.go": DOTS.format("billing"), "users/d.go": DOTS.format("users")}
    off = 'nested = true\n\n[rules.no-dots]\nkind = "dot-import"\nseverity = "off"\n'
    git.commit(START | dots | {"billing/gomodlint.toml": off})
    assert found(verdict(git)) == {("no-dots", "users/d.go")}
    git.commit({"billing/gomodlint.toml": off.replace("no-dots", "no-blanks")})
    with pytest.raises(NoVerdict) as caught:
        verdict(git)
    (problem,) = caught.value.problems
    assert str(problem).splitlines() == [
        "billing/gomodlint.toml:3:1: rule no-blanks of gomodlint.toml may not be replaced here",
        '  hint: choose another name; or [gate] nested-may-replace = ["no-blanks"] in gomodlint.toml',
    ]


def test_two_directories_may_use_one_name_but_not_one_below_the_other(git: Git) -> None:
    one = 'nested = true\n\n[rules.r]\nkind = "deny"\nto = ["os/exec"]\n'
    git.commit(START | {"billing/gomodlint.toml": one, "users/gomodlint.toml": one})
    assert found(verdict(git)) == {("r", "billing/core/c.go"), ("r", "users/u.go")}
    git.commit({"billing/core/gomodlint.toml": one})
    with pytest.raises(NoVerdict, match=r"rule r of billing/gomodlint[.]toml may not be replaced here"):
        verdict(git)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nested = true\n[build]\ncgo = 'on'\n", "2:1: [build] belongs in the policy above"),
        ("nested = true\n[gate]\nexcuses = 'fail'\n", "2:1: [gate] belongs in the policy above"),
        ("nested = true\n", "1:1: the policy has no rules"),
        ('nested = true\n[rules.r]\nkind = "deny"\nto = ["$nothing"]\n', "4:7: there is no set $nothing"),
        ('nested = true\n[rules.r]\nkind = "deny"\nfrom = ["./x"]\nto = ["os"]\n', '4:9: no package matches "./x"'),
        (
            'nested = true\n[rules.r]\nkind = "deny"\nfrom = ["example.com/m/users"]\nto = ["os"]\n',
            '4:9: no package matches "example.com/m/users"',
        ),
    ],
)
def test_its_mistakes_are_said_at_their_place(git: Git, text: str, said: str) -> None:
    git.commit(START | {"billing/gomodlint.toml": text})
    with pytest.raises(NoVerdict) as caught:
        verdict(git)
    assert str(caught.value.problems[0]).startswith(f"billing/gomodlint.toml:{said}")


def test_there_must_be_a_policy_to_add_to(git: Git) -> None:
    git.commit({path: text for path, text in START.items() if path != "gomodlint.toml"})
    with pytest.raises(NoVerdict, match="adds to a policy further up: there is none"):
        verdict(git, "billing")


def test_named_alone_it_is_a_mistake(git: Git) -> None:
    git.commit(dict(START))
    with pytest.raises(NoVerdict, match="adds to a policy further up"):
        verdict(git, policy="billing/gomodlint.toml")


def test_another_project_s_policy_is_left_alone(git: Git) -> None:
    git.commit(START | {"billing/gomodlint.toml": NESTED.partition("\n\n")[2]})
    assert found(verdict(git)) == set()
    own = {"billing/go.mod": "module example.com/billing\n\ngo 1.26\n", "billing/api/a.go": "package api\n"}
    git.commit(own | {"shared/s.go": "package shared\n"})
    with pytest.raises(NoVerdict, match=r"there is no set \$shared"):
        verdict(git, "billing")


def test_base_s_decides_and_its_removal_changes_nothing_yet(git: Git) -> None:
    git.commit(START | {"billing/core/c.go": "package core\n", "users/u.go": "package users\n"})
    git("checkout", "-q", "-b", "feature")
    git("rm", "-q", "billing/gomodlint.toml")
    git.commit({"billing/core/c.go": START["billing/core/c.go"]})
    of = verdict(git, base="main")
    assert {(f.rule, f.file, f.state) for f in of.findings} == {("core-is-pure", "billing/core/c.go", "excused")}
    assert any("differs from base's" in notice.message and "billing" in notice.file for notice in of.notices)


def test_a_broken_one_on_this_side_is_said_with_a_base_too(git: Git) -> None:
    git.commit(dict(START))
    git("checkout", "-q", "-b", "feature")
    git.commit({"billing/gomodlint.toml": "nested = true\n[rules.r]\nkind = 'x'\n"})
    with pytest.raises(NoVerdict, match='there is no rule of kind "x"'):
        verdict(git, base="main")


def test_a_new_one_waits_until_it_is_in_the_base(git: Git) -> None:
    git.commit({path: text for path, text in START.items() if path != "billing/gomodlint.toml"})
    git("checkout", "-q", "-b", "feature")
    git.commit({"billing/gomodlint.toml": NESTED})
    assert found(verdict(git, base="main")) == set()
    assert found(verdict(git)) == {("core-is-pure", "billing/core/c.go"), ("closed", "users/u.go")}


def test_it_is_said_in_words_and_can_be_proved(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    replaced = NESTED + '\n[rules.no-dots]\nkind = "dot-import"\nto = ["fmt"]\n'
    git.commit(START | {"billing/gomodlint.toml": replaced})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(git.directory)
        assert main(["policy"]) == 0
        words = capfd.readouterr().out
        assert main(["prove"]) == 0
    proved = capfd.readouterr().out
    assert "core-is-pure (below ./billing)" in words
    assert "Not below ./billing: see there." in words
    assert proved.count("fires at") == 5
    assert proved.count("no-dots: fires at billing/") == 1


def test_no_symlink_leads_to_one(git: Git, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "gomodlint.toml").write_text(NESTED)
    git.commit({path: text for path, text in START.items() if path != "billing/gomodlint.toml"})
    os.symlink(outside / "gomodlint.toml", git.directory / "billing" / "gomodlint.toml")
    with pytest.raises(NoVerdict, match="symlink"):
        verdict(git)
