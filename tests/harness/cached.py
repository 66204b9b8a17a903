"""A module to check, a cache of its own, and time that passes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gomodlint.cli.main import main

POLICY = """
[rules.no-dot]
kind = "dot-import"
[rules.no-blank]
kind = "blank-import"
to = ["net/..."]
[rules.cycles]
kind = "acyclic"
[rules.a-is-pure]
kind = "deny"
transitive = true
from = ["./a"]
to = ["net/http", "./d"]
"""
PACKAGES = "abcd"
LONG_AGO = 1_700_000_000
YOUNG = 50_000_000  # ns


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and files that count as young for a twentieth of a second only."""
    monkeypatch.setattr("gomodlint.source.watch.YOUNG", YOUNG)
    where = tmp_path / "cache"
    monkeypatch.setenv("GOMODLINT_CACHE", str(where))
    return where


@pytest.fixture
def module(tmp_path: Path, cache: Path) -> Path:
    found = tmp_path / "m"
    write(found, "go.mod", "module example.com/m\n\ngo 1.26\n")
    write(found, "gomodlint.toml", POLICY)
    for name in PACKAGES:
        write(found, f"{name}/{name}.go", f'package {name}\n\nimport "fmt"\n')
    write(found, "a/net_test.go", 'package a\n\nimport . "net"\n')
    age(found)
    return found


def write(top: Path, name: str, text: str) -> None:
    path = top / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def age(top: Path) -> None:
    """Let files be old enough to be told by their times: only the change time cannot be set, so wait for that."""
    for path in top.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    time.sleep(1.5 * YOUNG / 1e9)


def run(module: Path, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    before = Path.cwd()
    os.chdir(module)
    try:
        status = main(list(arguments))
    finally:
        os.chdir(before)
    printed = capfd.readouterr()
    return int(status), printed.out, printed.err
