"""The build that a finding names as its witness has what the finding says: real `go list` is asked, exactly with it."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import txtar

from gomodlint.cli.main import main

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "bench"))

from witnesses import Counts, Place, ask  # noqa: E402 - a bench: it needs the line above

FIXTURES = [
    path
    for path in sorted((ROOT / "fixtures" / "rules").glob("*/*.txtar"))
    if re.search(r' want "(?!problem)', path.read_text(encoding="utf-8"))
    and "\n-- new/" not in path.read_text(encoding="utf-8")
]


def checked(path: Path, directory: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """The JSON report of a fixture. Steps within std are left out: its release is that of the policy, not of `go`."""
    archive = txtar.parse(path.read_text(encoding="utf-8"))
    files = {"go.mod": "module example.com/m\n\ngo 1.26\n"} | archive.files
    txtar.write(txtar.Archive(archive.prose, files), directory)
    monkeypatch.chdir(directory)
    main(["check", "--format=json", "--no-cache", "--today=2026-06-01"])
    said = json.loads(capfd.readouterr().out)
    for finding in said["findings"]:
        finding["chain"] = [step for step in finding["chain"] if step["file"]]
    return said


def asked(said: Any, directory: Path) -> list[Counts]:
    """What go list says in each module, of the imports whose file lies in it."""
    roots = [path.parent.relative_to(directory).as_posix() for path in directory.rglob("go.mod")]
    within: dict[str, list[Any]] = {}
    for finding in said["findings"]:
        for step in finding["chain"] or [finding]:
            above = [root for root in roots if root == "." or step["file"].startswith(f"{root}/")]
            within.setdefault(max(above, key=len, default="."), []).append(finding | step | {"chain": [step]})
    return [ask(Place(directory / root, {}, "./...", ""), {"findings": found}) for root, found in within.items()]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_go_list_accepts_every_witness(
    path: Path, tmp_path: Path, go: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}")
    said = checked(path, tmp_path, monkeypatch, capfd)
    counts = asked(said, tmp_path)
    assert not [line for one in counts for line in one.refused]


def test_a_wrong_witness_is_refused(
    tmp_path: Path, go: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}")
    said = checked(ROOT / "fixtures" / "rules" / "acyclic" / "conditions.txtar", tmp_path, monkeypatch, capfd)
    assert {finding["condition"] for finding in said["findings"]} == {"windows", "x && y"}
    assert not any(one.refused for one in asked(said, tmp_path))
    for finding in said["findings"]:
        finding["witness"] |= {"GOOS": "linux", "tags": ["x"]}
    assert sum(len(one.refused) for one in asked(said, tmp_path)) == 2
