"""What goes wrong on the first day: each mistake is named at its place, with what to do next; none passes as clean."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cached import age, cache, module, run, write
from repository import Git

from gomodlint.cli.init import STARTER
from gomodlint.cli.main import main
from gomodlint.engine import Request, check
from gomodlint.engine.again import check_again
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Verdict
from gomodlint.policy.decode import decode
from gomodlint.policy.extend import preset
from gomodlint.report.text import render
from gomodlint.rules.registry import Kinds

__all__ = ["cache", "module"]

MODULE = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "cmd/a/a.go": 'package main\n\nimport _ "example.com/m/b"\n\nfunc main() {}\n',
    "b/b.go": 'package b\n\nimport _ "os/exec"\n',
    "b/b_test.go": "package b\n",
    "b/debug.go": '//go:build debug\n\npackage b\n\nimport _ "expvar"\n',
    "doc/readme.txt": "",
}
RULE = '[rules.a]\nkind = "deny"\nto = ["os/exec"]\n'


def verdict(git: Git, within: str = "", **asked: object) -> Verdict:
    return check(
        Request(
            directory=os.path.join(git.directory, within),
            environ=dict(os.environ),
            today=datetime.date(2026, 6, 1),
            **asked,  # type: ignore[arg-type]
        )
    )


def refused(git: Git, within: str = "", **asked: object) -> list[str]:
    with pytest.raises(NoVerdict) as caught:
        verdict(git, within, **asked)
    return [str(problem) for problem in caught.value.problems]


def notices(of: Verdict) -> list[Problem]:
    return [notice for notice in of.notices if notice.message.startswith("no policy file")]


@pytest.mark.parametrize("file", ["doc/gomodlint.toml", "b/.gomodlint.toml"])
def test_a_policy_in_another_directory_is_named(git: Git, file: str) -> None:
    git.commit({**MODULE, file: RULE})
    (notice,) = notices(verdict(git))
    place = file.partition("/")[0]
    assert notice.hint.startswith(f"{file} counts in {place} alone: run gomodlint there, or move")
    git.commit({"c/gomodlint.toml": RULE, "c/c.go": "package c\n"})
    (notice,) = notices(verdict(git))
    assert "and 1 more count in their directories alone" in notice.hint
    git.commit({"gomodlint.toml": RULE})
    assert notices(verdict(git)) == []


@pytest.fixture
def begun_again(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each run that could begin with a kept graph gave its verdict from it."""
    found = []

    def noted(*arguments: object) -> Verdict | None:
        verdict = check_again(*arguments)  # type: ignore[arg-type]
        found.append(verdict is not None)
        return verdict

    monkeypatch.setattr("gomodlint.engine.again.check_again", noted)
    return found


def test_it_is_named_by_a_run_with_a_kept_graph_too(
    module: Path, capfd: pytest.CaptureFixture[str], begun_again: list[bool]
) -> None:
    (module / "gomodlint.toml").rename(module / "a" / "gomodlint.toml")
    age(module)
    _, first, _ = run(module, capfd)
    write(module, "c/c.go", 'package c\n\nimport "io/fs"\n')
    _, then, _ = run(module, capfd)
    assert begun_again == [True]
    assert "a/gomodlint.toml counts in a alone" in first
    assert then == first


def test_one_that_adds_to_nothing_is_a_mistake(git: Git) -> None:
    git.commit({**MODULE, "b/gomodlint.toml": f"nested = true\n{RULE}"})
    above = "b/gomodlint.toml:1:1: nested = true adds to a policy further up: there is none"
    assert refused(git) == refused(git, "b") == [f"{above}\n  hint: write that one, or remove nested = true"]


def test_a_policy_where_there_is_no_module_says_to_move_it(git: Git) -> None:
    git.commit({**MODULE, "doc/gomodlint.toml": RULE})
    (said,) = refused(git, "doc")
    assert "no go.mod in doc or below" in said
    assert "move doc/gomodlint.toml to the top of the repository" in said


