"""Marks findings by comparison with those of a base: new, widened, moved, excused, or known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from gomodlint.conditions.universe import Universe
from gomodlint.finding import Finding, State
from gomodlint.triage.moves import Identity, Moves, old_identities

EXCUSED_BY_POLICY = "only this change's own policy lets it pass"


Tell = Callable[[Finding, Identity], "State | None"]


def compare(
    head: Sequence[Finding],
    base: Sequence[Finding],
    universe: Universe,
    moved: Callable[[], Moves],
    *,
    gated: bool,
    tell: Tell | None = None,
) -> tuple[Finding, ...]:
    """Head's findings with their states. `holds` of both sides are conditions of the same universe.

    What base has is `known`, or `widened` when head's condition holds where base's did not; what a moved package or
    file took with it is `moved` (`moved` is asked only if there can be any). What an ignore comment covers that base
    has no finding for is `excused` (and fails if `gated`): the comment came with the import. What else is marked
    keeps its mark. `tell` is asked first, with the identity that a finding has in base: what it says is the state;
    None leaves it to the conditions.
    """
    before: dict[Identity, int] = {}
    for finding in base:
        identity = finding.identity
        before[identity] = universe.or_(before.get(identity, 0), finding.holds)
    fresh = [finding for finding in head if finding.identity not in before]
    unmatched = before.keys() - {finding.identity for finding in head}
    olds = old_identities(fresh, unmatched, moved()) if fresh and unmatched else {}
    marked = []
    for finding in head:
        old = olds.get(finding.identity, finding.identity)
        known = before.get(old)
        said = tell(finding, old) if tell is not None and finding.state in {"new", "ignored"} else None
        if said is not None:
            known = None if said == "new" else finding.holds
        if said == "widened" and finding.state == "new":
            marked.append(finding._replace(state="widened", grown=finding.holds, exact=False, wider=True))
        elif finding.state == "ignored" and known is None:
            reason = f"only this change's own comment lets it pass: {finding.reason}"
            marked.append(finding._replace(state="excused", reason=reason, gated=gated))
        elif finding.state != "new" or known is None:
            marked.append(finding)
        elif not universe.implies(finding.holds, known):
            marked.append(finding._replace(state="widened", grown=universe.minus(finding.holds, known)))
        elif old != finding.identity:
            marked.append(finding._replace(state="moved", reason=f"it was in {old[2]}"))
        else:
            marked.append(finding._replace(state="known"))
    return tuple(marked)


def excuse_by_policy(
    findings: Sequence[Finding], own: Collection[Finding], *, gated: bool, undecided: Collection[Identity] = ()
) -> tuple[Finding, ...]:
    """New findings that head's own policy does not make become `excused`. `own` are those that it makes.

    A rule may have another name there. `undecided` are those that it may make, too.
    """
    made = {finding.identity[1:] for finding in own if finding.state != "ignored"}
    made.update(identity[1:] for identity in undecided)
    return tuple(
        finding._replace(state="excused", reason=EXCUSED_BY_POLICY, gated=gated)
        if finding.state in {"new", "widened"} and finding.identity[1:] not in made
        else finding
        for finding in findings
    )
