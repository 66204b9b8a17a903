"""`gomodlint cache`: what is kept between runs."""

from __future__ import annotations

import os
import sys

from gomodlint.cache.place import directory
from gomodlint.cache.store import Store
from gomodlint.cli.arguments import Parser
from gomodlint.errors import NoVerdict, Problem
from gomodlint.report.escape import terminal_safe

DESCRIPTION = """What gomodlint keeps between runs: the headers of Go files, to read only what has changed.
It can be removed at any time; GOMODLINT_CACHE=DIR moves it, GOMODLINT_CACHE=off turns it off."""


def main(arguments: list[str]) -> int:
    """Say where the cache is and how large, or empty it."""
    parser = Parser(prog="gomodlint cache", description=DESCRIPTION)
    parser.add_argument("action", nargs="?", choices=("info", "clear"), default="info", help="default: info")
    action: str = parser.parse_args(arguments).action
    where = directory(os.environ)
    if not where:
        if os.environ.get("GOMODLINT_CACHE"):
            sys.stdout.write("there is no cache: GOMODLINT_CACHE is off\n")
        else:
            sys.stdout.write("there is no cache: no home directory is known (set GOMODLINT_CACHE to a directory)\n")
        return 0
    store = Store(where, "")
    try:
        size = store.clear() if action == "clear" else store.size()
    except OSError as error:
        hint = "set GOMODLINT_CACHE to a directory that you may write to"
        raise NoVerdict(Problem(f"the cache: {error.strerror}", where, hint=hint)) from error
    files = f"{size.files} file{'' if size.files == 1 else 's'}, {size.bytes / 1e6:.1f} MB"
    said = f"removed {files} from {where}" if action == "clear" else f"{where}: {files}"
    sys.stdout.write(terminal_safe(said) + "\n")
    return 0
