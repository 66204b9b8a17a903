"""`gomodlint cost`: what imports cost before main starts: a table, or one of the words that follow it."""

from __future__ import annotations

import sys
from importlib import import_module

from gomodlint.cli.exit_status import ExitStatus

WORDS = {
    "show": "the figures, heaviest first (the default)",
    "measure": "build and run your programs, and write gomodlint-cost.json",
    "check": "measure again, and compare",
    "explain": "which functions allocate what a package is charged with",
}


def main(arguments: list[str]) -> int:
    """Run one of the words."""
    word = "show"
    if arguments and arguments[0] in WORDS:
        word, arguments = arguments[0], arguments[1:]
    elif arguments and not arguments[0].startswith("-"):
        sys.stderr.write(f"gomodlint cost: there is no {arguments[0]!r}; there are: {', '.join(WORDS)}\n")
        return ExitStatus.NO_VERDICT
    status: int = import_module(f"gomodlint.cli.cost_{word}").main(arguments)
    return status
