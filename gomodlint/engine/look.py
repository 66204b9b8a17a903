"""A repository's graph for questions: no rule is run."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.engine.linked import Linked
from gomodlint.engine.nested import add_nested
from gomodlint.engine.place import Place, locate
from gomodlint.engine.policies import choose_policy
from gomodlint.engine.request import Request
from gomodlint.engine.run_cache import cache_of
from gomodlint.engine.side import Side, link, read_side
from gomodlint.engine.sources import open_sources
from gomodlint.engine.std import std_of
from gomodlint.engine.universe import universe_of
from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.model import Policy
from gomodlint.policy.pattern import BUILT_IN, Pattern
from gomodlint.policy.pattern import Place as PatternPlace
from gomodlint.policy.selector import Selector
from gomodlint.policy.spelling import PatternError, check
from gomodlint.rules.run import counted
from gomodlint.source.constraint import Expr
from gomodlint.source.discover import walk
from gomodlint.source.std import StdTable

TERMS = 50_000  # of all labels of a question together: an answer may have thousands


class Look(NamedTuple):
    """A policy, and the graph of the repository that it governs. `within` are the builds that are asked about.

    It is wider than that where one of `loose` does not hold, expressions that are too large. `exact`: neither it nor
    the graph is wider than it should be, as far as is known here.
    """

    place: Place
    policy: Policy
    universe: Universe
    linked: Linked
    std: StdTable
    within: Condition
    side: Side
    loose: tuple[Expr, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether no condition is wider than it should be."""
        return not self.loose and not self.linked.graph.wider


def policy_directory(request: Request) -> str:
    """The absolute directory that the policy governs. Raises NoVerdict for a policy that cannot be read."""
    place = locate(request.directory)
    with open_sources(place, request) as sources:
        return os.path.join(place.top, choose_policy(place, request, sources).policy.directory).rstrip(os.sep)


def look(
    request: Request, when: Expr | None = None, *, every_build: bool = False, tags: Sequence[str] = ("*",), go: str = ""
) -> Look:
    """Read the repository as `check` does. `when` restricts the builds; its tags may be on or off.

    `every_build`: on all ports, with any of `tags` (those that own files name), whatever the policy says of builds.
    `go`: with the standard library of this release ("1.27"), whatever policy and go.mod say.

    Raises NoVerdict where `check` does for unreadable input, and for a `when` that no build satisfies.
    """
    place = locate(request.directory)
    with open_sources(place, request) as sources:
        chosen = choose_policy(place, request, sources)
        cache = cache_of(request, place, git=False)
        kept = cache.headers if cache else None
        side = read_side(sources.head, chosen.policy, request.environ, {}, kept=kept)
        policy = add_nested(chosen, sources, side.listing, lambda: walk(sources.head, chosen.policy.directory)).policy
        if every_build:
            build = policy.build._replace(ports=("all",), tags=tuple(tags), cgo="both", where=None)
            policy = policy._replace(build=build)
        if go:
            policy = policy._replace(build=policy.build._replace(go=go))
        std, _ = std_of(policy, side, request.environ)
        asked = policy._replace(rules=()) if request.ruleless else policy  # tags of rules are off, then
        universe = universe_of(asked, std.go, [side.own], [when] if when else [])
        universe.terms = TERMS
        linked = link(side, universe, std)
        if cache is not None and not every_build:  # other builds have other files: those of `check` stay
            cache.save()
    if not linked.graph.subjects():
        raise NoVerdict(Problem("no Go packages found: nothing was looked at", hint="is this the right directory?"))
    found = counted(policy, universe, when)
    if not found.within:
        raise NoVerdict(Problem("no build that counts satisfies --when", hint="see ports, tags and where in [build]"))
    return Look(place, policy, universe, linked, std, found.within, side, found.loose)


def selector(seen: Look, texts: Sequence[str]) -> Selector:
    """Patterns as on a policy line, but `./` starts where the command was started. Raises NoVerdict for bad ones."""
    patterns = []
    for text in texts:
        negated, bare = text.startswith("!"), text.removeprefix("!")
        if bare in {".", ".."} or bare.startswith(("./", "../")):
            bare = _from_policy(seen, bare)
        try:
            check(bare)
        except PatternError as error:
            raise NoVerdict(Problem(str(error), hint=error.hint)) from error
        if bare.startswith("$") and bare not in BUILT_IN and bare[1:] not in seen.policy.sets:
            raise NoVerdict(Problem(f"the policy has no set {bare}"))
        patterns.append(Pattern(bare, negated, PatternPlace("", 0, 0)))
    return Selector(patterns, seen.policy.directory, seen.policy.sets)


def _from_policy(seen: Look, text: str) -> str:
    path = posixpath.normpath(posixpath.join(seen.place.within, text))
    directory = seen.policy.directory
    if directory and (path == directory or path.startswith(directory + "/")):
        path = path[len(directory) + 1 :] or "."
    elif directory or path == ".." or path.startswith("../"):
        raise NoVerdict(Problem(f"{text} lies outside the directory that the policy governs"))
    return path if path == "." else f"./{path}"
