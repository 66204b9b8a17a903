"""Which rules a missing package leaves undecided."""

from typing import NamedTuple

from gomodlint.conditions.diagram import Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.errors import Problem
from gomodlint.graph.package import Graph, Package
from gomodlint.graph.reach import reach, reach_back
from gomodlint.policy.model import Policy
from gomodlint.policy.selector import Selector
from gomodlint.rules.run import context_for
from gomodlint.source.tree import OUTSIDE

FEW = 16  # missing packages: as few are asked one by one who reaches them, for all rules at once


class OpenQuestions(NamedTuple):
    """Import paths without a package, and a problem for each rule that one of them leaves open."""

    unresolved: tuple[str, ...]
    problems: tuple[Problem, ...]


def undecided(policy: Policy, graph: Graph, universe: Universe) -> OpenQuestions:
    """A transitive rule whose target may lie outside the repository is open when a missing package is reached.

    So is a budget: more may hang on what is missing.

    What is missing only hides edges: findings made without it stand, and direct rules are always decided.
    """
    missing = {p.index: p for p in graph.packages if p.origin == "missing" and _is_imported(graph, p)}
    unresolved = tuple(sorted({package.path for package in missing.values()}))
    outside = {index for index, p in missing.items() if not (p.module is not None and p.module.main)}
    problems = []
    known: dict[tuple[int, frozenset[int]], list[int]] = {}  # many rules speak about the same packages
    backward: dict[tuple[int, int], dict[int, int]] = {}
    if outside:
        for settings in policy.rules:
            options = settings.options
            to = getattr(options, "to", None)
            if settings.severity == "off":
                continue
            if settings.kind != "budget" and not (
                getattr(options, "transitive", False) and isinstance(to, Selector) and to.may_leave_the_repository()
            ):
                continue
            context = context_for(policy, settings, graph, universe)
            from_ = getattr(options, "from_", None)
            mains_only = settings.kind == "budget" and from_ is None
            starts = frozenset(p.index for p in context.subjects(from_) if p.main or not mains_only)
            key = (context.within, starts)
            if key not in known:
                try:
                    known[key] = _reached(graph, universe, outside, starts, context.within, backward)
                except TooManyTags:  # in any build, then: a rule may be called undecided that is not
                    from gomodlint.graph.search import forward

                    wide = forward(graph, *starts, tests=False)
                    known[key] = sorted(outside & wide)
            reached_outside = known[key]
            if reached_outside:
                problems.append(_problem(settings.id, settings.place, [missing[i] for i in reached_outside]))
    return OpenQuestions(unresolved, tuple(problems))


def _reached(
    graph: Graph, universe: Universe, outside: set[int], starts: frozenset[int], within: Condition,
    backward: dict[tuple[int, int], dict[int, int]],
) -> list[int]:  # fmt: skip
    """Those of `outside` that a start reaches; `backward` is kept for other rules. Raises TooManyTags."""
    if len(outside) > FEW:
        reached = reach(graph.packages, universe, dict.fromkeys(starts, within))
        return [index for index in outside if index in reached]
    for index in outside:
        if (index, within) not in backward:
            backward[index, within] = reach_back(graph, universe, {index: within})
    return [index for index in outside if not starts.isdisjoint(backward[index, within])]


def _is_imported(graph: Graph, package: Package) -> bool:
    return bool(graph.importers()[package.index])


def _problem(rule: str, place: tuple[str, int, int], missing: list[Package]) -> Problem:
    first = min(missing, key=lambda package: package.path)
    count = len(missing)
    others = f" and {count - 1} more" if count > 1 else ""
    message = f"rule {rule} is undecided: {first.path}{others} not found ({first.problem})"
    from gomodlint.source.lock_file import NAME  # with readers that a kept graph does without
    from gomodlint.source.resolve import NOT_CONTAINED

    others = 'or set unresolved = "warn" in [build]'
    if first.problem.endswith(OUTSIDE):
        way = "put the directory itself there"
    elif first.problem.endswith(NOT_CONTAINED):
        way = "mend the import, or require a version that has the package"
    else:
        way = "run: go mod download"
        if NAME in first.problem:
            way += " && gomodlint lock --update"
        else:
            others = f"where there is no Go: commit {NAME}, from gomodlint lock --update; {others}"
    hint = f"{way}   ({others})"
    return Problem(message, *place, hint)
