"""Runs the rules of a policy over a graph: breaches become findings, exceptions are applied."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.finding import Finding, Step
from gomodlint.graph.chain import Distances, Hop, built_in, chain_condition
from gomodlint.graph.package import Graph
from gomodlint.policy.model import Policy, RuleException, RuleSettings
from gomodlint.progress import Work
from gomodlint.rules.files import matching
from gomodlint.rules.registry import rule
from gomodlint.rules.rule import Breach, Context
from gomodlint.source.constraint import Expr, tags

if TYPE_CHECKING:
    from gomodlint.cost.costs import Costs


class Outcome(NamedTuple):
    """What the rules said: findings, and the exceptions that set some aside."""

    findings: tuple[Finding, ...]
    excepted: tuple[RuleException, ...]


def run_rules(
    policy: Policy,
    graph: Graph,
    universe: Universe,
    today: datetime.date,
    base: Graph | None = None,
    costs: Costs | None = None,
) -> Outcome:
    """Every rule that is not off, over the whole graph, which `base` came before; `costs` for rules that ask for them.

    Findings come in order of file, line, column and rule.
    """
    findings: list[Finding] = []
    excepted: dict[tuple[str, int, int], RuleException] = {}
    measured: dict[tuple[int, Condition, frozenset[int]], Distances] = {}
    with Work("running rules", len(policy.rules)) as work:
        for settings in policy.rules:
            work.step()
            if settings.severity == "off":
                continue
            context = context_for(policy, settings, graph, universe)._replace(base=base, measured=measured, costs=costs)
            for breach in rule(settings.kind).check(context, settings.options):
                exception = _exception(settings, breach)
                if exception is not None:
                    excepted[exception.place] = exception
                    if exception.until is None or exception.until >= today:
                        continue
                    findings.append(_expired(_finding(context, breach), exception))
                else:
                    findings.append(_finding(context, breach))
    return Outcome(tuple(sorted(_once(findings), key=order)), tuple(excepted.values()))


def findings_within(
    policy: Policy, settings: RuleSettings, graph: Graph, universe: Universe, within: Condition, base: Graph | None
) -> Iterator[Finding]:
    """What one rule says of some of the builds that count, exceptions left aside: chains that exist there."""
    context = context_for(policy, settings, graph, universe)._replace(base=base)
    context = context._replace(within=universe.and_(context.within, within))
    for breach in rule(settings.kind).check(context, settings.options):
        yield _finding(context, breach)


def order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """The total order of findings."""
    return (finding.file, finding.line, finding.column, finding.rule, finding.importer, finding.imported)


def context_for(policy: Policy, settings: RuleSettings, graph: Graph, universe: Universe) -> Context:
    """What one rule looks at, and the configurations that count for it.

    A tag that only another rule's `when` mentions is off here, as every undeclared tag is.
    """
    counts = builds_that_count(policy, universe, settings.when)
    within = counts if settings.when is None else universe.and_(counts, universe.evaluate(settings.when))
    excluded = matching(policy.build.exclude, policy.directory)
    return Context(graph, universe, settings, within, counts, excluded, directory=policy.directory)


def builds_that_count(policy: Policy, universe: Universe, when: Expr | None = None) -> Condition:
    """The builds of `[build]`: its `where`, and every tag off that neither `tags` nor `when` names."""
    counts = universe.full if policy.build.where is None else universe.evaluate(policy.build.where)
    declared = set(policy.build.tags) | (tags(when) if when is not None else frozenset())
    if "*" not in declared:
        for tag in universe.tags:
            if tag not in declared:
                counts = universe.minus(counts, universe.tag(tag))
    return counts


def _exception(settings: RuleSettings, breach: Breach) -> RuleException | None:
    covering = (exception for exception in settings.exceptions if exception.covers(breach.importer, breach.imported))
    return next(covering, None)


def _expired(finding: Finding, exception: RuleException) -> Finding:
    from dataclasses import replace

    return replace(finding, state="expired", reason=f"the exception ended on {exception.until}: {exception.reason}")


def _once(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The same breach at the same place, seen through several build lists, is one finding."""
    seen: set[tuple[tuple[str, ...], str, int, int]] = set()
    for finding in findings:
        mark = (finding.identity, finding.file, finding.line, finding.column)
        if mark not in seen:
            seen.add(mark)
            yield finding


def _finding(context: Context, breach: Breach) -> Finding:
    settings = context.settings
    module = breach.importer.module.path if breach.importer.module else ""
    if breach.is_line:
        identity = (settings.id, module, breach.file, breach.imported.path, breach.specifier)
    else:
        identity = (settings.id, module, breach.importer.path, breach.way or breach.imported.path, breach.specifier)
    shown = chain_condition(context.universe, breach.chain, breach.holds) or breach.holds  # the chain's own builds
    witness = context.universe.witness(shown) if shown else None
    chain = built_in(context.graph, context.universe, breach.chain, witness) if witness else breach.chain
    file, line, column = _place(breach, chain)
    return Finding(
        rule=settings.id,
        kind=settings.kind,
        severity="warning" if settings.severity == "warning" else "error",
        identity=identity,
        file=file,
        line=line,
        column=column,
        module=module,
        importer=breach.importer.path,
        imported=breach.imported.path,
        message=breach.message,
        holds=breach.holds,
        chain=_steps(context, chain),
        condition=context.universe.label(breach.holds, context.counts) if breach.holds else "never",
        witness=witness,
        why=settings.why,
        instead=settings.instead,
        owner=settings.owner,
        docs=settings.docs,
    )


def _place(breach: Breach, chain: Sequence[Hop]) -> tuple[str, int, int]:
    """The place of the finding, where the chain has it in the build that is named."""
    place = (breach.file, breach.line, breach.column)
    for before, after in zip(breach.chain, chain, strict=True):
        if before.site is not None and after.site is not None and before.site[:3] == place:
            return after.site[:3]
    return place


def _steps(context: Context, chain: Sequence[Hop]) -> tuple[Step, ...]:
    packages = context.graph.packages
    steps = []
    for hop in chain:
        file, line, column = (hop.site.file, hop.site.line, hop.site.column) if hop.site else ("", 0, 0)
        condition = context.universe.label(hop.condition, context.counts)
        steps.append(Step(packages[hop.importer].path, packages[hop.imported].path, file, line, column, condition))
    return tuple(steps)
