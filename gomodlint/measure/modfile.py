"""A module whose go.mod has another name, such as vendor.mod, for a go command that builds in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from gomodlint.engine.look import Look
from gomodlint.graph.package import Package


class ModFile(NamedTuple):
    """What the go command must be told: the value of -modfile, or files to lay over the module."""

    flag: str = ""
    laid: Mapping[str, str] = {}


def mod_file(seen: Look, package: Package) -> ModFile:
    """Where the go.mod of a package's module is, unless it is where Go looks for it.

    Go finds a module's directory by its go.mod alone; where there is none the other file is laid there.
    """
    if package.module is None:
        return ModFile()
    mod = seen.side.build_lists[package.build_list].mods[package.module.path]
    file = os.path.join(seen.place.top, mod.file)
    directory, name = os.path.split(file)
    if name == "go.mod":
        return ModFile()
    usual = os.path.join(directory, "go.mod")
    if os.path.exists(usual):
        return ModFile(flag=file)
    laid = {usual: file}
    sums = f"{file.removesuffix('.mod')}.sum"
    if os.path.exists(sums):
        laid[os.path.join(directory, "go.sum")] = sums
    return ModFile(laid=laid)
