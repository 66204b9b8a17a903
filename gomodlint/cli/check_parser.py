"""The options of `gomodlint check`, for argparse: what is wrong with them, and --help."""

from __future__ import annotations

import argparse

from gomodlint import __version__
from gomodlint.cli.arguments import Parser, date
from gomodlint.report.formats import FORMATS

DESCRIPTION = "Check who may import whom in Go modules, in every build configuration at once."
EPILOG = """exit status: 0 clean, 1 findings, 2 no verdict (usage, policy, unreadable input, nothing checked)

commands: gomodlint baseline | cache | cost | cut | cycles | diff | explain | graph | init | list | lock | merge |
metrics | policy | prove | review | schema | why (gomodlint COMMAND --help)"""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Asked for a formatter at every option, argparse would load `shutil` to measure the terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=110)


def parser() -> argparse.ArgumentParser:
    """The options of `check`."""
    made = Parser(prog="gomodlint", description=DESCRIPTION, epilog=EPILOG, formatter_class=_Help)
    add = made.add_argument
    add("arguments", nargs="*", metavar="PATTERN|FILE", help="report only on these packages (./x/...) or files")
    add("--base", metavar="REF", default="", help="report what is new since the merge base with REF")
    add("--head", metavar="REF", default="", help="with --base: look at this commit, not at the work tree")
    add("--staged", action="store_true", help="look at git's index, against HEAD (the pre-commit hook's way)")
    add("--tracked", action="store_true", help="look only at files that git tracks")
    add("--policy", metavar="FILE", default="", help="the policy (default: gomodlint.toml at the top)")
    add("--policy-from", choices=("base", "head"), default="", help="with --base: whose policy decides")
    add("--format", choices=tuple(FORMATS), default="text", help="report format (default: text)")
    add("--output", metavar="FILE", default="", help="write the report there instead of standard output")
    add(
        "--no-cache",
        action="store_true",
        help="neither read nor write the cache (see: gomodlint cache)",
    )
    add("--stats", action="store_true", help="say on standard error what was read and how long it took")
    add("--today", metavar="DATE", type=date, help="the date for exceptions that end (UTC)")
    add("--version", action="version", version=f"gomodlint {__version__}")
    return made
