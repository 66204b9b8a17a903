"""Runs the rules of a policy over a graph: breaches become findings, exceptions are applied."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.universe import Label, Universe
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Finding, Step, Witness
from gomodlint.graph.chain import Distances, Hop, built_in, chain_condition
from gomodlint.graph.package import Graph
from gomodlint.policy.model import Policy, RuleException, RuleSettings
from gomodlint.progress import Work
from gomodlint.rules.files import globs_start, matching
from gomodlint.rules.registry import rule
from gomodlint.rules.rule import Breach, Context
from gomodlint.source.constraint import Expr, tags

if TYPE_CHECKING:
    from gomodlint.cost.costs import Costs

Identity = tuple[str, ...]
LONG: Final = 100  # imports of a chain; no real one is near
MOST_LONG: Final = 300_000  # imports beyond, in all chains of a rule: some seconds
MOST_FINDINGS: Final = 500_000  # of a run: 1 KiB each


class Ruled(NamedTuple):
    """What is known of a rule beyond the bound. With a `problem` it is undecided: `open` may be findings."""

    findings: tuple[Finding, ...]
    excepted: tuple[RuleException, ...] = ()
    problem: Problem | None = None
    open: frozenset[Identity] = frozenset()


Asker = Callable[[RuleSettings], Ruled]


class Told(NamedTuple):
    """What is known of a breach whose condition is not: a build with it, and a label that covers all builds with it."""

    witness: Witness | None
    label: Label
    is_exact: bool = False  # of the breach's `holds`


class Outcome(NamedTuple):
    """What the rules said: findings, and the exceptions that set some aside.

    `problems` are rules that are undecided because exact conditions need more than the bound allows, `open` what such a
    rule may still find: rule id to identities. `bounded`: the bound was met at all.
    """

    findings: tuple[Finding, ...]
    excepted: tuple[RuleException, ...]
    problems: tuple[Problem, ...] = ()
    open: Mapping[str, frozenset[Identity]] = {}
    bounded: bool = False


def run_rules(
    policy: Policy,
    graph: Graph,
    universe: Universe,
    today: datetime.date,
    base: Graph | None = None,
    costs: "Costs | None" = None,
    *,
    beyond: Callable[[], Asker],
) -> Outcome:
    """Every rule that is not off, over the whole graph, which `base` came before; `costs` for rules that ask for them.

    `beyond` gives what is asked of rules from the first on for which exact conditions need more than the bound allows.
    Findings come in order of file, line, column and rule.
    """
    findings: list[Finding] = []
    excepted: dict[tuple[str, int, int], RuleException] = {}
    measured: dict[tuple[int, Condition, frozenset[int]], Distances] = {}
    problems: list[Problem] = []
    still_open: dict[str, frozenset[Identity]] = {}
    asker: Asker | None = None
    with Work("running rules", len(policy.rules)) as work:
        for settings in policy.rules:
            work.step()
            if settings.severity == "off":
                continue
            if asker is None and not graph.wider:
                try:
                    context = context_for(policy, settings, graph, universe)
                    context = context._replace(base=base, measured=measured, costs=costs)
                    made, used = made_by(context, today)
                except TooManyTags:
                    measured.clear()
                else:
                    if len(findings) + len(made) > MOST_FINDINGS:
                        raise _too_many(settings, f"there are more than {MOST_FINDINGS:,} findings:")
                    findings += made
                    excepted |= {one.place: one for one in used}
                    continue
            asker = asker or beyond()
            ruled = asker(settings)
            findings += ruled.findings
            excepted |= {one.place: one for one in ruled.excepted}
            if ruled.problem is not None:
                problems.append(ruled.problem)
                still_open[settings.id] = ruled.open
    ordered = tuple(sorted(_once(findings), key=order))
    return Outcome(ordered, tuple(excepted.values()), tuple(problems), still_open, asker is not None)


def made_by(context: Context, today: datetime.date) -> tuple[list[Finding], list[RuleException]]:
    """The findings of one rule, and the exceptions that set some aside.

    Raises TooManyTags, and NoVerdict for chains that are too long, and too many, to be shown (LONG, MOST_LONG), and for
    too many findings (MOST_FINDINGS).
    """
    settings = context.settings
    context.exactly()
    findings: list[Finding] = []
    excepted: list[RuleException] = []
    left = MOST_LONG
    for breach in rule(settings.kind).check(context, settings.options):
        if len(findings) == MOST_FINDINGS:
            raise _too_many(settings, f"there are more than {MOST_FINDINGS:,} findings:")
        left -= max(0, len(breach.chain) - LONG)
        if left < 0:
            what = f"its chains of more than {LONG} imports are"
            raise _too_many(settings, what, "; gomodlint why shows the chain of one")
        exception = exception_of(settings, breach)
        if exception is not None:
            excepted.append(exception)
            if exception.until is None or exception.until >= today:
                continue
            findings.append(expired(finding_of(context, breach), exception))
        else:
            findings.append(finding_of(context, breach))
    return findings, excepted


def _too_many(settings: RuleSettings, what: str, hint: str = "") -> NoVerdict:
    text = f"rule {settings.id}: {what} too many to be shown"
    return NoVerdict(Problem(text, *settings.place, f"let it be about fewer packages{hint}"))


def order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """The total order of findings."""
    return (finding.file, finding.line, finding.column, finding.rule, finding.importer, finding.imported)


def _once(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The same breach at the same place, seen through several build lists, is one finding."""
    seen: set[tuple[tuple[str, ...], str, int, int]] = set()
    for finding in findings:
        mark = (finding.identity, finding.file, finding.line, finding.column)
        if mark not in seen:
            seen.add(mark)
            yield finding


