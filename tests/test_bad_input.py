"""Whatever is wrong with the input: a clear message with its place and what to do, status 2, never "clean"."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main
from gomodlint.report.formats import FORMATS

MODULE = {"go.mod": "module example.com/m\n\ngo 1.26\n", "a.go": "package m\n"}
RULE = '[rules.r]\nkind = "dot-import"\n'


def write(directory: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def run(directory: Path, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit status, and all that was printed."""
    before = Path.cwd()
    os.chdir(directory)
    try:
        status = main(list(arguments))
    except SystemExit as ended:  # argparse ends a call with wrong arguments itself
        status = int(ended.code or 0)
    finally:
        os.chdir(before)
    printed = capfd.readouterr()
    return int(status), printed.out + printed.err


CASES = {
    "policy-not-there": ({}, ["--policy", "no.toml"], r"no\.toml: .*no such file", "gomodlint init"),
    "policy-empty": ({"gomodlint.toml": ""}, [], r"gomodlint\.toml:?1?:?1?: .*empty", ""),
    "policy-without-rules": ({"gomodlint.toml": "[build]\ncgo = 'on'\n"}, [], r"gomodlint\.toml.*no rules?", ""),
    "policy-not-toml": ({"gomodlint.toml": "[rules\n"}, [], r"gomodlint\.toml:1", ""),
    "policy-not-utf-8": ({"gomodlint.toml": b"# \xff\n"}, [], r"gomodlint\.toml:1:3: .*UTF-8", ""),
    "two-policies": ({"gomodlint.toml": RULE, ".gomodlint.toml": RULE}, [], r"gomodlint\.toml", "remove"),
    "unknown-kind": (
        {"gomodlint.toml": '[rules.r]\nkind = "dot-imports"\n'},
        [],
        r"gomodlint\.toml:2:\d+:",
        "dot-import",
    ),
    "unknown-key": ({"gomodlint.toml": RULE + "form = ['x']\n"}, [], r"gomodlint\.toml:3:1:.*form", "from"),
    "empty-selector": (
        {"gomodlint.toml": RULE + 'from = ["./intrenal/..."]\n', "internal/x/x.go": "package x\n"},
        [],
        r"gomodlint\.toml:3:\d+: .*\./intrenal/\.\.\.",
        "internal",
    ),
    "not-in-std": (
        {"gomodlint.toml": RULE + 'to = ["net/htpp"]\n'},
        [],
        r"gomodlint\.toml:3:\d+: .*net/htpp",
        "",
    ),
    "tag-nobody-mentions": (
        {"gomodlint.toml": '[build]\ntags = ["prdo"]\n' + RULE, "b.go": "//go:build prod\n\npackage m\n"},
        [],
        r"gomodlint\.toml:2:\d+: .*prdo",
        "prod",
    ),
    "go-mod-does-not-parse": (
        {"go.mod": "module m\nrequire (\n"},
        [],
        r"go\.mod:3:1: .*unterminated block started at .*go\.mod:2:1",
        "",
    ),
    "go-mod-unknown-directive": (
        {"go.mod": "module m\nrequires x v1.0.0\n"},
        [],
        r"go\.mod:2:1: unknown directive",
        "",
    ),
    "go-mod-without-module": ({"go.mod": "go 1.26\n"}, [], r"go\.mod:1:1: no module line", "module example.com"),
    "go-work-does-not-parse": ({"go.work": "use (\n"}, [], r"go\.work:2:1: .*unterminated block", ""),
    "broken-header": ({"b.go": "package m\n\nimport fmt\n"}, [], r"b\.go:3:11: .*missing import path", "mend"),
    "nul-in-header": ({"b.go": b'package m\n\nimport "\x00"\n'}, [], r"b\.go:3:\d+: .*NUL", "mend"),
    "invalid-utf-8-in-header": ({"b.go": b"// \xff\npackage m\n"}, [], r"b\.go:1:4: .*UTF-8", "mend"),
    "broken-constraint": ({"b.go": "//go:build a &&\n\npackage m\n"}, [], r"b\.go:1:\d+: .*unexpected end", "mend"),
    "two-constraints": ({"b.go": "//go:build a\n//go:build b\n\npackage m\n"}, [], r"b\.go:2:\d+: .*multiple", "mend"),
    "base-outside-git": ({}, ["--base", "main"], r"not a git repository", "leave out"),
    "argument-names-nothing": ({}, ["./nowhere/..."], r"\./nowhere/\.\.\.", "go list"),
    "unknown-option": ({}, ["--forma", "json", "--wrong"], r"unrecognized arguments: --wrong", ""),
    "unknown-rule-page": ({}, ["explain", "dot-imports"], r"dot-imports", "dot-import"),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_has_a_clear_message(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files, arguments, message, hint = CASES[name]
    write(tmp_path, MODULE | files)
    status, said = run(tmp_path, capfd, *arguments)
    assert status == 2, said
    assert re.search(message, said), said
    assert hint in said
    assert "Traceback" not in said
    assert "internal error" not in said
    assert "clean" not in said


def test_not_a_go_module(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, said = run(tmp_path, capfd)
    assert status == 2
    assert "no go.mod" in said


def test_a_module_without_packages_is_not_clean(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"go.mod": MODULE["go.mod"]})
    status, said = run(tmp_path, capfd)
    assert status == 2
    assert "nothing was checked" in said


def test_a_base_that_git_does_not_know(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.commit(dict(MODULE))
    status, said = run(git.directory, capfd, "--base", "origin/main")
    assert status == 2
    assert "origin/main" in said
    assert "git fetch" in said


def test_several_mistakes_are_reported_at_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, MODULE | {"gomodlint.toml": '[rules.a]\nkind = "no"\n[rules.b]\nkind = "deny"\ntoo = 1\n[set]\n'})
    status, said = run(tmp_path, capfd)
    assert status == 2
    assert len([line for line in said.splitlines() if line.startswith("gomodlint.toml:")]) >= 3


def test_a_header_without_end_is_named_and_does_not_hold_up_the_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, MODULE | {"long.go": "package m\n\nimport (\n" + '\t"x"\n' * 400_000})
    write(tmp_path, {"fits.go": "// " + "x" * 900_000 + '\npackage m\n\nimport "os"\n'})
    status, said = run(tmp_path, capfd)
    assert status == 2
    assert "long.go:1:1: error header longer than 1 MiB: not read" in said
    assert "fits.go" not in said


def test_symlink_loops_and_escapes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, MODULE)
    secret = tmp_path.parent / "secret.go"
    secret.write_text('package m\n\nimport . "os"\n')
    (tmp_path / "loop.go").symlink_to("loop.go")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "escape.go").symlink_to(secret)
    os.mkfifo(tmp_path / "fifo.go")
    (tmp_path / ".git").mkdir()
    status, said = run(tmp_path, capfd)
    assert status == 0, said
    assert "escape" not in said


