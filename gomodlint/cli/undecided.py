"""What a question beyond the bound of decision nodes could not tell, on standard error and in JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from gomodlint.conditions.diagram import FEWER
from gomodlint.report.escape import terminal_safe

NAMED = 5  # things that are undecided
SOME = 3  # names of one of them


class _Bounded(Protocol):
    @property
    def exact(self) -> bool: ...


def unless_exact(one: _Bounded) -> dict[str, object]:
    """The field of JSON that says that a condition is wider; nothing where it is not."""
    return {} if one.exact else {"exact": False}


def some(names: Sequence[str], form: Callable[[str], str] = str) -> str:
    """The first names, and how many more there are."""
    more = len(names) - SOME
    return ", ".join(map(form, names[:SOME])) + (f" and {more} more" if more > 0 else "")


def name_undecided(whats: Iterable[str]) -> None:
    """Say on standard error what cannot be told: "whether a reaches b"."""
    found = list(whats)
    for what in found[:NAMED]:
        text = f"the declared tags combine in too many ways to tell {what}"
        sys.stderr.write(terminal_safe(f"gomodlint: undecided: {text}") + "\n")
    if len(found) > NAMED:
        sys.stderr.write(f"gomodlint: undecided: and {len(found) - NAMED} more: --format json has all\n")
    if found:
        sys.stderr.write(f"  hint: {FEWER}; --when asks about fewer builds\n")
