"""Marks findings by comparison with those of a base: new, widened, or known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gomodlint.conditions.universe import Universe
from gomodlint.finding import Finding


def compare(head: Sequence[Finding], base: Sequence[Finding], universe: Universe) -> tuple[Finding, ...]:
    """Head's findings with their states. `holds` of both sides are conditions of the same universe.

    A key that base has is `known`, or `widened` when head's condition holds where base's did not. What an ignore or
    an exception has marked keeps its mark.
    """
    before: dict[str, int] = {}
    for finding in base:
        key = finding.key
        before[key] = universe.or_(before[key], finding.holds) if key in before else finding.holds
    marked = []
    for finding in head:
        known = before.get(finding.key)
        if finding.state != "new" or known is None:
            marked.append(finding)
        elif universe.implies(finding.holds, known):
            marked.append(replace(finding, state="known"))
        else:
            marked.append(replace(finding, state="widened"))
    return tuple(marked)
