"""Tags of the policy that no file mentions: most likely they are misspelled, and what they are about is never built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gomodlint.errors import Problem
from gomodlint.policy.spelling import quoted
from gomodlint.source.constraint import tags

if TYPE_CHECKING:
    from gomodlint.conditions.universe import Universe
    from gomodlint.engine.linked import Linked
    from gomodlint.policy.model import Policy
    from gomodlint.policy.pattern import Place

OPTIONAL = "optional = true in the rule says that there may be none"


def unmentioned_tags(policy: Policy, linked: Linked, universe: Universe) -> list[Problem]:
    """A problem for each tag of the policy that no build constraint mentions, at its place.

    Rules that are off or `optional` may name any. Names that Go gives a meaning are no tags here.
    """
    mentioned = linked.mentioned_tags()
    nowhere = ("", 0, 0)
    place = policy.build.places.get("tags", nowhere)
    found = [(tag, place, "remove it") for tag in policy.build.tags if tag != "*"]
    custom = set(universe.tags)
    for names, where, hint in _expressions(policy):
        found += [(tag, where, hint) for tag in sorted(names & custom)]
    return [unmentioned(tag, mentioned, at, hint) for tag, at, hint in dict.fromkeys(found) if tag not in mentioned]


def unmentioned(tag: str, mentioned: set[str], at: tuple[str, int, int], otherwise: str) -> Problem:
    """What is wrong with a tag, at a place; the nearest tag that there is, or what to do `otherwise`."""
    from difflib import get_close_matches

    near = get_close_matches(tag, sorted(mentioned), 1, 0.7)
    hint = f"did you mean {quoted(near[0])}?" if near else otherwise
    return Problem(f"no build constraint mentions the tag {quoted(tag)}", *at, hint)


def _expressions(policy: Policy) -> Iterator[tuple[frozenset[str], Place, str]]:
    """The tags of `where` and of each rule's `when`, with their place and what else to do about one."""
    if policy.build.where is not None:
        yield tags(policy.build.where), policy.build.places["where"], "remove it"
    for rule in policy.rules:
        if rule.when is not None and rule.severity != "off" and not rule.optional:
            yield tags(rule.when), rule.when_place, OPTIONAL