def test_an_import_of_a_directory_elsewhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What it holds cannot be told; that is no missing package."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.go").write_text("package x\n")
    policy = '[rules.r]\nkind = "deny"\ntransitive = true\nfrom = ["."]\nto = ["net/http"]\n'
    write(tmp_path / "m", MODULE | {"b.go": 'package m\n\nimport _ "example.com/m/x"\n', "gomodlint.toml": policy})
    (tmp_path / "m" / "x").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "m" / ".git").mkdir()
    status, said = run(tmp_path / "m", capfd)
    assert status == 2
    assert "package example.com/m/x: reached through a symlink out of the repository: not followed" in said
    assert "put the directory itself there" in said


@pytest.mark.skipif(not hasattr(os, "fork"), reason="permissions are another matter on this host")
def test_a_directory_without_permission(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, MODULE | {"closed/c.go": "package closed\n"})
    assert run(tmp_path, capfd)[0] == 0  # also loads every module that the child will need
    write(tmp_path, {"bad/b.go": "package\n"})
    assert run(tmp_path, capfd)[0] == 2
    (tmp_path / "bad" / "b.go").unlink()
    (tmp_path / "closed").chmod(0)
    for directory in (tmp_path, *tmp_path.parents):
        if "pytest" in str(directory):
            directory.chmod(0o755)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        sys.stdout = sys.stderr = os.fdopen(writing, "w")
        if os.geteuid() == 0:
            os.setgroups([])
            os.setegid(65534)
            os.seteuid(65534)
        os.chdir(tmp_path)
        status = 99
        try:
            status = main([])
        finally:
            sys.stdout.flush()
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    (tmp_path / "closed").chmod(0o755)
    assert status == 2, said
    assert "closed: cannot list the directory: permission denied" in said


def test_a_closed_standard_output(tmp_path: Path) -> None:
    write(tmp_path, MODULE)
    command = f'"{sys.executable}" -m gomodlint --format json | true; echo "${{PIPESTATUS[0]}}"'
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.strip() in {"0", "2"}


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "text"])
def test_a_report_says_why_there_is_no_verdict(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, MODULE | {"gomodlint.toml": '[rules.r]\nkind = "no-such-kind"\n'})
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--format", name]) == 2
    printed = capfd.readouterr()
    assert "no-such-kind" in printed.out
    assert "gomodlint.toml" in printed.out
    assert "gomodlint: no verdict" in printed.err
    if name == "json":
        assert json.loads(printed.out)["verdict"] == "none"
    assert main(["check", "--format", name, "--output", "report"]) == 2
    assert not capfd.readouterr().out
    assert (tmp_path / "report").read_text(encoding="utf-8") == printed.out
