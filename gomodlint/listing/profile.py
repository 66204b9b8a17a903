"""Programs with a default.pgo: their imports, compiled for them (Go: load/pkg.go, setPGOProfilePath)."""

from __future__ import annotations

import os
from collections.abc import Sequence

from gomodlint.listing.package import Package


def attach_profiles(named: Sequence[Package]) -> None:
    """Give each named program's profile to all that it imports; of several named packages, to copies of that."""
    for package in named:
        if package.name == "main" and package.directory and os.path.exists(f"{package.directory}/default.pgo"):
            _attach(package, alone=len(named) == 1)


def _attach(program: Package, *, alone: bool) -> None:
    done: dict[int, Package] = {id(program): program}
    waiting = [program]
    originals = []  # kept, or another object could take the place, and the id, of one
    program.profile = True
    while waiting:
        package = waiting.pop()
        imported = package.imported or []
        for number, other in enumerate(imported):
            copy = done.get(id(other))
            if copy is None:
                copy = other if alone else _copied(other, program)
                originals.append(other)
                done[id(other)] = copy
                copy.profile = True
                waiting.append(copy)
            imported[number] = copy


def _copied(package: Package, program: Package) -> Package:
    copy = package.copy()
    copy.imports = list(package.imports)
    copy.imported = None if package.imported is None else list(package.imported)
    copy.for_main = program.import_path
    return copy
