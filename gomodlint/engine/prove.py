"""Shows that every rule of a policy can fire: a violation is planted for each, and the whole check runs on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from gomodlint.engine import check
from gomodlint.engine.look import look
from gomodlint.engine.plant import LINE, MOST, Planted, plants
from gomodlint.engine.request import Request
from gomodlint.errors import Problem
from gomodlint.finding import Finding
from gomodlint.policy.model import RuleSettings
from gomodlint.rules.files import globs_start
from gomodlint.rules.registry import rule
from gomodlint.rules.run import context_for


class Proved(NamedTuple):
    """A rule, and the finding that a planted violation led to; or why there is none."""

    rule: str
    finding: Finding | None
    problem: Problem | None = None


class _Attempt(NamedTuple):
    settings: RuleSettings
    ways: Iterator[Planted]
    tried: list[str]
    satisfiable: bool
    many: int  # imports that it takes


_Trials = list[tuple[_Attempt, Planted]]
TOGETHER: Final = 16 << 20  # bytes that are planted for one check


def prove(request: Request) -> tuple[Proved, ...]:
    """For each rule that is not off: the finding at a planted violation, or a problem at the rule.

    Nothing is written. The rules that are still silent get another violation each, until they fire or nothing is left
    to try. Raises NoVerdict where `check` does without a planted file: a broken policy, nothing to check.
    """
    check(request)
    attempts = _attempts(request)
    found: dict[tuple[str, str], Finding] = {}
    waiting = attempts
    while waiting:
        planted = [(attempt, way) for attempt in waiting if (way := next(attempt.ways, None)) is not None]
        for trials in _batches(planted):
            findings = _findings(request, trials)
            files = {file for _, way in trials for file in way.files}
            for attempt, way in trials:
                attempt.tried.append(way.words)
                fired = next((f for f in findings if _is_it(f, attempt.settings, way, files)), None)
                if fired is not None:
                    found[_name(attempt)] = fired
        waiting = [attempt for attempt, _ in planted if _name(attempt) not in found]
    return tuple(
        Proved(a.settings.id, found[_name(a)]) if _name(a) in found else Proved(a.settings.id, None, _problem(a))
        for a in attempts
    )


def _batches(planted: _Trials) -> Iterator[_Trials]:
    """What is planted, in parts that are small enough to be checked together."""
    batch: _Trials = []
    room = TOGETHER
    for trial in planted:
        size = sum(map(len, trial[1].files.values()))
        if batch and size > room:
            yield batch
            batch, room = [], TOGETHER
        batch.append(trial)
        room -= size
    if batch:
        yield batch


def _findings(request: Request, trials: _Trials) -> list[Finding]:
    """What a check says of the repository with all that is planted; apart from that what is planted against a base."""
    findings: list[Finding] = []
    costly = frozenset(path for _, way in trials for path in way.costly)
    for against_base in (False, True):
        overlay = {f: text for _, way in trials if way.against_base == against_base for f, text in way.files.items()}
        if overlay:
            trial = request._replace(overlay=overlay, overlay_alone=against_base, grouped=False, costly=costly)
            findings += check(trial).findings
    return findings


def _name(attempt: _Attempt) -> tuple[str, str]:
    """What tells a rule from others: policies in two directories may use one name."""
    return attempt.settings.id, attempt.settings.below


def _attempts(request: Request) -> list[_Attempt]:
    seen = look(request)
    policy, universe, graph, std = seen.policy, seen.universe, seen.linked.graph, seen.std
    attempts = []
    for number, settings in enumerate(policy.rules, 1):
        if settings.severity != "off":
            plant = rule(settings.kind).plant(settings.options)
            ways = plants(settings, plant, graph, std.has, str(number), globs_start(settings, policy))
            within = context_for(policy, settings, graph, universe).within
            attempts.append(_Attempt(settings, ways, [], bool(within), plant.many))
    return attempts


def _is_it(finding: Finding, settings: RuleSettings, way: Planted, planted: Collection[str]) -> bool:
    if finding.rule != settings.id or finding.kind != settings.kind or finding.state == "ignored":
        return False
    if any(step.file in way.files for step in finding.chain):
        return True  # a circle may be reported at another of its imports
    if (
        finding.line == 1 and finding.file in planted
    ):  # about a package, said at what was planted there for another rule
        return any(file.rpartition("/")[0] == finding.file.rpartition("/")[0] for file in way.files)
    return finding.file in way.files and finding.line == LINE


def _problem(attempt: _Attempt) -> Problem:
    settings = attempt.settings
    if not attempt.satisfiable:
        return Problem(
            f"rule {settings.id} cannot fire: no build that counts satisfies its when",
            *settings.place,
            "look at when, and at ports, cgo, tags and where in [build]",
        )
    if attempt.many > MOST:
        message = (
            f"rule {settings.id} is not shown to fire: at most {MOST:,} imports are planted, and its limit is more"
        )
        return Problem(message, *settings.place, "a limit that no program comes near holds nothing back: lower it")
    if not attempt.tried:
        hint = "what it is about and what it forbids leave no pair of packages: look at from, to and their !"
        return Problem(f"rule {settings.id} cannot fire: there is nothing to plant", *settings.place, hint)
    hint = f"planted last: {attempt.tried[-1]}; look at from, to, except, scope, and exclude in [build]"
    count = len(attempt.tried)
    message = f"rule {settings.id} cannot fire: {count} planted violation{'s' if count > 1 else ''}, no finding"
    return Problem(message, *settings.place, hint)
