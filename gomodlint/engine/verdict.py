"""What a run says, put together: every way of a check ends here.

Findings that one change mends are one: one helper that leads many mains to the same package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gomodlint.engine.linked import looked_at
from gomodlint.finding import CacheUse, Finding, Verdict
from gomodlint.rules.run import order

if TYPE_CHECKING:
    from gomodlint.conditions.universe import Universe
    from gomodlint.engine.judge import Judged
    from gomodlint.engine.known import Known
    from gomodlint.engine.linked import Linked
    from gomodlint.engine.policies import Chosen
    from gomodlint.engine.request import Request
    from gomodlint.errors import Problem
    from gomodlint.source.std import StdTable


def verdict_of(
    request: Request, chosen: Chosen, linked: Linked, universe: Universe, std: StdTable, judged: Judged,
    known_by: Known, findings: Iterable[Finding], notices: Iterable[Problem], *, base: str = "",
    untold: Iterable[Problem] = (), use: CacheUse | None = None,
) -> Verdict:  # fmt: skip
    """The verdict: `findings` are those of `known_by` that were asked for, `notices` those of before the rules."""
    found = tuple(sorted(findings, key=order))
    return Verdict(
        findings=group(found) if request.grouped else found,
        looked_at=looked_at(linked, chosen.policy, universe, std, judged.unresolved),
        policy_file=chosen.policy.file,
        policy_from=chosen.origin,
        base=base,
        errors=(*judged.errors, *untold),
        notices=(*chosen.notices, *notices, *judged.notices, *known_by.notices),
        baseline=known_by.baseline,
        cache=CacheUse() if use is None else use,
    )


def group(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of one rule and state with the same target that share their last first-party import become one.

    It keeps the shortest chain; the other importers are named in `also_from`. Findings without a chain stay.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        if finding.chain and finding.imported == finding.chain[-1].imported:
            scope = finding.identity[-1]
            mark: tuple[str, ...] = (finding.rule, finding.state, finding.imported, scope, *_shared(finding))
        else:
            mark = (str(number),)
        groups.setdefault(mark, []).append(finding)
    return tuple(_one(members) for members in groups.values())


def _shared(finding: Finding) -> tuple[str, ...]:
    """The import at whose place the finding stands; the place itself where that is another's, such as its cause's."""
    place = (finding.file, finding.line, finding.column)
    for step in reversed(finding.chain):
        if (step.file, step.line, step.column) == place:
            return (step.importer, step.imported)
    return (finding.file, str(finding.line))


def _one(members: list[Finding]) -> Finding:
    if len(members) == 1:
        return members[0]
    first = min(members, key=lambda finding: (len(finding.chain), finding.importer))
    others = {finding.importer: finding.condition for finding in members if finding.importer != first.importer}
    also = sorted(others)
    conditions = tuple(others[importer] for importer in also)
    return first._replace(exact=all(one.exact for one in members), also_from=tuple(also), also_conditions=conditions)
