"""The only meanings an exit status has, whatever the report format."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomodlint.finding import Verdict


class ExitStatus(IntEnum):
    """0 clean, 1 findings, 2 no verdict, 130 interrupted."""

    CLEAN = 0
    FINDINGS = 1
    NO_VERDICT = 2
    INTERRUPTED = 130


def status_of(verdict: Verdict) -> ExitStatus:
    """Findings beat undecided rules; a verdict with errors and no findings is none."""
    return {"clean": ExitStatus.CLEAN, "findings": ExitStatus.FINDINGS, "none": ExitStatus.NO_VERDICT}[verdict.kind]
