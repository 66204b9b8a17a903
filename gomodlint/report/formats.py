"""Report formats by name; a format's module is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomodlint.finding import Verdict

FORMATS = {
    "text": "gomodlint.report.text",
    "json": "gomodlint.report.json_v1",
    "github": "gomodlint.report.github",
    "markdown": "gomodlint.report.markdown",
    "sarif": "gomodlint.report.sarif",
    "checkstyle": "gomodlint.report.checkstyle",
    "junit": "gomodlint.report.junit",
    "rdjson": "gomodlint.report.rdjson",
    "gitlab": "gomodlint.report.gitlab",
}


def render(name: str, verdict: Verdict, *, color: bool = False) -> str:
    """The verdict in a format. `color` matters to text alone."""
    module = import_module(FORMATS[name])
    text: str = module.render(verdict, color=color) if name == "text" else module.render(verdict)
    return text
