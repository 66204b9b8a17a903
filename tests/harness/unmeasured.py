"""Programs that bench/covered.py must not look into: where what coverage itself loads or writes would count."""

from __future__ import annotations

from collections.abc import Mapping


def unmeasured(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment in which a program of Python starts without coverage (which COVERAGE_PROCESS_CONFIG starts)."""
    return {name: value for name, value in environ.items() if not name.startswith("COVERAGE_")}
