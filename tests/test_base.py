"""What is new against a base: two whole graphs are compared, not lines."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from repository import Git

from gomodlint.engine import Request, check
from gomodlint.errors import NoVerdict
from gomodlint.finding import Cause, Verdict

POLICY = """\
[rules.no-pprof]
kind = "deny"
transitive = true
from = ["$main"]
to = ["net/http/pprof"]

[rules.no-dots]
kind = "dot-import"
"""
START = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": POLICY,
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/helper"\n',
    "helper/helper.go": "package helper\n",
    "old/old.go": 'package old\n\nimport . "os"\n',
}


def verdict(git: Git, **asked: object) -> Verdict:
    request = Request(
        directory=str(git.directory),
        environ=dict(os.environ),
        today=datetime.date(2026, 6, 1),
        **asked,  # type: ignore[arg-type]
    )
    return check(request)


def states(found: Verdict) -> set[tuple[str, str, str]]:
    return {(finding.rule, finding.file, finding.state) for finding in found.findings}


def test_an_import_in_one_package_breaks_a_rule_in_another(git: Git) -> None:
    git.commit(dict(START))
    git("checkout", "-q", "-b", "feature")
    git.commit({"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    found = verdict(git, base="main")
    assert states(found) == {("no-pprof", "helper/helper.go", "new"), ("no-dots", "old/old.go", "known")}
    assert found.kind == "findings"
    assert found.findings[0].importer == "example.com/m/cmd/a" or found.findings[1].importer == "example.com/m/cmd/a"


def test_the_work_tree_counts_before_it_is_committed(git: Git) -> None:
    git.commit(dict(START))
    git.write({"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    git.write({"untracked.go": 'package m\n\nimport . "os"\n'})
    found = verdict(git, base="HEAD")
    assert ("no-pprof", "helper/helper.go", "new") in states(found)
    assert not any(finding.file == "untracked.go" for finding in found.findings)


def test_an_old_finding_that_moves_in_its_file_is_known(git: Git) -> None:
    git.commit(dict(START))
    git.commit({"old/old.go": 'package old\n\n// more lines\n\nimport (\n\t_ "fmt"\n\n\t. "os"\n)\n'})
    found = verdict(git, base="HEAD~1")
    assert states(found) == {("no-dots", "old/old.go", "known")}
    assert found.kind == "clean"


def test_a_constraint_that_is_lifted_widens_a_finding(git: Git) -> None:
    guarded = "//go:build windows\n\n" + START["old/old.go"]
    git.commit(START | {"old/old.go": guarded})
    git.commit({"old/old.go": START["old/old.go"]})
    assert states(verdict(git, base="HEAD~1")) == {("no-dots", "old/old.go", "widened")}
    git.commit({"old/old.go": guarded})
    assert states(verdict(git, base="HEAD~1")) == {("no-dots", "old/old.go", "known")}


def test_a_constraint_far_away_opens_a_chain(git: Git) -> None:
    closed = '//go:build never\n\npackage helper\n\nimport _ "net/http/pprof"\n'
    git.commit(START | {"helper/debug.go": closed})
    git.commit({"helper/debug.go": closed.partition("\n\n")[2]})
    found = verdict(git, base="HEAD~1")
    assert ("no-pprof", "helper/debug.go", "new") in states(found)


def test_the_index_is_compared_with_head(git: Git) -> None:
    git.commit(dict(START))
    git.write({"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    git("add", "-A")
    git.write({"helper/helper.go": "package helper\n"})
    assert ("no-pprof", "helper/helper.go", "new") in states(verdict(git, staged=True))
    git("commit", "-q", "-m", "in")
    everything = verdict(git, staged=True)  # the index equals HEAD: all of it is reported
    assert {state for _, _, state in states(everything)} == {"new"}


def test_before_the_first_commit_everything_staged_is_new(git: Git) -> None:
    git.write(dict(START))
    git("add", "-A")
    assert states(verdict(git, staged=True)) == {("no-dots", "old/old.go", "new")}


def test_two_commits_are_compared_without_a_checkout(git: Git) -> None:
    first = git.commit(dict(START))
    second = git.commit({"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    git.commit({"helper/helper.go": "package helper\n"})
    assert ("no-pprof", "helper/helper.go", "new") in states(verdict(git, base=first, head=second))
    assert verdict(git, base=first).kind == "clean"


def test_the_merge_base_is_what_counts(git: Git) -> None:
    git.commit(dict(START))
    git("checkout", "-q", "-b", "feature")
    git.commit({"cmd/b/main.go": 'package main\n\nimport _ "net/http/pprof"\n'})
    git("checkout", "-q", "main")
    git.commit({"cmd/b/main.go": 'package main\n\nimport _ "net/http/pprof"\n'}, "the same, elsewhere")
    git("checkout", "-q", "feature")
    assert ("no-pprof", "cmd/b/main.go", "new") in states(verdict(git, base="main"))


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


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("old/old.go", {"old/old.go"}),
        ("./old", {"old/old.go"}),
        ("./...", {"old/old.go", "helper/helper.go"}),
        ("example.com/m/cmd/...", {"helper/helper.go"}),
        ("cmd/a/main.go", set()),
    ],
)
def test_arguments_filter_findings(git: Git, argument: str, expected: set[str]) -> None:
    git.commit(START | {"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    assert {finding.file for finding in verdict(git, arguments=(argument,)).findings} == expected


def test_nothing_of_the_repository_is_run(git: Git, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {canary}\ncat\n")
    trap.chmod(0o755)
    git.commit(START | {".gitattributes": "*.go filter=evil diff=evil\n"})
    for name in (
        "filter.evil.clean",
        "filter.evil.smudge",
        "diff.evil.textconv",
        "diff.evil.command",
        "core.fsmonitor",
    ):
        git("config", name, str(trap))
    hooks = git.directory / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-commit"):
        (hooks / name).write_text(trap.read_text())
        (hooks / name).chmod(0o755)
    git.write({"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    for asked in ({"base": "HEAD"}, {"staged": True}, {"tracked": True}, {"base": "HEAD", "head": "HEAD"}):
        verdict(git, **asked)
    assert not canary.exists()


def causes(found: Verdict) -> list[tuple[str, str, int]]:
    return [(f.cause.kind, f.file, f.line) for f in found.findings if f.cause is not None]


def test_a_new_import_of_an_old_helper_is_the_cause(git: Git) -> None:
    git.commit(START | {"old/old.go": 'package old\n\nimport _ "net/http/pprof"\n'})
    git.commit({"helper/helper.go": 'package helper\n\nimport _ "example.com/m/old"\n'})
    assert causes(verdict(git, base="HEAD~1")) == [("import", "helper/helper.go", 3)]


def test_a_lifted_constraint_is_the_cause(git: Git) -> None:
    guarded = '//go:build windows && never\n\npackage helper\n\nimport _ "net/http/pprof"\n'
    git.commit(START | {"helper/debug.go": guarded, "old/old.go": "package old\n"})
    git.commit({"helper/debug.go": guarded.replace(" && never", "")})
    assert causes(verdict(git, base="HEAD~1")) == [("constraint", "helper/debug.go", 1)]


def test_a_file_added_is_the_cause(git: Git) -> None:
    git.commit(START | {"old/old.go": "package old\n"})
    git.commit({"helper/debug.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    assert causes(verdict(git, base="HEAD~1")) == [("import", "helper/debug.go", 3)]
    git.commit({"old/dots.go": 'package old\n\nimport . "fmt"\n'})
    assert ("import", "old/dots.go", 3) in causes(verdict(git, base="HEAD~1"))


def test_a_package_that_becomes_main_is_the_cause(git: Git) -> None:
    library = 'package tool\n\nimport _ "net/http/pprof"\n'
    git.commit(START | {"tool/tool.go": library, "old/old.go": "package old\n"})
    git.commit({"tool/tool.go": library.replace("package tool", "package main")})
    found = verdict(git, base="HEAD~1")
    assert [f.cause.kind for f in found.findings if f.cause] == ["main"]


def test_a_vendored_module_s_new_version_is_the_cause(git: Git) -> None:
    def vendored(version: str, body: str) -> dict[str, str]:
        return {
            "go.mod": f"module example.com/m\n\ngo 1.26\n\nrequire example.org/x {version}\n",
            "vendor/modules.txt": f"# example.org/x {version}\n## explicit; go 1.26\nexample.org/x\n",
            "vendor/example.org/x/x.go": body,
            "cmd/a/main.go": 'package main\n\nimport _ "example.org/x"\n',
            "old/old.go": "package old\n",
        }

    git.commit(START | vendored("v1.0.0", "package x\n"))
    git.commit(vendored("v1.1.0", 'package x\n\nimport _ "net/http/pprof"\n'))
    found = verdict(git, base="HEAD~1")
    assert [(f.cause.kind, f.cause.file, f.cause.line, f.file) for f in found.findings if f.cause] == [
        ("module", "go.mod", 5, "cmd/a/main.go")
    ]


GROWTH = """\
[rules.growth]
kind = "budget"
max-growth = 1
"""


def test_growth_is_counted_against_the_base(git: Git) -> None:
    git.commit(START | {"gomodlint.toml": GROWTH, "x/x.go": "package x\n", "y/y.go": "package y\n"})
    assert verdict(git, base="HEAD").kind == "clean"
    one = 'package helper\n\nimport (\n\t_ "os"\n\t_ "example.com/m/x"\n)\n'
    git.commit({"helper/helper.go": one})
    assert verdict(git, base="HEAD~1").kind == "clean"
    git.commit({"helper/helper.go": one.replace('"os"', '"example.com/m/y"')})
    found = verdict(git, base="HEAD~2")
    assert states(found) == {("growth", "cmd/a/main.go", "new")}
    assert (
        "grows by 2 packages (example.com/m/x, example.com/m/y), 1 more than the 1 allowed" in found.findings[0].message
    )
    assert verdict(git, base="HEAD~1").kind == "clean"
    assert verdict(git).kind == "clean"


def test_growth_is_counted_build_by_build(git: Git) -> None:
    git.commit(START | {"gomodlint.toml": GROWTH, "x/x.go": "package x\n", "y/y.go": "package y\n"})
    git.commit(
        {
            "helper/h_linux.go": 'package helper\n\nimport _ "example.com/m/x"\n',
            "helper/h_windows.go": 'package helper\n\nimport _ "example.com/m/y"\n',
        }
    )
    assert verdict(git, base="HEAD~1").kind == "clean"


MODULES = """\
[rules.no-bad]
kind = "module"
deny = ["example.org/..."]

