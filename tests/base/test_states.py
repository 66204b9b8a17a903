"""What is new against a base: two whole graphs are compared, not lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from comparing import START, states, verdict
from repository import Git

from gomodlint.finding import Cause


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


def test_another_name_for_an_import_is_nothing_new(git: Git) -> None:
    policy = {"gomodlint.toml": '[rules.no-os]\nkind = "deny"\nto = ["os"]\n'}
    git.commit(START | policy | {"old/old.go": 'package old\n\nimport "os"\n'})
    git.commit({"old/old.go": 'package old\n\nimport system "os"\n'})
    assert states(verdict(git, base="HEAD~1")) == {("no-os", "old/old.go", "known")}
    git.commit({"old/old.go": 'package old\n\nimport _ "os"\n'})
    assert states(verdict(git, base="HEAD~1")) == {("no-os", "old/old.go", "new")}


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


def test_a_widened_finding_shows_where_it_is_new(git: Git) -> None:
    """Not the old chain, and not a build in which it was there before."""
    git.commit(START | {"helper/h_linux.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    far = 'package helper\n\nimport _ "example.com/m/far"\n'
    git.commit({"helper/h_windows.go": far, "far/far.go": 'package far\n\nimport _ "net/http/pprof"\n'})
    found = next(f for f in verdict(git, base="HEAD~1").findings if f.rule == "no-pprof")
    assert (found.state, found.condition, found.new_condition) == ("widened", "!darwin", "windows")
    assert found.witness is not None
    assert found.witness.goos == "windows"
    assert [step.imported for step in found.chain][-2:] == ["example.com/m/far", "net/http/pprof"]
    assert found.cause == Cause("import", "helper/h_windows.go", 3, "example.com/m/far")
    assert (found.file, found.line) == ("helper/h_windows.go", 3)


def test_importers_that_share_a_finding_keep_their_own_conditions(git: Git) -> None:
    main = 'package main\n\nimport _ "example.com/m/helper"\n'
    git.commit(START | {"cmd/b/main.go": main, "cmd/c/main_windows.go": main})
    git.write({"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    found = next(f for f in verdict(git, base="HEAD").findings if f.rule == "no-pprof")
    told = {found.importer: found.condition} | dict(zip(found.also_from, found.also_conditions, strict=True))
    assert told == {
        f"example.com/m/cmd/{name}": condition for name, condition in (("a", ""), ("b", ""), ("c", "windows"))
    }


def test_the_build_to_try_has_the_chain_that_is_shown(git: Git) -> None:
    git.commit(dict(START))
    short = 'package helper\n\nimport _ "net/http/pprof"\n'
    far = {"helper/h_linux.go": 'package helper\n\nimport _ "example.com/m/far"\n', "far/far.go": short}
    git.write({"helper/h_windows.go": short} | far)
    git("add", "-A")
    found = next(f for f in verdict(git, base="HEAD").findings if f.rule == "no-pprof")
    assert found.condition == "!darwin"
    assert found.witness is not None
    assert (len(found.chain), found.witness.goos) == (2, "windows")


@pytest.mark.parametrize("way", ["base", "head"])
def test_packages_and_modules_that_come_and_go(git: Git, way: str) -> None:
    """The base's graph is made from head's: whatever differs, it must be as if it were read by itself."""
    vendored = {
        "go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.org/x v1.0.0\n",
        "vendor/modules.txt": "# example.org/x v1.0.0\n## explicit; go 1.26\nexample.org/x\n",
        "vendor/example.org/x/x.go": 'package x\n\nimport _ "net/http/pprof"\n',
        "gone/gone.go": 'package gone\n\nimport _ "example.org/x"\n',
        "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/gone"\n',
        "cmd/b/main.go": 'package main\n\nimport _ "example.com/m/helper"\n',
    }
    git.commit(START | vendored)
    git("rm", "-q", "-r", "gone", "vendor/example.org/x")
    git.commit(
        {
            "go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.org/y v1.0.0\n",
            "vendor/modules.txt": "# example.org/y v1.0.0\n## explicit; go 1.26\nexample.org/y\n",
            "vendor/example.org/y/y.go": 'package y\n\nimport _ "net/http/pprof"\n',
            "come/come.go": 'package come\n\nimport _ "example.org/y"\n',
            "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/come"\n',
            "helper/helper.go": 'package helper\n\nimport _ "example.com/m/come"\n',
        }
    )
    asked = {"base": "HEAD~1"} | ({"head": "HEAD"} if way == "head" else {})
    found = {f.importer.rpartition("/")[2]: f.state for f in verdict(git, **asked, grouped=False).findings}
    assert found == {"a": "known", "b": "new", "old": "known"}


def test_what_only_base_lacks_is_said(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module's old version is seldom on the machine that checks the new one."""
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "cache"))
    there = tmp_path / "cache" / "example.org" / "x@v1.1.0"
    there.mkdir(parents=True)
    (there / "x.go").write_text('package x\n\nimport _ "net/http/pprof"\n')
    mod = "module example.com/m\n\ngo 1.26\n\nrequire example.org/x v1.0.0\n"
    git.commit(START | {"go.mod": mod, "cmd/a/main.go": 'package main\n\nimport _ "example.org/x"\n'})
    git.commit({"go.mod": mod.replace("v1.0.0", "v1.1.0")})
    found = verdict(git, base="HEAD~1")
    assert [(f.state, f.cause) for f in found.findings if f.rule == "no-pprof"] == [
        ("new", Cause("module", "go.mod", 5, "example.org/x v1.1.0"))
    ]
    assert [(n.message, n.hint) for n in found.notices] == [
        (
            "a package of base not found (first example.org/x): what is new only because of that is not new",
            "go mod download example.org/x@v1.0.0",
        )
    ]
