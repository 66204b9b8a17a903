"""`gomodlint policy`: the policy in plain sentences, for people and for programs that write code."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator

from gomodlint.cli.arguments import Parser
from gomodlint.engine import Request
from gomodlint.engine.nested import add_nested
from gomodlint.engine.place import locate
from gomodlint.engine.policies import Chosen, choose_policy
from gomodlint.engine.sources import open_sources
from gomodlint.policy.model import Policy, RuleSettings
from gomodlint.policy.words import builds, exception, limits, listed, sentence
from gomodlint.report.escape import inline
from gomodlint.rules.registry import rule
from gomodlint.source.discover import walk


def main(arguments: list[str]) -> int:
    """Print the policy that governs the current directory."""
    parser = Parser(
        prog="gomodlint policy",
        description="The policy in plain sentences, for people and for programs that write code.",
    )
    parser.add_argument("--policy", metavar="FILE", default="", help="the policy (default: gomodlint.toml at the top)")
    options = parser.parse_args(arguments)
    chosen = chosen_here(os.getcwd(), options.policy)
    sys.stdout.write("".join(inline(line) + "\n" for line in _lines(chosen)))
    return 0


def chosen_here(directory: str, policy: str) -> Chosen:
    """The policy that governs a directory, or the one that is named, with those further down. Raises NoVerdict."""
    today = datetime.datetime.now(datetime.UTC).date()
    request = Request(directory=directory, environ=os.environ, today=today, policy=policy)
    place = locate(request.directory)
    with open_sources(place, request) as sources:
        chosen = choose_policy(place, request, sources)
        listing = walk(sources.head, chosen.policy.directory) if chosen.origin != "built-in" else {}
        return add_nested(chosen, sources, listing, lambda: listing)


def _lines(chosen: Chosen) -> Iterator[str]:
    policy = chosen.policy
    running = [settings for settings in policy.rules if settings.severity != "off"]
    count = f"{len(running)} rule{'' if len(running) == 1 else 's'}"
    built_in = " (built in: there is no policy file)" if chosen.origin == "built-in" else ""
    yield f"Who may import whom, by {policy.file}{built_in}: {count}."
    yield "Check with: gomodlint. An import that must stay needs //gomodlint:ignore RULE reason on the line above it."
    yield ""
    for settings in running:
        yield from in_words(settings)
        yield ""
    yield from _closing(policy)


def in_words(settings: RuleSettings) -> Iterator[str]:
    """A rule in plain sentences, its name first."""
    yield f"{settings.id}{f' (below ./{settings.below})' if settings.below else ''}"
    says = sentence(rule(settings.kind).says(settings.options))
    yield "  " + " ".join([says, *limits(settings)])
    labels = ("Why", settings.why), ("Instead", settings.instead), ("Ask", settings.owner), ("See", settings.docs)
    for label, text in labels:
        if text:
            yield f"  {label}: {text}"
    if settings.without:
        yield f"  Not below {listed([f'./{directory}' for directory in settings.without], 'and')}: see there."
    for given in settings.exceptions:
        yield f"  {exception(given)}"


def _closing(policy: Policy) -> Iterator[str]:
    yield from builds(policy.build)
    yield "Unless a rule says so, it is not about test files."
    off = [settings.id for settings in policy.rules if settings.severity == "off"]
    if off:
        yield f"Switched off: {', '.join(off)}."
    if policy.excuses == "fail":
        yield "A change may not excuse itself: what only its own policy, baseline or comments let pass fails."
