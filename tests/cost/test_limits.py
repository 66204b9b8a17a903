"""Rules that ask for figures: what happens when there are none, or others than before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main

M = "example.com/m"
RULE = '[rules.dear]\nkind = "deny"\nmax-cost = "yellow"\n'
FILES = {
    "go.mod": f"module {M}\n\ngo 1.26\n",
    "gomodlint.toml": RULE,
    "x/main.go": 'package main\n\nimport _ "encoding/gob"\n',
}


def figures(allocs: int, *, goos: str = "linux", main_path: str = f"{M}/x", more: str = "") -> str:
    package = {"allocs": allocs, "bytes": 10, "us": 1, "from": "go1.26"}
    section = {
        "go": "go1.26", "goos": goos, "goarch": "amd64", "cgo": True, "tags": [], "mode": "main", "runs": 5,
        "mains": {main_path: {"allocs": 9999, "bytes": 9999, "us": 1, "live_bytes": 0, "gc": 0, "packages": 1}},
        "packages": {"encoding/gob": package} | ({more: package} if more else {}),
    }  # fmt: skip
    return json.dumps({"schema_version": 1, "sections": [section]})


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    monkeypatch.chdir(tmp_path)
    git = Git(tmp_path)
    git.write(FILES)
    return git


def said(capfd: pytest.CaptureFixture[str], *arguments: str, status: int) -> str:
    assert main(["check", *arguments]) == status
    printed = capfd.readouterr()
    assert "internal error" not in printed.err
    return printed.out + printed.err


def test_no_figures_is_no_verdict(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    del git
    text = said(capfd, status=2)
    assert "gomodlint.toml:1:1: rule dear needs figures: there is no gomodlint-cost.json" in text
    assert "gomodlint cost measure --allow-run" in text


def test_a_rule_that_is_off_needs_none(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write({"gomodlint.toml": f'{RULE}severity = "off"\n\n[rules.a]\nkind = "acyclic"\n'})
    said(capfd, status=0)


def test_a_damaged_file_is_no_verdict(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write({"gomodlint-cost.json": '{"schema_version": 1,\n "sections": oops}'})
    assert "gomodlint-cost.json:2:14: not JSON" in said(capfd, status=2)


def test_figures_of_builds_that_do_not_count(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write({"gomodlint-cost.json": figures(5, goos="aix")})
    assert "do not count here (aix/amd64, go1.26)" in said(capfd, status=2)


def test_the_figures_of_now_decide_also_with_a_cache(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    for allocs, status in ((5, 0), (5000, 1), (5, 0)):
        git.write({"gomodlint-cost.json": figures(allocs)})
        for _ in range(2):
            said(capfd, status=status)


def test_what_was_not_measured_passes_and_is_named(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write({"gomodlint-cost.json": figures(5), "x/more.go": 'package main\n\nimport _ "html"\n'})
    assert "limits of cost let them pass" in said(capfd, status=0)


def test_figures_of_another_version_are_named(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    vendored = "# example.com/dep v1.2.0\n## explicit\nexample.com/dep\n"
    git.write(
        {
            "go.mod": FILES["go.mod"] + "\nrequire example.com/dep v1.2.0\n",
            "vendor/modules.txt": vendored,
            "vendor/example.com/dep/d.go": "package dep\n",
            "x/more.go": 'package main\n\nimport _ "example.com/dep"\n',
        }
    )
    for then, shown in (("v1.1.0", True), ("v1.2.0", False)):
        text = figures(5, more="example.com/dep").replace('"from": "go1.26"}}', f'"from": "example.com/dep@{then}"}}}}')
        git.write({"gomodlint-cost.json": text})
        said_of_it = said(capfd, status=0)
        assert ("the figures of example.com/dep are those of v1.1.0, not of v1.2.0" in said_of_it) is shown


def test_a_program_with_a_budget_must_be_measured(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    budget = '[rules.b]\nkind = "budget"\nmax-allocs = 5\n'
    git.write({"gomodlint.toml": budget, "gomodlint-cost.json": figures(1, main_path=f"{M}/other")})
    assert f"rule b is undecided: {M}/x was not measured" in said(capfd, status=2)


def test_with_a_base_the_figures_of_each_side_count(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit({"gomodlint-cost.json": figures(5000)})
    git.write({"x/other.go": "package main\n"})
    said(capfd, "--base", "HEAD", status=0)  # as dear as before
    git.commit({"gomodlint-cost.json": figures(5)})
    git.write({"gomodlint-cost.json": figures(5000)})
    assert "adds 5,000 allocs" in said(capfd, "--base", "HEAD", status=1)  # an update of a dependency made it so


def test_a_base_without_figures_is_judged_by_those_of_now(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit({})
    git.write({"gomodlint-cost.json": figures(5000)})
    said(capfd, "--base", "HEAD", status=0)
    git.write({"x/new.go": 'package main\n\nimport _ "html"\n', "gomodlint-cost.json": figures(5000, more="html")})
    git("add", "-A")
    assert "x/new.go:3" in said(capfd, "--base", "HEAD", status=1)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ('kind = "deny"\nmax-cost = "red"\n', "'red' is no limit of cost"),
        ('kind = "deny"\n', "to is missing"),
        ('kind = "deny"\nmax-cost = "green"\ntransitive = true\n', "max-cost looks at every direct import"),
        ('kind = "blank-import"\nmax-cost = "5 ms"\n', "no limit of cost"),
        ('kind = "budget"\nmax-bytes = "many"\n', "'many' is no number of bytes"),
        ('kind = "budget"\nmax-allocs = -1\n', "max-allocs is below 0"),
        ('kind = "new-cost"\nmax-cost = ""\n', "no limit of cost"),
    ],
)
def test_mistakes_in_the_policy(rule: str, message: str, git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write({"gomodlint.toml": f"[rules.r]\n{rule}", "gomodlint-cost.json": figures(5)})
    text = said(capfd, status=2)
    assert message in text
    assert "gomodlint.toml:" in text
