"""The action in a checkout that means harm: nothing of it is run, nothing outside of it is told, nothing in it acts."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path

import pytest
from composite import Ran
from merge_refs import PullRequest
from page import page_of
from repository import Git
from runner import commands
from verdicts import HOSTILE

from gomodlint.cli.main import main
from tests.github.conftest import review_report
from tests.github.fake import Changed, FakeGitHub

SECRET = "hunter2.example.com/secret"
POLICY = """\
[rules.only-std]
kind = "allow-only"
from = ["./helper"]
to = ["$std", "!net/http/pprof"]
"""
BASE = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": POLICY,
    "helper/helper.go": "package helper\n",
}
BREACH = 'package helper\n\nimport _ "net/http/pprof"\n'
MODULES = (
    "json.py", "argparse.py", "re.py", "tomli.py", "venv.py", "pip.py", "site.py", "sitecustomize.py", "github.py",
    "encodings/__init__.py", "pip/__init__.py", "pip/__main__.py", "gomodlint/__init__.py", "action/main.py",
)  # fmt: skip


@pytest.fixture
def pull(git: Git, tmp_path: Path) -> PullRequest:
    return PullRequest(git, tmp_path / "runner")


@pytest.fixture
def trap(tmp_path: Path) -> str:
    """A command that shows that it was run."""
    return f"touch '{tmp_path}/canary'"


def sprung(tmp_path: Path) -> bool:
    return (tmp_path / "canary").exists()


def told(ran: Ran) -> str:
    report = ran.outputs.get("report", "")
    return ran.log + ran.summary + (Path(report).read_text() if report else "")


def essence(ran: Ran) -> object:
    """What does not depend on where it ran."""
    return ran.status, ran.outputs["findings"], [(one.name, one.properties) for one in commands(ran.log)]


def test_modules_of_python_are_not_taken_from_it(pull: PullRequest, tmp_path: Path, trap: str) -> None:
    program = f"import os\nos.system({trap!r})\nraise SystemExit('trapped')\n"
    pull.make(BASE, {"helper/helper.go": BREACH}, {})
    clean = pull.run(pull.checkout(tmp_path / "clean", 2))
    workspace = pull.checkout(tmp_path / "clone", 2)
    Git.at(workspace).write(dict.fromkeys(MODULES, program))
    Git.at(workspace).write({"evil.pth": f"import os; os.system({trap!r})\n", "pyvenv.cfg": "home = /nowhere\n"})
    assert essence(pull.run(workspace)) == essence(clean)
    assert not sprung(tmp_path)


def test_programs_of_git_are_not_run(pull: PullRequest, tmp_path: Path, trap: str) -> None:
    """Filters, drivers, hooks and monitors that attributes and the clone's own configuration name."""
    attributes = "* filter=evil diff=evil merge=evil text eol=crlf ident working-tree-encoding=UTF-16\n"
    pull.make(BASE, {"helper/helper.go": BREACH}, {})
    clean = pull.run(pull.checkout(tmp_path / "clean", 2))
    for depth in (1, 2):
        workspace = pull.checkout(tmp_path / f"clone{depth}", depth)
        clone = Git.at(workspace)
        for name in (
            "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.command", "diff.evil.textconv",
            "diff.external", "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass",
            "core.alternateRefsCommand", "gpg.program", "pager.cat-file", "uploadpack.packObjectsHook",
            "credential.helper", "alias.rev-parse", "alias.cat-file",
        ):  # fmt: skip
            clone("config", name, trap)
        hooks = workspace / "hooks"
        hooks.mkdir()
        for name in (
            "post-checkout",
            "pre-auto-gc",
            "post-index-change",
            "reference-transaction",
            "fsmonitor-watchman",
        ):
            (hooks / name).write_text(f"#!/bin/sh\n{trap}\n")
            (hooks / name).chmod(0o755)
        clone("config", "core.hooksPath", str(hooks))
        (workspace / ".gitattributes").write_text(attributes)
        (workspace / ".git" / "info" / "attributes").write_text(attributes)
        ran = pull.run(workspace)
        assert essence(ran) == essence(clean), ran.log
        assert not sprung(tmp_path)


