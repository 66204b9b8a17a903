"""Stamps of files: one that was changed so lately that it may change again unseen has none."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gomodlint.source.watch import is_still, stamp


def test_a_file_is_young_for_two_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as a tick of the coarsest clock of a file system (FAT)."""
    path = tmp_path / "x.go"
    path.write_text("package x\n")
    os.utime(path, (1, 1))  # a modification time is easily set; that of the inode is not
    written = path.stat().st_ctime_ns
    monkeypatch.setattr(time, "time_ns", lambda: written + 2_000_000_000)
    assert stamp(str(path)) == "?"
    monkeypatch.setattr(time, "time_ns", lambda: written + 2_000_000_001)
    known = stamp(str(path))
    assert known != "?"
    assert is_still(str(path), known)
    path.write_text("package y\n")
    assert not is_still(str(path), known)
    assert stamp(str(tmp_path / "none")) == "-"
