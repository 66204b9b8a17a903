"""The state of a finding against a base where exact conditions are not known on both sides.

What has no import more on its way than base has is known. Else the rule is asked, of base, in the build that shows the
finding: what base does not have there is new or has more builds. Where neither tells, nothing is said of the finding
but that it cannot be told.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from gomodlint.conditions.diagram import FEWER, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.engine.judge import Judged
from gomodlint.errors import Problem
from gomodlint.finding import Finding, State
from gomodlint.graph.grown import EDGES, grown
from gomodlint.graph.package import Graph, Package
from gomodlint.graph.search import backward, forward
from gomodlint.policy.model import Policy, RuleSettings
from gomodlint.rules.beyond import Beyond
from gomodlint.rules.registry import rule
from gomodlint.rules.run import Identity, identity_of

if TYPE_CHECKING:
    from gomodlint.cost.costs import Costs


class Teller:
    """Tells states. `untold` has a problem for each finding of which it could tell nothing."""

    def __init__(
        self, policy: Policy, head: Graph, base: Graph, universe: Universe, today: datetime.date, before: Judged,
        costs: Costs | None,
    ) -> None:  # fmt: skip
        self.untold: dict[Identity, Problem] = {}
        self._rules = {settings.id: settings for settings in policy.rules}
        self._head = head
        self._base = base
        self._universe = universe
        self._before = {finding.identity: finding for finding in before.findings}
        self._open = before.open
        self._beyond = Beyond(policy, base, universe, today, None, costs)
        self._there = {(package.build_list, package.path): package for package in base.packages}
        self._grown: dict[int, set[str]] = {}
        self._lost: dict[int, set[str]] = {}

    def __call__(self, finding: Finding, old: Identity) -> State | None:
        """The state of a finding that base calls `old`; None where conditions, both exact, say it."""
        settings = self._rules.get(finding.rule)
        was = self._before.get(old)
        is_open = old in self._open.get(finding.rule, ())
        if settings is None or (not finding.wider and (was is None or not was.wider) and not is_open):
            return None
        if was is None and not is_open:
            return "new"
        if self._is_as_it_was(settings, finding):
            return "known"
        if was is not None and not (was.wider and finding.wider):
            try:
                implied = self._universe.implies(finding.holds, was.holds)
            except TooManyTags:
                implied = None
            if implied and not was.wider:
                return "known"
            if implied is False and not finding.wider:
                return "widened"
        if finding.witness is not None and not self._has(settings, finding, old):
            if was is not None:
                return "widened"
            why = "base may have it in others"
        else:
            why = "base has it there; whether it does in all builds that have it now is not known"
        where = f" (as in {finding.witness})" if finding.witness else ""
        text = f"rule {finding.rule} is undecided: the declared tags combine in too many ways to tell whether it is new"
        message = f"{text} that {finding.message}{where}: {why}"
        self.untold[finding.identity] = Problem(message, finding.file, finding.line, finding.column, FEWER)
        return None

    def _has(self, settings: RuleSettings, finding: Finding, old: Identity) -> bool:
        """Whether base has the finding in the build that shows it."""
        if finding.witness is None:
            raise AssertionError("there is a build to ask about")
        if any(identity_of(settings, breach) == old for breach in self._beyond.in_build(settings, finding.witness)):
            return True
        return settings.kind == "acyclic" and self._has_chain(finding)  # of circles the rule names the shortest only

    def _has_chain(self, finding: Finding) -> bool:
        at = finding.witness
        if at is None:
            return False
        holds = self._universe.point(at.goos, at.goarch, at.cgo, at.tags)
        imports = {
            (package.path, self._base.packages[index].path)
            for package in self._base.packages
            for kind in EDGES
            for index, condition in getattr(package, kind).items()
            if holds(condition)  # wider ones, too: then it cannot be told
        }
        return all((step.importer, step.imported) in imports for step in finding.chain)

    def _is_as_it_was(self, settings: RuleSettings, finding: Finding) -> bool:
        """Whether nothing on the way from the importer has more builds than in base (or fewer, for what is missed)."""
        head = self._head
        starts = [p for p in head.packages if p.subject and p.path == finding.importer]
        if not starts:
            return False
        on_the_way: set[int] = set()
        for start in starts:
            tests = settings.scope != "production" or finding.identity[-1] == "test"
            on_the_way |= forward(head, start.index, tests=tests)
        if settings.kind != "acyclic" and finding.chain and finding.chain[-1].imported == finding.imported:
            ends = [p.index for p in head.packages if p.path == finding.imported]
            leading = set[int]().union(*(backward(head, index) for index in ends))
            on_the_way &= leading | {start.index for start in starts}
        paths = {head.packages[index].path for index in on_the_way}
        by_chain = bool(finding.chain)
        missed = rule(settings.kind).missed
        for index in on_the_way:
            package = head.packages[index]
            was = self._there.get((package.build_list, package.path))
            if was is None or bool(was.main) != bool(package.main) or was.origin != package.origin:
                return False  # rules choose by it
            if package is was:
                continue
            differs = set(self._grown_imports(package, was))
            if missed:
                differs |= self._lost_imports(was, package)
            if differs & paths or ("" in differs and not by_chain) or (missed and differs):
                return False
        return True

    def _grown_imports(self, package: Package, was: Package) -> set[str]:
        if package.index not in self._grown:
            self._grown[package.index] = grown(self._universe, package, self._head, was, self._base)
        return self._grown[package.index]

    def _lost_imports(self, was: Package, package: Package) -> set[str]:
        if package.index not in self._lost:
            self._lost[package.index] = grown(self._universe, was, self._base, package, self._head)
        return self._lost[package.index]
