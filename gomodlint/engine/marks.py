"""What a page of the graph shows on its packages and imports: layers, sets, weights, and what the check finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gomodlint.engine import check
from gomodlint.engine.look import Look
from gomodlint.engine.metrics import weights
from gomodlint.engine.request import Request
from gomodlint.errors import NoVerdict
from gomodlint.finding import Finding
from gomodlint.policy.rule_table import selectors_of


class Marks(NamedTuple):
    """By import path: the set and the layer (a number of `layers`) of packages, and how many packages leave with them.

    `title` names the largest main module. `findings` are None where nothing was checked: `unchecked` says why.
    """

    title: str = ""
    sets: Mapping[str, str] = {}
    layers: Sequence[str] = ()
    layer_of: Mapping[str, int] = {}
    weights: Mapping[str, int] = {}
    findings: Sequence[Finding] | None = None
    unchecked: str = ""


def marks(seen: Look, request: Request) -> Marks:
    """The marks of a repository's packages; `request` is the check whose findings are shown."""
    packages = seen.linked.graph.packages
    sets: dict[str, str] = {}
    for name, chosen in seen.policy.sets.items():
        for index in chosen.select(packages):
            sets.setdefault(packages[index].path, f"${name}")
    layers, layer_of = _layers(seen)
    heavy = {packages[index].path: weight for index, weight in weights(seen).items()}
    mains = Counter(p.module.path for p in seen.linked.graph.subjects() if p.module is not None)
    largest = min(mains, key=lambda path: (-mains[path], path), default="")
    title = largest + (f" and {len(mains) - 1} more" if len(mains) > 1 else "")
    return Marks(title, sets, layers, layer_of, heavy, *_findings(seen, request))


def _layers(seen: Look) -> tuple[list[str], dict[str, int]]:
    """The layers of the policy's first rule that has some, outermost first; a package belongs to the first of its."""
    rule = next((rule for rule in seen.policy.rules if rule.kind == "layers"), None)
    if rule is None:
        return [], {}
    packages = seen.linked.graph.packages
    names: list[str] = []
    found: dict[str, int] = {}
    for _, selector in selectors_of(rule.options):
        for index in selector.select(packages):
            found.setdefault(packages[index].path, len(names))
        written = [f"!{pattern.text}" if pattern.negated else pattern.text for pattern in selector.patterns]
        names.append(f"{len(names) + 1} {' '.join(written)}")
    return names, found


def _findings(seen: Look, request: Request) -> tuple[tuple[Finding, ...] | None, str]:
    """What the check finds, or why there is no check: its page has no findings to show."""
    if not seen.policy.rules:
        return None, "the policy has no rules"
    try:
        return check(request).findings, ""
    except NoVerdict as error:
        return None, str(error.problems[0])
