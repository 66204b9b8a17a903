"""What a rule finds in a wider graph: it may be true, and need not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gomodlint.conditions.diagram import FEWER, Condition
from gomodlint.conditions.universe import Label
from gomodlint.errors import Problem
from gomodlint.policy.model import RuleSettings
from gomodlint.rules.rule import Breach, Context


class Possible(NamedTuple):
    """A breach of a wider graph: the label there, and the condition in the run's universe."""

    breach: Breach
    label: Label
    holds: Condition


def widest(context: Context, breach: Breach) -> Breach:
    """A budget names the builds that are dearest: which these are is not known, but all others are none."""
    if context.settings.kind != "budget":
        return breach
    return breach._replace(holds=context.holds(breach.importer.exists))


def problem_of(settings: RuleSettings, left: Sequence[Possible]) -> Problem:
    """That a rule is undecided, because of what is left."""
    more = f" (and {len(left) - 1} more like it)" if len(left) > 1 else ""
    text = f"rule {settings.id} is undecided: the declared tags combine in too many ways to tell whether in some build"
    return Problem(f"{text} {left[0].breach.message}{more}", *settings.place, hint=FEWER)
