"""The options of `gomodlint check`. Ordinary ones are read without argparse, which takes time to load."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from gomodlint.report.formats import FORMATS

_SWITCHES = ("staged", "tracked", "no-cache", "stats")
_TEXTS = ("base", "head", "policy", "policy-from", "format", "output")
_CHOICES = {"policy-from": ("base", "head"), "format": tuple(FORMATS)}


class Options(NamedTuple):
    """What `check` is asked; see gomodlint.cli.check_parser."""

    arguments: Sequence[str] = ()
    base: str = ""
    head: str = ""
    staged: bool = False
    tracked: bool = False
    policy: str = ""
    policy_from: str = ""
    format: str = "text"
    output: str = ""
    no_cache: bool = False
    stats: bool = False
    today: datetime.date | None = None


def options_of(words: Sequence[str]) -> Options:
    """The options in some arguments. Ends the process, with a message, for what argparse does not accept."""
    options = quick(words)
    if options is None:
        from gomodlint.cli.check_parser import parser

        options = Options(**vars(parser().parse_args(words)))
    return options


def quick(words: Sequence[str]) -> Options | None:
    """As argparse reads them; None for all but options by their full names that are right."""
    values: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        name, is_joined, value = word.partition("=")
        key = name[2:]
        if not name.startswith("--") or (key not in _SWITCHES and key not in _TEXTS):
            return None
        field = key.replace("-", "_")
        if key in _SWITCHES:
            if is_joined:
                return None
            values[field] = True
            continue
        if not is_joined:
            value = next(rest, "-")
        if not value or value.startswith("-"):
            return None
        if key in _CHOICES and value not in _CHOICES[key]:
            return None
        values[field] = value
    return Options(**values)
