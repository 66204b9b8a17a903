"""Runs the rules over one side, and says what could not be decided."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from gomodlint.conditions.universe import Universe
from gomodlint.engine.costs import open_costs, unmeasured
from gomodlint.engine.linked import Linked
from gomodlint.engine.undecided import undecided
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Finding
from gomodlint.graph.package import Graph
from gomodlint.policy.empty import empty_selectors
from gomodlint.policy.model import Policy
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
    empty = [*_unmentioned_tags(policy, linked), *empty_selectors(policy, graph.packages, std.has)]
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


def _unmentioned_tags(policy: Policy, linked: Linked) -> list[Problem]:
    """Declared tags that no constraint mentions: most likely misspelled."""
    declared = [tag for tag in policy.build.tags if tag != "*"]
    mentioned = linked.mentioned_tags() if declared else set()
    place = policy.build.places.get("tags", (policy.file, 0, 0))
    return [
        Problem(f"no build constraint mentions the tag {tag!r}", *place, _near(tag, mentioned))
        for tag in declared
        if tag not in mentioned
    ]


def _near(tag: str, mentioned: set[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(tag, sorted(mentioned), 1)
    return f"did you mean {near[0]!r}?" if near else "remove it"
