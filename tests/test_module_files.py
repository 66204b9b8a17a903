"""`gomodlint check` gives no verdict where Go builds nothing because of go.mod, go.work or vendor/modules.txt."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from txtar import parse

from gomodlint.cli.main import main
from tests.test_list import CASES, Case, lay_out, settings

POLICY = """[rules.no-net]
kind = "deny"
transitive = true
from = ["$own"]
to = ["net/http/cgi", "example.invalid/..."]
"""
# What Go refuses although the packages, and what they import, would be the same once the file is mended: a hash that
# go.sum lacks, a line that Go would only write in another way, a toolchain or setting that it does not have.
SAME_GRAPH = {
    "unpruned-missing-sum",
    "requires-a-newer-go",
    "toolchain-same",
    "toolchain-default",
    "toolchain-old",
    "toolchain-too-new",
    "dependency-too-new",
    "godebug-bad",
    "reserved-module-path",
    "no-such-module-path",
    "tool-bad",
    "dotless-and-weird",
}
NESTED = """-- client/go.mod --
module example.com/m/client

go 1.26

require example.com/m/api v1.0.0

replace example.com/m/api => ../api
-- client/c.go --
package client

import _ "example.com/m/api"
-- api/go.mod --
module example.com/m/api

go 1.26

require example.org/a v1.0.0
-- api/api.go --
package api
-- api/api_test.go --
package api

import _ "example.org/a"
-- modcache/example.org/a@v1.0.0/go.mod --
module example.org/a
-- modcache/example.org/a@v1.0.0/a.go --
package a
"""
REFUSED = sorted(name for name in CASES if name.startswith("refused/"))


@pytest.mark.parametrize("name", REFUSED)
def test_no_verdict_where_go_builds_nothing(
    name: str, tmp_path: Path, go: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    directory = lay_out(case, tmp_path / "top")
    for variable, value in settings(case, directory).items():
        monkeypatch.setenv(variable, value)
    where = next((top for top in (directory, directory / "x") if (top / "go.mod").exists()), directory)
    theirs = subprocess.run(
        [go, "list", "-e", "./..."], cwd=where, capture_output=True, text=True, check=False, env={**os.environ}
    )
    (directory / "gomodlint.toml").write_text(POLICY)
    monkeypatch.chdir(directory)
    status = main(["check", "--no-cache"])
    printed = capfd.readouterr()
    if theirs.returncode and name.removeprefix("refused/") not in SAME_GRAPH:
        assert status == 2, theirs.stderr + printed.out + printed.err
    elif not theirs.returncode:
        assert "updates to go.mod" not in printed.err, theirs.stderr
        assert "inconsistent vendoring" not in printed.err, theirs.stderr


def test_it_can_be_a_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    directory = lay_out(CASES["refused/inconsistent-vendoring"], tmp_path / "top")
    (directory / "gomodlint.toml").write_text(POLICY)
    monkeypatch.chdir(directory)
    assert main(["check", "--no-cache", "--format", "json"]) == 2
    (problem,) = json.loads(capfd.readouterr().out)["errors"]
    assert problem["message"].startswith("inconsistent vendoring: example.org/x@v1.1.0 is explicitly required")
    assert problem["file"] == "vendor/modules.txt"
    (directory / "gomodlint.toml").write_text('[build]\nunresolved = "warn"\n\n' + POLICY)
    assert main(["check", "--no-cache"]) == 0
    assert "inconsistent vendoring" in capfd.readouterr().out


def test_tests_of_another_module_need_no_requirement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], go: str
) -> None:
    """The tests of a module that a replace takes from the same repository are not the main module's own."""
    case = Case("nested", {}, parse(NESTED))
    directory = lay_out(case, tmp_path / "top")
    (directory / "gomodlint.toml").write_text(POLICY)
    for variable, value in settings(case, directory).items():
        monkeypatch.setenv(variable, value)
    monkeypatch.chdir(directory)
    done = subprocess.run([go, "list", "./..."], cwd=directory / "client", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert main(["check", "--no-cache"]) == 0, capfd.readouterr()


def test_a_finding_is_still_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    directory = lay_out(CASES["refused/twice-required"], tmp_path / "top")
    for variable, value in settings(CASES["refused/twice-required"], directory).items():
        monkeypatch.setenv(variable, value)
    (directory / "gomodlint.toml").write_text(POLICY.replace("example.invalid", "example.org"))
    monkeypatch.chdir(directory)
    assert main(["check", "--no-cache"]) == 1
    assert "example.org/a" in capfd.readouterr().out