@pytest.mark.parametrize("name", ["helper/secret.go", "helper/secret", "go.mod", "gomodlint.toml", "go.work", "vendor"])
def test_links_to_secrets_are_not_followed(pull: PullRequest, tmp_path: Path, name: str) -> None:
    """A pull request can link to files of the runner. What they say must not be told."""
    vault = tmp_path / "vault"
    vault.mkdir()
    secret = f'package helper\n\nimport _ "{SECRET}"\nhunter2 = ["{SECRET}"]\n'
    for file in ("secret.go", "go.mod", "gomodlint.toml", "modules.txt", "go.work"):
        (vault / file).write_text(secret)
    pull.git.commit(BASE)
    link = pull.git.directory / name
    target = vault if name in {"helper/secret", "vendor"} else vault / Path(name).name
    pull.make({"gomodlint.toml": POLICY}, {"helper/helper.go": BREACH}, {})
    for where in (pull.git.directory, pull.checkout(tmp_path / "clone", 0)):
        link = where / name
        link.unlink(missing_ok=True)
        os.symlink(target, link)
        Git.at(where)("add", "-A")
        Git.at(where)("commit", "-q", "--amend", "--no-edit")
    ran = pull.run(tmp_path / "clone")
    assert "hunter2" not in told(ran)
    assert ran.status in {1, 2}, "no verdict, or the finding that is there without it; never clean"


def test_names_of_files_do_nothing_anywhere(
    pull: PullRequest, github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a commit to the log, the summary, the outputs, the report and the review."""
    names = [
        re.sub("[/\0]", "_", text).replace("..", "x..") for text in HOSTILE
    ]  # Go leaves out names with a dot first
    pull.make(BASE, {f"helper/{name}.go": BREACH for name in names}, {})
    ran = pull.run(pull.checkout(tmp_path / "clone", 2))
    assert (ran.status, ran.outputs["findings"]) == (1, str(len(names))), ran.log
    found = commands(ran.log)
    assert [command.name for command in found] == ["error"] * (len(names) + 1)
    assert all(set(command.properties) == {"file", "line", "col", "title"} for command in found[1:])
    assert set(ran.outputs) == {"path", "exit-code", "findings", "report"}
    assert not acting(ran.log)
    page = page_of(ran.summary)
    assert not set("@#`<>") & set("".join(page.outside))
    assert not {"a", "img", "script", "pre"} & set(page.tags)
    report = json.loads(Path(ran.outputs["report"]).read_text())

    github.files = {finding["file"]: Changed(BREACH) for finding in report["findings"][:8]}
    assert review_report(ran, pull, github, monkeypatch) == 1
    assert len(github.review_comments) == 8
    for body in (str(one["body"]) for one in (*github.review_comments, *github.issue_comments)):
        assert not acting(body)
        assert not {"a", "img", "script"} & set(page_of(body).tags)


def test_names_do_nothing_in_the_page_of_changes(
    git: Git, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Import paths, as far as Go lets them, and names of files."""
    paths = ["@org/team", "__c__", "~x~", "a--b", "www.example.com", "é"]
    git.commit(BASE | {"main.go": "package main\n"})
    imports = "".join(f'import _ "example.com/m/{path}"\n' for path in paths)
    files = {f"x{re.sub('[/]', '_', text)}.go": f"package main\n\n{imports}" for text in HOSTILE if "\0" not in text}
    git.commit(files | {f"{path}/p.go": "package p\n" for path in paths})
    monkeypatch.chdir(git.directory)
    assert main(["diff", "HEAD^", "--format", "markdown"]) == 0
    told = capfd.readouterr().out
    assert all(f"example.com/m/{path}" in told for path in paths)
    assert not acting(told)
    page = page_of(told)
    assert not set("@`<>~") & set("".join(page.outside))
    assert not {"a", "img", "b", "em", "script", "del"} & set(page.tags)


def acting(text: str) -> set[str]:
    """Characters that do something to a terminal or a reader."""
    kinds = {"Cc", "Cf", "Zl", "Zp", "Cs"}
    return {c for c in text if c != "\n" and unicodedata.category(c) in kinds}
