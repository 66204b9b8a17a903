"""The pages of docs/evidence are what their script writes, and its verdicts hold on the toolchain at hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EVIDENCE = Path(__file__).parent.parent / "docs" / "evidence"
PAGES = sorted(path.name for path in EVIDENCE.glob("*.md"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a run of one's own, each program once."""
    directory = tmp_path_factory.mktemp("evidence")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    words = [sys.executable, str(EVIDENCE / "make.py"), "--runs", "1", "--to", str(directory)]
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(EVIDENCE.parent.parent)}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return directory


def test_every_page_is_written(written: Path) -> None:
    assert sorted(path.name for path in written.glob("*.md")) == PAGES
    assert len(PAGES) == 15


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_its_script_says(name: str, written: Path) -> None:
    assert words(written / name) == words(EVIDENCE / name)


def words(path: Path) -> list[str]:
    """A page without its figures, and without what differs from machine to machine."""
    text = re.sub(r"^\| go1\..*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = re.sub(r"(?:\w+ \w+, )?`python docs/evidence/make\.py[^`]*`", "", text)
    return text.split()