@pytest.mark.parametrize("asked", [{"base": "HEAD"}, {"tracked": True}])
def test_a_policy_that_git_does_not_track_is_named(git: Git, asked: dict[str, object]) -> None:
    git.commit(dict(MODULE))
    git.write({"gomodlint.toml": RULE})
    (notice,) = notices(verdict(git, **asked))
    assert notice.hint == "gomodlint.toml is not tracked by git, and this run looks at what is: git add gomodlint.toml"
    git("add", "gomodlint.toml")
    assert notices(verdict(git, **asked)) == []


@pytest.mark.parametrize(
    ("policy", "place", "hint"),
    [
        ('[build]\ntags = ["debgu"]\n' + RULE, "2:8", 'did you mean "debug"?'),
        ('[build]\nwhere = "!(linux && debgu)"\n' + RULE, "2:9", 'did you mean "debug"?'),
        (RULE + 'when = "debgu && windows"\n', "4:8", 'did you mean "debug"?'),
        (RULE + 'when = "prod"\n', "4:8", "optional = true"),
    ],
)
def test_a_tag_that_no_file_mentions_is_a_mistake(git: Git, policy: str, place: str, hint: str) -> None:
    git.commit({**MODULE, "gomodlint.toml": policy})
    (said,) = refused(git)
    assert said.startswith(f"gomodlint.toml:{place}: no build constraint mentions the tag ")
    assert hint in said


def test_a_where_that_no_build_satisfies_is_a_mistake_and_not_clean(git: Git) -> None:
    """Tags that are not declared are off: with them nothing would be looked at."""
    rule = '[rules.a]\nkind = "deny"\ntransitive = true\nto = ["os/exec"]\n'
    git.commit({**MODULE, "gomodlint.toml": f'[build]\nwhere = "debug && !windows"\n{rule}'})
    (said,) = refused(git)
    assert said.startswith("gomodlint.toml:2:9: no build satisfies where: nothing would be checked")
    assert said.endswith('hint: tags that [build] tags does not declare are off: tags = ["debug"]')
    git.commit({"gomodlint.toml": f'[build]\nwhere = "debug && !windows"\ntags = ["debug"]\n{rule}'})
    assert verdict(git).kind == "findings"
    git.commit({"gomodlint.toml": f'[build]\nwhere = "!(debug && windows)"\n{rule}'})
    assert verdict(git).kind == "findings"


@pytest.mark.parametrize("more", ["optional = true\n", 'severity = "off"\n'])
def test_rules_that_need_not_apply_may_name_any_tag_and_file(git: Git, more: str) -> None:
    rule = RULE + 'when = "prod"\nfiles = ["none/*.go"]\n' + more
    git.commit({**MODULE, "gomodlint.toml": rule + '[rules.b]\nkind = "deny"\nto = ["expvar"]\nwhen = "debug"\n'})
    assert [finding.rule for finding in verdict(git).findings] == ["b"]


def test_a_tag_that_goes_away_is_a_mistake_with_a_kept_graph_too(
    module: Path, capfd: pytest.CaptureFixture[str], begun_again: list[bool]
) -> None:
    write(module, "gomodlint.toml", '[rules.a]\nkind = "deny"\nto = ["fmt"]\nfrom = ["./d"]\nwhen = "debug"\n')
    write(module, "d/d.go", '//go:build debug\n\npackage d\n\nimport "fmt"\n')
    age(module)
    assert run(module, capfd)[0] == 1
    write(module, "c/c.go", 'package c\n\nimport "io/fs"\n')
    assert run(module, capfd)[0] == 1  # the tag is still there
    write(module, "d/d.go", 'package d\n\nimport "fmt"\n')
    status, _, said = run(module, capfd)
    assert (status, 'no build constraint mentions the tag "debug"' in said) == (2, True)
    assert begun_again == [True, False]


@pytest.mark.parametrize(
    ("files", "fits"),
    [
        ('"b/*.go"', True),
        ('"**/b_test.go"', False),  # the rule is about production files
        ('"b/*.py"', False),
        ('"*.go"', False),
        ('"b/*.go", "!b/*.go"', False),
        ('"!cmd/**"', True),
        ('"cmd/a/a.go"', False),  # a file of a package that from does not select
    ],
)
def test_files_that_match_none_are_a_mistake(git: Git, files: str, fits: bool) -> None:
    git.commit({**MODULE, "gomodlint.toml": RULE + f'from = ["./b"]\nfiles = [{files}]\n'})
    if fits:
        assert [finding.file for finding in verdict(git).findings] == ["b/b.go"]
        return
    (said,) = refused(git)
    assert said.startswith("gomodlint.toml:1:1: rule a: no file that is no test matches files = [")


