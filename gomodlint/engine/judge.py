"""Runs the rules over one side, and says what could not be decided."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from gomodlint.conditions.universe import Universe
from gomodlint.engine.costs import open_costs, unmeasured
from gomodlint.engine.linked import Linked
from gomodlint.engine.undecided import undecided
from gomodlint.engine.universe import asks_for_tags
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Finding
from gomodlint.graph.package import Graph
from gomodlint.policy.empty import empty_selectors
from gomodlint.policy.model import Policy
from gomodlint.rules.files import empty_globs
from gomodlint.rules.run import Asker, run_rules
from gomodlint.triage.exceptions import unused_exceptions
from gomodlint.triage.ignores import apply_ignores

if TYPE_CHECKING:
    from gomodlint.cost.costs import Costs
    from gomodlint.graph.needs import Std


class Judged(NamedTuple):
    """Findings of one side, before any comparison; errors that leave the run without a verdict; notices.

    `open` is what a rule may find, too, where there are too many tags to tell; `bounded`: some rule met that bound.
    """

    findings: tuple[Finding, ...]
    errors: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    unresolved: tuple[str, ...]
    decided: bool  # nothing that was not read, or not computed, could hide a finding
    open: Mapping[str, frozenset[tuple[str, ...]]] = {}
    bounded: bool = False


def judge(
    policy: Policy,
    linked: Linked,
    universe: Universe,
    std: "Std",
    today: datetime.date,
    *,
    full: bool,
    base: Graph | None = None,
    costs: "Costs | None" = None,
) -> Judged:
    """All findings of one side, which `base` came before.

    `full`: selectors that match nothing are errors, else notices (base's policy may lag).

    Raises NoVerdict when no package was looked at, or when the policy's selectors are empty.
    """
    graph = linked.graph
    if not graph.subjects():
        raise NoVerdict(Problem("no Go packages found: nothing was checked", hint="is this the right directory?"))
    empty = [*empty_selectors(policy, graph.packages, std.has), *empty_globs(policy, graph)]
    if asks_for_tags(policy):
        from gomodlint.engine.unmentioned import unmentioned_tags

        empty = [*unmentioned_tags(policy, linked, universe), *empty]
    if empty and full:
        raise NoVerdict(*empty)

    def beyond() -> Asker:
        from gomodlint.rules.beyond import Beyond  # for what hardly ever happens

        return Beyond(policy, graph, universe, today, base, costs).ruled

    outcome = run_rules(policy, graph, universe, today, base, costs, beyond=beyond)
    findings = apply_ignores(outcome.findings, graph, policy, outcome.open)
    open_questions = undecided(policy, graph, universe)
    if full and not open_questions.problems:
        decided = [rule for rule in policy.rules if rule.id not in outcome.open]
        findings = (*findings, *unused_exceptions(decided, outcome.excepted))
    errors = [*linked.problems, *outcome.problems]
    notices: list[Problem] = []
    if costs is not None:
        errors += open_costs(policy, graph, universe, costs)
        notices += unmeasured(costs)
    (notices if policy.build.unresolved == "warn" else errors).extend((*linked.refused, *open_questions.problems))
    problems = (*linked.problems, *linked.refused, *open_questions.problems, *outcome.problems)
    return Judged(
        findings, tuple(errors), tuple(notices), open_questions.unresolved, not problems, outcome.open, outcome.bounded
    )
