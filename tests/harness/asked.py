"""A command of the program, run in the test's own process."""

from __future__ import annotations

import pytest

from gomodlint.cli.main import main


def run(capfd: pytest.CaptureFixture[str], *arguments: str, status: int) -> str:
    """What a command that ends with this status prints, on both streams."""
    capfd.readouterr()
    found = main([*arguments])
    told = capfd.readouterr()
    assert found == status, told
    return told.out + told.err
