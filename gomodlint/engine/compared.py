"""What is new against the base: head's findings get their states, and new ones their causes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.engine.costs import costs_for
from gomodlint.engine.judge import Judged, judge
from gomodlint.engine.linked import Linked
from gomodlint.engine.policies import Chosen
from gomodlint.engine.request import Request
from gomodlint.engine.trees import Sources
from gomodlint.errors import Problem
from gomodlint.finding import Cause, Finding
from gomodlint.graph.package import Graph
from gomodlint.policy.model import Policy, RuleSettings
from gomodlint.rules.registry import rule
from gomodlint.rules.run import context_for, finding_of
from gomodlint.source.gomod import GoMod
from gomodlint.source.std import StdTable
from gomodlint.triage.base import compare, excuse_by_policy
from gomodlint.triage.cause import with_causes
from gomodlint.triage.moves import Moves, moves
from gomodlint.triage.sides import Sides, look


def compared(
    judged: Judged, chosen: Chosen, request: Request, sources: Sources, universe: Universe, std: StdTable,
    head_mods: Callable[[], Sequence[GoMod]], linked: Linked, old: Linked,
) -> tuple[tuple[Finding, ...], tuple[Problem, ...]]:  # fmt: skip
    """Findings of head with states and causes; problems where a state cannot be told.

    `old` is base's graph; `head_mods` gives the go.mod files of head.
    """
    policy, pretended = chosen.policy, request.costly

    @cache
    def moved() -> Moves:
        return moves(linked.graph, old.graph, sources.renames)

    then = costs_for(policy, old.graph, universe, sources.base or sources.head, sources.head, pretended=pretended)
    before = judge(policy, old, universe, std, request.today, full=False, costs=then)
    gated = policy.excuses == "fail"
    teller: Teller | None = None
    if judged.bounded or before.bounded or linked.graph.wider or old.graph.wider:
        from gomodlint.engine.teller import Teller

        teller = Teller(policy, linked.graph, old.graph, universe, request.today, before, then)
    found = compare(judged.findings, before.findings, universe, moved, gated=gated, tell=teller)
    if teller is not None:
        found = tuple(finding for finding in found if finding.identity not in teller.untold)
    problems = () if teller is None else tuple(teller.untold.values())
    if chosen.own is not None and any(finding.fails for finding in found):
        own = chosen.own._replace(build=policy.build)
        mine = costs_for(own, linked.graph, universe, sources.head, pretended=pretended)
        made = judge(own, linked, universe, std, request.today, full=False, base=old.graph, costs=mine)
        undecided = [identity for still_open in made.open.values() for identity in still_open]
        found = excuse_by_policy(found, made.findings, gated=gated, undecided=undecided)
    if not any(finding.state in {"new", "widened", "excused"} for finding in found):
        return found, problems
    found = tuple(_where_new(found, policy, linked, old, universe))
    mods = [mod for build_list in old.graph.build_lists for mod in build_list.mods.values()]
    sides = Sides(
        look(linked.graph, universe, head_mods(), sources.head),
        look(old.graph, universe, mods, sources.base or sources.head),
        universe,
        moved(),
        sources.differing,
    )
    lines = {rule.id: Cause("policy", rule.place[0], rule.place[1], rule.id) for rule in policy.rules}
    return with_causes(found, sides, lines), problems


def _where_new(
    findings: Sequence[Finding], policy: Policy, linked: Linked, old: Linked, universe: Universe
) -> Iterator[Finding]:
    """Widened findings with a chain and a build of those in which they are new."""
    rules = {rule.id: rule for rule in policy.rules}
    again: dict[tuple[str, Condition], dict[tuple[str, ...], Finding]] = {}
    for finding in findings:
        if not finding.grown:
            yield finding
            continue
        settings = rules[finding.rule]
        counts = context_for(policy, settings, linked.graph, universe).counts
        if finding.wider:  # its chain and its build are such that it is new in that one
            yield finding._replace(new_condition=finding.condition)
            continue
        label, witness = universe.at_most(finding.grown, counts), universe.witness(finding.grown)
        shown = finding._replace(new_condition=label.text, exact=label.exact, witness=witness)
        if finding.chain:
            key = (finding.rule, finding.grown)
            if key not in again:
                within = _findings_within(policy, settings, linked.graph, universe, finding.grown, old.graph)
                try:
                    again[key] = {other.identity: other for other in within}
                except TooManyTags:
                    again[key] = {}
            there = again[key].get(finding.identity)
            if there is not None:
                shown = shown._replace(chain=there.chain, witness=there.witness, message=there.message)
                shown = shown._replace(file=there.file, line=there.line, column=there.column)
        yield shown


def _findings_within(
    policy: Policy, settings: RuleSettings, graph: Graph, universe: Universe, within: Condition, base: Graph | None
) -> Iterator[Finding]:
    """What one rule says of some of the builds that count, exceptions left aside: chains that exist there."""
    context = context_for(policy, settings, graph, universe)._replace(base=base)
    context.exactly()
    context = context._replace(within=universe.and_(context.within, within))
    for breach in rule(settings.kind).check(context, settings.options):
        yield finding_of(context, breach)