[rules.no-replace]
kind = "go-mod"
deny = ["replace"]
"""


def test_a_new_module_is_new_at_its_line(git: Git) -> None:
    start = "module example.com/m\n\ngo 1.26\n\nrequire example.org/old v1.0.0\n"
    git.commit(START | {"gomodlint.toml": MODULES, "go.mod": start})
    git.commit({"go.mod": start + "\nrequire example.org/new v1.0.0\n\nreplace example.org/z => ../z\n"})
    found = verdict(git, base="HEAD~1")
    assert {(f.rule, f.imported, f.state, f.line) for f in found.findings} == {
        ("no-bad", "example.org/old", "known", 5),
        ("no-bad", "example.org/new", "new", 7),
        ("no-replace", "example.org/z", "new", 9),
    }
    assert {f.cause and (f.cause.kind, f.cause.file, f.cause.line) for f in found.findings if f.state == "new"} == {
        ("module", "go.mod", 7),
        ("module", "go.mod", 9),
    }
    narrowed = verdict(git, base="HEAD~1", arguments=("./...",))
    assert len(narrowed.findings) == 3
    assert verdict(git, base="HEAD~1", arguments=("./cmd/...",)).findings == ()


def test_a_second_cycle_through_a_known_import_is_new(git: Git) -> None:
    cycle = {
        "go.mod": START["go.mod"],
        "gomodlint.toml": '[rules.no-cycles]\nkind = "acyclic"\n',
        "a/a.go": 'package a\n\nimport _ "example.com/m/b"\n',
        "b/b.go": 'package b\n\nimport _ "example.com/m/a"\n',
        "c/c.go": 'package c\n\nimport _ "example.com/m/a"\n',
    }
    git.commit(cycle)
    git.commit({"b/c.go": 'package b\n\nimport _ "example.com/m/c"\n'})
    found = verdict(git, base="HEAD~1")
    assert sorted((finding.state, finding.message.count("->")) for finding in found.findings) == [
        ("known", 2),
        ("new", 3),
    ]
    assert next(f.cause for f in found.findings if f.state == "new") == Cause("import", "b/c.go", 3, "example.com/m/c")


def test_a_file_that_is_renamed_takes_its_findings_along(git: Git) -> None:
    git.commit(dict(START))
    git("mv", "old/old.go", "old/new.go")
    found = verdict(git, base="HEAD")
    assert states(found) == {("no-dots", "old/new.go", "moved")}
    assert found.findings[0].reason == "it was in old/old.go"
    assert found.kind == "clean"


def test_a_package_that_is_renamed_takes_its_findings_along(git: Git) -> None:
    """Both rules over lines and over chains, and the packages that import it."""
    files = dict(START) | {
        "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/old"\n',
        "old/old.go": 'package old\n\nimport . "os"\nimport _ "net/http/pprof"\n',
        "old/more.go": "package old\n",
    }
    git.commit(files)
    git("mv", "old", "internal")
    git("mv", "cmd/a", "cmd/b")
    git.write({"cmd/b/main.go": 'package main\n\nimport _ "example.com/m/internal"\n'})
    found = verdict(git, base="HEAD")
    assert states(found) == {("no-dots", "internal/old.go", "moved"), ("no-pprof", "internal/old.go", "moved")}
    git.write({"internal/more.go": 'package old\n\nimport . "io"\n'})
    assert ("no-dots", "internal/more.go", "new") in states(verdict(git, base="HEAD"))


def test_what_moves_does_not_cover_what_is_added(git: Git) -> None:
    git.commit(dict(START))
    git("mv", "old/old.go", "old/new.go")
    git.write({"old/another.go": 'package old\n\nimport . "os"\n'})
    git("add", "-A")
    found = states(verdict(git, base="HEAD"))
    assert sorted(state for _, _, state in found) == ["moved", "new"]


def test_a_finding_is_not_moved_into_a_file_that_was_there(git: Git) -> None:
    git.commit(dict(START) | {"old/there.go": "package old\n"})
    git("rm", "-q", "old/old.go")
    git.write({"old/there.go": 'package old\n\nimport . "os"\n'})
    assert states(verdict(git, base="HEAD")) == {("no-dots", "old/there.go", "new")}


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
