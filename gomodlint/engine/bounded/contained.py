"""What a lock says of programs, whatever the bound: conditions that are too large are wider ones, and said to be."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Final

from gomodlint.conditions.diagram import TooManyTags
from gomodlint.engine.bounded.views import Views
from gomodlint.engine.look import Look
from gomodlint.graph.package import Package
from gomodlint.graph.search import forward
from gomodlint.lock.contents import contents
from gomodlint.source.locked import Locked

ALONE: Final = 50_000  # decision nodes for another program, after one was too large


class Contained:
    """The lines of programs of one repository."""

    def __init__(self, seen: Look) -> None:
        self._seen = seen
        self._views = Views(seen)
        self._is_hard = False

    def lines(self, program: Package, locked: Locked | None) -> list[str]:
        """Those of one program: exact ones if they can be had."""
        seen = self._seen
        graph = seen.linked.graph
        if not seen.loose and graph.wider.isdisjoint(forward(graph, program.index, tests=False)):
            with seen.universe.aside(ALONE) if self._is_hard else nullcontext():
                try:
                    return contents(graph, program.index, seen.universe, seen.within, locked)
                except TooManyTags:
                    self._is_hard = True
        for view in self._views:
            try:
                there = view.linked.graph
                return contents(there, program.index, view.universe, view.within, locked, exact=False)
            except TooManyTags:
                continue
        raise AssertionError("without tags there are no decision nodes")