def context_for(policy: Policy, settings: RuleSettings, graph: Graph, universe: Universe) -> Context:
    """What one rule looks at, and the configurations that count for it.

    A tag that only another rule's `when` mentions is off here, as every undeclared tag is.
    """
    counts, within, loose = counted(policy, universe, settings.when)
    excluded = matching(policy.build.exclude, policy.directory)
    start = globs_start(settings, policy)
    return Context(graph, universe, settings, within, counts, excluded, directory=start, loose=loose)


class Counted(NamedTuple):
    """The builds that count, and those of them with a `when`: exactly, but for what is `loose`.

    That are expressions which hold in all of these builds, and are too large to be asked: conditions are wider.
    """

    counts: Condition
    within: Condition
    loose: tuple[Expr, ...] = ()


def counted(policy: Policy, universe: Universe, when: Expr | None = None) -> Counted:
    """The builds of `[build]`: its `where`, and every tag off that neither `tags` nor `when` names."""
    loose: list[Expr] = []
    where = policy.build.where
    counts = universe.full
    if where is not None:
        counts = _asked(universe, where, loose)
    declared = set(policy.build.tags) | (tags(when) if when is not None else frozenset())
    for tag in () if "*" in declared else universe.tags:
        if tag not in declared:
            try:
                counts = universe.minus(counts, universe.tag(tag))
            except TooManyTags:
                loose.append(("not", ("tag", tag)))
    if when is None:
        return Counted(counts, counts, tuple(loose))
    within = _asked(universe, when, loose)
    try:
        return Counted(counts, universe.and_(counts, within), tuple(loose))
    except TooManyTags:
        both = universe.anywhere(counts) & universe.anywhere(within)
        every = dict.fromkeys([*loose, when, *([] if where is None else [where])])
        return Counted(counts, both, tuple(every))


def _asked(universe: Universe, expression: Expr, loose: list[Expr]) -> Condition:
    from gomodlint.conditions.wider import covering  # most policies have no such expression

    holds, exact = covering(universe, expression)
    if not exact:
        loose.append(expression)
    return holds


def exception_of(settings: RuleSettings, breach: Breach) -> RuleException | None:
    """The exception that a rule makes for a breach."""
    covering = (exception for exception in settings.exceptions if exception.covers(breach.importer, breach.imported))
    return next(covering, None)


def expired(finding: Finding, exception: RuleException) -> Finding:
    """The finding of an exception that has ended."""
    return finding._replace(state="expired", reason=f"the exception ended on {exception.until}: {exception.reason}")


def identity_of(settings: RuleSettings, breach: Breach) -> tuple[str, ...]:
    """The fields that name the breach over time."""
    module = breach.importer.module.path if breach.importer.module else ""
    if breach.is_line:
        return (settings.id, module, breach.file, breach.imported.path, breach.specifier)
    return (settings.id, module, breach.importer.path, breach.way or breach.imported.path, breach.specifier)


def finding_of(context: Context, breach: Breach, told: Told | None = None) -> Finding:
    """The finding. `told`: its chain is that of the build named there, and its condition is not asked."""
    settings, universe = context.settings, context.universe
    chain = breach.chain
    if told is None:
        shown = chain_condition(universe, chain, breach.holds) or breach.holds  # the chain's own builds
        witness = universe.witness(shown) if shown else None
        chain = built_in(context.graph, universe, chain, witness) if witness else chain
        label = universe.at_most(breach.holds, context.counts) if breach.holds else Label("never", exact=True)
        told = Told(witness, label, is_exact=True)
    file, line, column = _place(breach, chain)
    return Finding(
        rule=settings.id,
        kind=settings.kind,
        severity="warning" if settings.severity == "warning" else "error",
        identity=identity_of(settings, breach),
        file=file,
        line=line,
        column=column,
        module=breach.importer.module.path if breach.importer.module else "",
        importer=breach.importer.path,
        imported=breach.imported.path,
        message=breach.message,
        holds=breach.holds,
        chain=_steps(context, chain),
        condition=told.label.text,
        exact=told.label.exact and told.is_exact,
        wider=not told.is_exact,
        witness=told.witness,
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
    graph = context.graph
    packages = graph.packages
    steps = []
    for hop in chain:
        file, line, column = (hop.site.file, hop.site.line, hop.site.column) if hop.site else ("", 0, 0)
        text, exact = context.universe.at_most(hop.condition, context.counts)
        exact = exact and hop.importer not in graph.wider
        steps.append(Step(packages[hop.importer].path, packages[hop.imported].path, file, line, column, text, exact))
    return tuple(steps)
