"""The figures that a policy's rules ask for."""

from __future__ import annotations

from collections.abc import Sized
from typing import TYPE_CHECKING, Any

from gomodlint.conditions.universe import Universe
from gomodlint.errors import NoVerdict, Problem
from gomodlint.graph.package import Graph
from gomodlint.policy.model import Policy, RuleSettings
from gomodlint.rules.run import context_for
from gomodlint.source.limits import COSTS
from gomodlint.source.tree import Tree, TreeError

if TYPE_CHECKING:
    from gomodlint.cost.costs import Costs

_MEASURE = "gomodlint cost measure --allow-run"
_KEYS = ("max_cost", "max_allocs", "max_bytes")


def costs_for(
    policy: Policy, graph: Graph, universe: Universe, *trees: Tree, pretended: frozenset[str] = frozenset()
) -> Costs | None:
    """The figures beside the policy, from the first tree that has them; None where no rule asks for them.

    Raises NoVerdict when a rule does and there are none, or none of a build that counts.
    """
    asking = [settings for settings in policy.rules if settings.severity != "off" and _asks(settings)]
    if not asking:
        return None
    from gomodlint.cost import record
    from gomodlint.cost.costs import Costs

    file = f"{policy.directory}/{record.NAME}".lstrip("/")
    text = next((text for text in (_read(tree, file) for tree in trees) if text is not None), None)
    if text is None:
        raise NoVerdict(
            *(
                Problem(f"rule {settings.id} needs figures: there is no {file}", *settings.place, hint=_MEASURE)
                for settings in asking
            )
        )
    sections = record.read(text, file)
    counting = {(at.goos, at.goarch, at.cgo) for at in universe.configurations}
    if not any((one.build.goos, one.build.goarch, one.build.cgo) in counting for one in sections):
        builds = ", ".join(str(one.build) for one in sections) or "no build"
        raise NoVerdict(
            Problem(
                f"the figures are of builds that do not count here ({builds})",
                file,
                hint="see ports and cgo in [build]",
            )
        )
    return Costs(sections, graph, universe, pretended)


def open_costs(policy: Policy, graph: Graph, universe: Universe, costs: Costs) -> list[Problem]:
    """Programs that have a budget of cost and no figures: their rules are undecided."""
    measured = {tree.main for tree in costs.trees}
    problems = []
    for settings in policy.rules:
        options: Any = settings.options
        if settings.kind != "budget" or settings.severity == "off" or not _asks(settings):
            continue
        context = context_for(policy, settings, graph, universe)
        for package in context.subjects(options.from_):
            if package.path not in measured and context.holds(package.main):
                message = f"rule {settings.id} is undecided: {package.path} was not measured"
                problems.append(Problem(message, *settings.place, hint=_MEASURE))
    return problems


def unmeasured(costs: Costs) -> list[Problem]:
    """Notices of packages whose cost nobody knows, which pass every limit, and of figures of other versions."""
    notices = []
    missing = sorted(costs.unmeasured())
    if missing:
        message = f"no figures for {missing[0]}{_and_more(missing)}: limits of cost let them pass"
        notices.append(Problem(message, hint=_MEASURE))
    outdated = sorted(costs.outdated().items())
    if outdated:
        module, (then, now) = outdated[0]
        message = f"the figures of {module} are those of {then}, not of {now}{_and_more(outdated, ' module')}"
        notices.append(Problem(message, hint=_MEASURE))
    return notices


def _and_more(names: Sized, what: str = "") -> str:
    more = len(names) - 1
    return f" and {more} more{what}{'s' if what and more > 1 else ''}" if more else ""


def _asks(settings: RuleSettings) -> bool:
    return any(getattr(settings.options, key, None) for key in _KEYS)


def _read(tree: Tree, file: str) -> bytes | None:
    try:
        return tree.read(file, most=COSTS)
    except TreeError as error:
        if error.is_absent:
            return None
        hint = error.hint or _MEASURE
        raise NoVerdict(Problem(f"cannot read the figures: {error.reason}", file, hint=hint)) from error
