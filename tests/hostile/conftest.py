"""The runs of these tests share one process that has loaded everything, and forks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.bounded import MODULE, POLICY, Runner, write

collect_ignore_glob = ["*"] if os.name == "nt" else []  # these attacks are made of what POSIX systems have


@pytest.fixture(scope="session")
def run() -> Iterator[Runner]:
    from tests.hostile.forks import Forks

    with Forks() as forks:
        yield Runner(forks)


@pytest.fixture
def module(tmp_path: Path) -> Path:
    write(tmp_path, MODULE | {"gomodlint.toml": POLICY})
    return tmp_path
