"""A module on disk, judged by its policy in a universe with a bound of one's own."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import NamedTuple

from gomodlint.conditions.universe import Universe
from gomodlint.engine.judge import Judged, judge
from gomodlint.engine.linked import Linked
from gomodlint.engine.look import Look
from gomodlint.engine.place import Place, locate
from gomodlint.engine.policies import choose_policy
from gomodlint.engine.request import Request
from gomodlint.engine.side import Side, link, read_side
from gomodlint.engine.sources import open_sources
from gomodlint.engine.std import std_of
from gomodlint.engine.universe import universe_of
from gomodlint.policy.model import Policy
from gomodlint.rules.run import counted
from gomodlint.source.std import StdTable

TODAY = datetime.date(2026, 1, 1)


class Read(NamedTuple):
    """A module that has been read, and the universe of its builds."""

    place: Place
    policy: Policy
    side: Side
    std: StdTable
    universe: Universe

    def linked(self, universe: Universe) -> Linked:
        """Its graph in a universe."""
        return link(self.side, universe, self.std)

    def look(self, universe: Universe) -> Look:
        """The same for questions."""
        found = counted(self.policy, universe)
        linked = self.linked(universe)
        return Look(self.place, self.policy, universe, linked, self.std, found.within, self.side, found.loose)

    def judged(self, linked: Linked, universe: Universe) -> Judged:
        """What the policy's rules say of a graph."""
        return judge(self.policy, linked, universe, self.std, TODAY, full=False)


def read(top: Path) -> Read:
    """The module in a directory."""
    request = Request(directory=str(top), environ=os.environ, today=TODAY)
    place = locate(str(top))
    with open_sources(place, request) as sources:
        policy = choose_policy(place, request, sources).policy
        side = read_side(sources.head, policy, os.environ, {}, workers=1)
        std, _ = std_of(policy, side, os.environ)
        return Read(place, policy, side, std, universe_of(policy, std.go, [side.own]))
