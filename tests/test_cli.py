"""The verbs around `check`, as a user types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gomodlint import __version__
from gomodlint.cli.main import VERBS, main
from gomodlint.policy.decode import decode
from gomodlint.rules.registry import KINDS, Kinds


@pytest.fixture(autouse=True)
def _in_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (tmp_path / "main.go").write_text('package main\n\nimport . "os"\n')


def test_init_writes_a_policy_that_runs_and_never_overwrites(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init"]) == 0
    text = Path("gomodlint.toml").read_bytes()
    assert {rule.kind for rule in decode(text, "gomodlint.toml", kinds=Kinds()).rules} == {
        "acyclic",
        "blank-import",
        "deny",
        "dot-import",
    }
    assert main([]) == 1
    assert "main.go:3:8: error dot import of os [no-dot-imports]" in capsys.readouterr().out
    assert main(["init"]) == 2
    assert Path("gomodlint.toml").read_bytes() == text


def test_explain_lists_every_rule_and_shows_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    listed = capsys.readouterr().out
    assert all(any(line.startswith(kind + " ") for line in listed.splitlines()) for kind in KINDS)
    assert main(["explain", "deny"]) == 0
    assert "transitive = true" in capsys.readouterr().out


def test_schema_is_a_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert "rules" in json.loads(capsys.readouterr().out)["properties"]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == f"gomodlint {__version__}"


def test_a_report_goes_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "json", "--output", "report.json"]) == 1
    assert capsys.readouterr().out == ""
    report = json.loads(Path("report.json").read_text())
    assert report["verdict"] == "findings"
    assert report["schema_version"] == 1
    finding = report["findings"][0]
    assert (finding["file"], finding["line"], finding["column"]) == ("main.go", 3, 8)
    assert len(finding["key"]) == 64


def test_json_is_the_same_from_every_directory(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("deep/er").mkdir(parents=True)
    Path(".git").mkdir()
    assert main(["--format", "json"]) == 1
    here = capsys.readouterr().out
    monkeypatch.chdir("deep/er")
    assert main(["--format", "json"]) == 1
    assert capsys.readouterr().out == here


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_help(verb: str) -> None:
    if verb == "action":
        return  # has no options: its inputs are environment variables
    command = [sys.executable, "-m", "gomodlint", verb, "--help"]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: gomodlint")