def test_files_of_a_policy_further_down_start_there(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    """And `prove` agrees with the check about it."""
    further = 'nested = true\n[rules.b]\nkind = "deny"\nto = ["os/exec"]\nfiles = ["b.go"]\n'
    git.commit({**MODULE, "gomodlint.toml": '[rules.a]\nkind = "acyclic"\n', "b/gomodlint.toml": further})
    assert [(finding.rule, finding.file) for finding in verdict(git).findings] == [("b", "b/b.go")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(git.directory)
        assert main(["prove"]) == 0
    assert "b: fires at b/b.go" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("modules", "message", "hint"),
    [
        ('["tool"]', "tool has no go.mod", "did you mean tools?"),
        ('[".", "work"]', "work has no go.mod", "did you mean work/x, or work/y?"),
        ('["zzz"]', "zzz has no go.mod", "leave modules out"),
    ],
)
def test_modules_that_are_none_are_named_where_they_stand(git: Git, modules: str, message: str, hint: str) -> None:
    others = {f"{name}/go.mod": f"module example.com/{name}\n" for name in ("tools", "work/x", "work/y")}
    git.commit({**MODULE, **others, "gomodlint.toml": f"[build]\nmodules = {modules}\n{RULE}"})
    (said,) = refused(git)
    assert said.startswith(f"gomodlint.toml:2:11: [build] modules: {message}")
    assert hint in said


def test_modules_start_at_the_policy(git: Git) -> None:
    git.commit({**MODULE, "ci/part.toml": f'[build]\nmodules = ["tools"]\n{RULE}', "tools/go.mod": "module t\n"})
    (said,) = refused(git, policy="ci/part.toml")
    assert said.endswith("[build] modules: tools has no go.mod\n  hint: directories start at the policy's, ci")


def test_what_arguments_leave_out_is_said(git: Git) -> None:
    git.commit({**MODULE, "gomodlint.toml": RULE})
    of = verdict(git, arguments=("./cmd/...",))
    assert of.findings == ()
    (notice,) = of.notices
    assert notice.message == "only what is about ./cmd/... is reported: a finding elsewhere is left out"
    of = verdict(git, arguments=("b/b.go", "./cmd/..."))
    assert (len(of.findings), of.notices) == (1, ())


def _older(git: Git) -> None:
    git.commit(dict(MODULE))


def _shallow(git: Git) -> None:
    git.commit(dict(MODULE))
    git.commit({"c/c.go": "package c\n"})
    git("clone", "-q", "--depth=1", f"file://{git.directory}", "clone")


@pytest.mark.parametrize(
    ("made", "within", "ref", "hint"),
    [
        (_older, "", "HEAD~9", "HEAD has no such ancestor"),
        (_older, "", "main^2", "main has no such ancestor"),
        (_older, "", "mian", "did you mean main? Or fetch it first: git fetch origin mian"),
        (_older, "", "origin/release", "fetch it first: git fetch origin release:refs/remotes/origin/release"),
        (_older, "", "nothing~2", "fetch it first: git fetch origin nothing"),
        (_shallow, "clone", "HEAD~1", "git fetch --unshallow"),
        (_shallow, "clone", "origin/release", "git fetch origin release:refs/remotes/origin/release"),
    ],
)
def test_a_base_that_is_not_here_says_how_to_get_it(
    git: Git, made: Callable[[Git], None], within: str, ref: str, hint: str
) -> None:
    made(git)
    (said,) = refused(git, within, base=ref)
    assert said.startswith(f"git knows no commit {ref!r}")
    assert hint in said


def test_a_base_without_a_module_is_named(git: Git) -> None:
    git.commit({"readme.txt": ""})
    git.commit(dict(MODULE))
    assert refused(git, base="HEAD~1") == [
        "base has no go.mod in . or below: nothing to compare with\n  hint: name a newer base"
    ]


def test_what_the_hint_says_to_fetch_is_what_it_takes(git: Git) -> None:
    """A clone of one branch does not follow others: their remote branch has to be named."""
    _shallow(git)
    git("branch", "release", "main~1")
    clone = Git.at(git.directory / "clone")
    clone("fetch", "-q", "--unshallow")
    (said,) = refused(clone, base="origin/release")
    command = said.partition("fetch it first: ")[2].split()
    assert command[:2] == ["git", "fetch"]
    clone(*command[1:])
    assert verdict(clone, base="origin/release").kind == "clean"


def test_who_else_does_so_is_said_of_one_and_of_several(git: Git) -> None:
    rule = '[rules.a]\nkind = "deny"\ntransitive = true\nfrom = ["$main"]\nto = ["os/exec"]\n'
    git.commit({**MODULE, "gomodlint.toml": rule, "cmd/c/c.go": MODULE["cmd/a/a.go"]})
    assert "\n    so does example.com/m/cmd/c\n" in render(verdict(git))
    git.commit({"cmd/d/d.go": MODULE["cmd/a/a.go"]})
    assert "\n    so do example.com/m/cmd/c, example.com/m/cmd/d\n" in render(verdict(git))


def test_a_misspelled_rule_in_a_comment_is_said_where_it_stands(git: Git) -> None:
    """Findings are in the order of their places, whatever they are of."""
    comments = 'package b\n\nimport _ "os/exec" //gomodlint:ignore no-exex it is behind a door\n\nimport _ "net"\n'
    policy = RULE.replace("rules.a", "rules.no-exec").replace('"os/exec"', '"os/exec", "net"')
    git.commit({**MODULE, "gomodlint.toml": policy, "b/b.go": comments, "c/c.go": 'package c\n\nimport _ "net"\n'})
    assert [(one.file, one.line, one.message) for one in verdict(git).findings] == [
        ("b/b.go", 3, "ignore comment names 'no-exex', which is no rule of the policy: did you mean no-exec?"),
        ("b/b.go", 3, "example.com/m/b imports os/exec"),
        ("b/b.go", 5, "example.com/m/b imports net"),
        ("c/c.go", 3, "example.com/m/c imports net"),
    ]


def test_an_undecided_rule_names_the_lock(git: Git) -> None:
    rule = '[rules.a]\nkind = "deny"\ntransitive = true\nfrom = ["./b"]\nto = ["net/http"]\n'
    missing = {
        "go.mod": MODULE["go.mod"] + "\nrequire example.org/x v1.0.0\n",
        "b/x.go": 'package b\n\nimport _ "example.org/x"\n',
    }
    git.commit({**MODULE, **missing, "gomodlint.toml": rule})
    (problem,) = verdict(git).errors
    assert problem.hint.startswith(
        "run: go mod download   (where there is no Go: commit gomodlint.lock, from gomodlint lock --update;"
    )


def test_init_writes_the_rules_that_run_without_a_policy() -> None:
    """For a library, too: whoever has just seen a run without a policy sees the same with one."""

    def said(text: bytes) -> list[tuple[object, ...]]:
        rules = decode(text, "gomodlint.toml", kinds=Kinds()).rules
        return [(rule.id, rule.kind, rule.why, rule.instead, rule.optional, repr(rule.options)) for rule in rules]

    assert said(STARTER.encode()) == said(preset("recommended"))


def test_a_library_can_begin_too(git: Git) -> None:
    git.commit({"go.mod": MODULE["go.mod"], "lib.go": "package lib\n", "gomodlint.toml": STARTER})
    assert verdict(git).kind == "clean"


def test_explain_takes_the_name_that_a_finding_has(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit({**MODULE, "gomodlint.toml": RULE.replace("rules.a", "rules.no-exec") + 'why = "see ADR 7"\n'})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(git.directory)
        assert main(["explain", "no-exec"]) == 0
        said = capfd.readouterr().out
        assert main(["explain", "deny"]) == 0
    assert said.startswith("gomodlint.toml:1: a rule of kind deny\n\nno-exec\n")
    assert "  Why: see ADR 7\n" in said
    assert said.endswith(capfd.readouterr().out)
