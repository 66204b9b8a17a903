"""Command lines: one parser for every verb, whose errors say what to do next, and the kinds of values there are."""

from __future__ import annotations

import argparse
import datetime
import sys
from typing import Any, NoReturn

from gomodlint.cli.exit_status import ExitStatus


class Parser(argparse.ArgumentParser):
    """argparse's, without a screen of usage above each error."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the options are listed: status 2."""
        from gomodlint.report.escape import terminal_safe

        hint = self._meant(message) or f"{self.prog} --help lists the options"
        sys.stderr.write(terminal_safe(f"{self.prog}: {message}\n  hint: {hint}") + "\n")
        sys.exit(ExitStatus.NO_VERDICT)

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        """As argparse: an option's empty value is refused, for it is a variable of a script that is not set."""
        values = super()._get_values(action, arg_strings)
        if action.option_strings and values == "":
            raise argparse.ArgumentError(action, "the value is empty")
        return values

    def _meant(self, message: str) -> str:
        """The option that a mistyped one is like."""
        from difflib import get_close_matches

        known = [option for action in self._actions for option in action.option_strings if option[:2] == "--"]
        words = message.partition("unrecognized arguments: ")[2].split()
        for word in words:
            near = get_close_matches(word.partition("=")[0], known, 1, 0.6) if word.startswith("-") else []
            if near:
                return f"did you mean {near[0]}?"
        return ""


def date(value: str) -> datetime.date:
    """A day as ISO 8601 writes it."""
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is no date: write 2027-03-31") from None


def count(value: str) -> int:
    """A number from 0 on."""
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise argparse.ArgumentTypeError(f"{value!r} is no number from 0 on")
    return int(value)


def positive(value: str) -> int:
    """A number from 1 on."""
    if count(value) == 0:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return int(value)


def seconds(value: str) -> float:
    """A length of time, at most an hour."""
    try:
        found = float(value)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 3600:
        raise argparse.ArgumentTypeError(f"{value!r} is no number of seconds from 0 to 3600")
    return found
