"""Which standard library a run reads: a shipped table, or the toolchain's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.model import Policy
from gomodlint.source.std import StdTable, from_goroot, release_for, table

if TYPE_CHECKING:
    from gomodlint.engine.side import Side


def std_of(policy: Policy, side: Side, environ: Mapping[str, str]) -> tuple[StdTable, tuple[Problem, ...]]:
    """The standard library that `[build]` chooses, by default that of the newest go or toolchain line.

    Also what the verdict should say about it. Raises NoVerdict for std = "goroot" without a GOROOT.
    """
    if policy.build.std == "goroot":
        goroot = environ.get("GOROOT", "")
        if not goroot or not os.path.isdir(os.path.join(goroot, "src")):
            place = policy.build.places["std"]
            hint = 'set GOROOT to a Go toolchain, or use std = "table"'
            raise NoVerdict(Problem('std = "goroot", but GOROOT names no toolchain', *place, hint))
        return from_goroot(goroot), ()
    return shipped(policy.build.go or _newest(side))


def shipped(asked: str) -> tuple[StdTable, tuple[Problem, ...]]:
    """The table of a Go version, or the nearest one, which the verdict should say."""
    found = table(asked)
    if found.exact:
        return found, ()
    message = f"there is no table of Go {asked}'s standard library: that of Go {found.go} is used"
    return found, (Problem(message, hint="a newer gomodlint may have it"),)


def _newest(side: Side) -> str:
    mods = [mod for build_list in side.build_lists for mod in build_list.mods.values()]
    releases = []
    for mod in mods:
        try:
            releases.append(release_for(mod.go, mod.toolchain))
        except ValueError as error:
            line = mod.toolchain_line or mod.go_line
            raise NoVerdict(Problem(str(error), mod.file, line, 1, "write go 1.26, and toolchain go1.26.3")) from error
    return max(releases, key=lambda release: [int(part) for part in release.split(".")[:2]])
