"""What a renamed file or package takes along is not new."""

from __future__ import annotations

from comparing import START, states, verdict
from repository import Git


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


def test_a_file_that_moves_to_another_package_takes_its_findings_along(git: Git) -> None:
    """Its rules over lines: that it is in another package now is what rules over chains are about."""
    git.commit(dict(START) | {"other/there.go": "package other\n"})
    git("mv", "old/old.go", "other/dots.go")
    git.write({"other/dots.go": 'package other\n\nimport . "os"\n', "old/left.go": "package old\n"})
    git("add", "-A")
    assert states(verdict(git, base="HEAD")) == {("no-dots", "other/dots.go", "moved")}


def test_a_module_that_gets_another_name_keeps_its_findings(git: Git) -> None:
    """A new major version renames every import path, and moves no file."""
    reaches = START | {"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'}
    git.commit(reaches)
    git.write({name: text.replace("example.com/m", "example.com/m/v2") for name, text in reaches.items()})
    found = verdict(git, base="HEAD")
    assert states(found) == {("no-pprof", "helper/helper.go", "moved"), ("no-dots", "old/old.go", "moved")}
    assert found.kind == "clean"


def test_a_package_that_is_mostly_new_has_not_moved(git: Git) -> None:
    files = dict(START) | {f"old/{name}.go": f"package old\n\nvar {name} int\n" for name in "abc"}
    git.commit(files)
    git("rm", "-q", "-r", "old")
    git.write({"new/a.go": files["old/a.go"]})
    git.write({f"new/{name}.go": f"package new\n\nfunc {name}() {{ println() }}\n" for name in "xyz"})
    git.write({"new/x.go": 'package new\n\nimport . "os"\n' + "\n// Something else.\n" * 9})
    git("add", "-A")
    assert states(verdict(git, base="HEAD")) == {("no-dots", "new/x.go", "new")}


def test_renames_are_told_in_two_commits_and_in_the_index_alike(git: Git) -> None:
    first = git.commit(dict(START))
    git("mv", "old", "elsewhere")
    expected = {("no-dots", "elsewhere/old.go", "moved")}
    assert states(verdict(git, staged=True)) == expected
    second = git.commit({})
    assert states(verdict(git, base=first, head=second)) == expected
    assert states(verdict(git, base=first)) == expected
