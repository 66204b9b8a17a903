"""`gomodlint merge`: jobs that each check a part say together what one job would have said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from repository import Git

from gomodlint.cli.main import main

RULE = '[rules.pure]\nkind = "deny"\nto = ["net/http"]\n'
FILES = {
    "one/go.mod": "module example.com/one\n\ngo 1.26\n",
    "one/gomodlint.toml": RULE,
    "one/a/a.go": 'package a\n\nimport _ "net/http"\n',
    "two/go.mod": "module example.com/two\n\ngo 1.26\n",
    "two/gomodlint.toml": RULE,
    "two/b/b.go": "package b\n",
}


@pytest.fixture(autouse=True)
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    monkeypatch.chdir(tmp_path)
    git = Git(tmp_path)
    git.write(FILES)
    return git


def check(name: str, *arguments: str) -> int:
    return main(["check", "--format", "json", "--output", name, *arguments])


def merge(capfd: pytest.CaptureFixture[str], *names: str, status: int) -> dict[str, Any]:
    capfd.readouterr()
    assert main(["merge", "--format", "json", *names]) == status
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def policy(ports: str) -> str:
    return f"[build]\nports = {ports}\n\n{RULE}"


def test_modules_that_were_checked_apart(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path / "one")
    assert check("../one.json") == 1
    monkeypatch.chdir(tmp_path / "two")
    assert check("../two.json") == 0
    monkeypatch.chdir(tmp_path)
    found = merge(capfd, "one.json", "two.json", status=1)
    assert found["looked_at"]["modules"] == ["example.com/one", "example.com/two"]
    assert found["looked_at"]["packages"] == 2
    assert [one["file"] for one in found["findings"]] == ["one/a/a.go"]
    assert found["findings"] == json.loads(Path("one.json").read_text())["findings"]
    assert merge(capfd, "two.json", status=0)["verdict"] == "clean"


def test_builds_that_were_checked_apart_say_what_one_run_says(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write(
        {
            "go.mod": "module example.com/m\n\ngo 1.26\n",
            "x/x_linux.go": 'package x\n\nimport _ "net/http"\n',
            "x/x.go": "package x\n",
            "y/y.go": 'package y\n\nimport _ "net/http"\n',
        }
    )
    for file in ("one/go.mod", "two/go.mod", "one/gomodlint.toml", "two/gomodlint.toml"):
        Path(file).unlink()
    runs = {"whole": '["linux/amd64", "windows/amd64"]', "linux": '["linux/amd64"]', "windows": '["windows/amd64"]'}
    for name, ports in runs.items():
        git.write({"gomodlint.toml": policy(ports)})
        assert check(f"{name}.json") == 1
    whole = json.loads(Path("whole.json").read_text())
    parts = merge(capfd, "linux.json", "windows.json", status=1)
    assert {(f["key"], f["file"], f["line"], f["state"]) for f in parts["findings"]} == {
        (f["key"], f["file"], f["line"], f["state"]) for f in whole["findings"]
    }
    assert parts["looked_at"] == whole["looked_at"]


def test_what_could_not_be_decided_in_one_part_is_not_decided(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write({"gomodlint.toml": RULE + "transitive = true\n", "two/b/b.go": 'package b\n\nimport _ "no.such/x"\n'})
    Path("one/gomodlint.toml").unlink()
    Path("one/a/a.go").write_text("package a\n")
    assert check("open.json") == 2
    Path("two/b/b.go").write_text("package b\n")
    assert check("clean.json") == 0
    assert merge(capfd, "clean.json", "open.json", status=2)["verdict"] == "none"


def test_the_worst_state_counts(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("one")
    check("new.json")
    document = json.loads(Path("new.json").read_text())
    document["findings"][0] |= {"state": "known", "fails": False, "condition": "linux"}
    document["verdict"] = "clean"
    Path("known.json").write_text(json.dumps(document))
    assert merge(capfd, "known.json", status=0)["verdict"] == "clean"
    both = merge(capfd, "known.json", "new.json", status=1)
    assert [one["state"] for one in both["findings"]] == ["new"]


@pytest.mark.parametrize("kind", ["text", "markdown", "sarif", "junit", "github", "gitlab", "checkstyle", "rdjson"])
def test_every_format_takes_a_merged_verdict(
    kind: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("one")
    check("new.json")
    main(["check", "--format", kind])
    direct = capfd.readouterr().out
    assert main(["merge", "--format", kind, "new.json"]) == 1
    assert capfd.readouterr().out == direct


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema_version": 2}, "schema_version is 2, not 1"),
        ({"findings": [{"rule": "x"}]}, "severity is missing"),
        ({"findings": {}}, "findings is no list"),
        ({"looked_at": None}, "looked_at is no dict"),
        ({"policy": {"file": "x", "from": "nowhere"}}, "policy.from is 'nowhere'"),
        ({"errors": ["x"]}, "no table"),
    ],
)
def test_what_is_no_verdict(
    change: dict[str, Any], said: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("two")
    check("ok.json")
    Path("bad.json").write_text(json.dumps(json.loads(Path("ok.json").read_text()) | change))
    assert main(["merge", "ok.json", "bad.json"]) == 2
    printed = capfd.readouterr()
    assert said in printed.err
    assert "bad.json" in printed.err
    assert not printed.out


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, "null"])
def test_what_is_not_even_a_table(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    Path("bad.json").write_text(text)
    assert main(["merge", "bad.json"]) == 2
    assert "bad.json: not" in capfd.readouterr().err


def test_a_job_without_a_verdict_is_no_clean_job(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["merge", "missing.json"]) == 2
    assert "a job that left no verdict is no clean job" in capfd.readouterr().err


WORKSPACE = {
    "go.work": "go 1.26\n\nuse (\n\t./api\n\t./lib\n\t./app\n)\n",
    "gomodlint.toml": '[rules.dot]\nkind = "dot-import"\n[rules.cycles]\nkind = "acyclic"\n'
    '[rules.pprof]\nkind = "deny"\ntransitive = true\nscope = "all"\nto = ["net/http/pprof", "expvar"]\n',
    "api/go.mod": "module example.com/api\n\ngo 1.26\n",
    "api/a/a.go": 'package a\n\nimport _ "expvar"\n',
    "api/b/b.go": 'package b\n\nimport _ "example.com/api/a"\n',
    "api/w/w_windows.go": 'package w\n\nimport . "example.com/api/b"\n',
    "lib/go.mod": "module example.com/lib\n\ngo 1.26\n\nrequire example.com/api v1.0.0\n",
    "lib/l/l.go": 'package l\n\nimport (\n\t_ "example.com/api/b"\n\t_ "example.com/api/w"\n)\n',
    "lib/p/p_test.go": 'package p\n\nimport _ "net/http/pprof"\n',
    "lib/p/p.go": "package p\n",
    "app/go.mod": "module example.com/app\n\ngo 1.26\n\nrequire example.com/lib v1.0.0\n",
    "app/main.go": 'package main\n\nimport (\n\t_ "example.com/api/w"\n\t_ "example.com/lib/l"\n)\n\nfunc main() {}\n',
    "app/x_test.go": 'package main\n\nimport _ "example.com/lib/l"\n',
}


def test_a_workspace_in_parts_has_the_verdict_of_the_whole(git: Git, capfd: pytest.CaptureFixture[str]) -> None:
    git.write(WORKSPACE)
    for path in ("one", "two"):
        git.write({f"{path}/go.mod": "// an empty file ends the module around it, and is none\n"})
    names = []
    assert check("whole.json") == 1
    for module in ("api", "lib", "app"):
        git.write({f"{module}.toml": f'extends = ["gomodlint.toml"]\n[build]\nmodules = ["{module}"]\n'})
        names.append(f"{module}.json")
        assert check(names[-1], "--policy", f"{module}.toml") == 1
    whole = json.loads(Path("whole.json").read_text())
    found = merge(capfd, *names, status=1)
    assert found["findings"] == whole["findings"]
    assert any(len(one["also_from"]) > 2 for one in whole["findings"])
    for what in ("modules", "packages", "ports", "tags", "cgo"):
        assert found["looked_at"][what] == whole["looked_at"][what]
