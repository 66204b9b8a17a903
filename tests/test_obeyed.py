"""The oracle that listens to every test hears what it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from obeyed import forged

from gomodlint.report import github
from tests.harness.verdicts import HOSTILE, SAMPLES, hostile

PROBE = """
import subprocess, sys

def test_read(capsys):
    print("go: ##[add-mask]x")
    capsys.readouterr()

def test_left(capfd):
    print("  ::set-output name=a::b")

def test_printed():
    print("::error file=a.go::forged")

def test_process():
    code = "print('##[error]from a file name') # gomodlint"
    subprocess.run([sys.executable, "-c", code], capture_output=True)

def test_quiet(capsys):
    print("::error title=gomodlint x::meant")
    print("a::b ##(c")
    capsys.readouterr()
"""


def test_a_command_that_was_not_meant_fails_the_test_that_said_it(tmp_path: Path) -> None:
    harness = Path(__file__).parent / "harness"
    (tmp_path / "conftest.py").write_text(
        f"import sys\nsys.path.insert(0, {str(harness)!r})\nfrom obeyed import no_output_is_obeyed\n"
    )
    (tmp_path / "test_probe.py").write_text(PROBE)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--tb=no", "-rA"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False, cwd=tmp_path)
    told = done.stdout
    for name in ("read", "left", "printed", "process"):
        assert f"ERROR test_probe.py::test_{name}" in told, told
    assert "ERROR test_probe.py::test_quiet" not in told


@pytest.mark.parametrize("verdict", [*SAMPLES.values(), *map(hostile, HOSTILE)])
def test_annotations_are_meant(verdict: object) -> None:
    assert forged(github.render(verdict)) == []  # type: ignore[arg-type]
