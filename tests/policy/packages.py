"""Packages to select from."""

from __future__ import annotations

from gomodlint.graph.package import Origin, Package
from gomodlint.source.module import Module

MAIN = Module("example.com/m", "", "", True)


def own(directory: str, *, main: bool = False, index: int = 0, module: Module = MAIN) -> Package:
    """A package of a main module."""
    inside = directory.removeprefix(module.directory).strip("/")
    package = Package(index, 0, f"{module.path}/{inside}".rstrip("/"), directory, "own", module)
    package.subject = True
    package.main = int(main)
    return package


def other(path: str, origin: Origin = "third-party", *, place: str | None = None, index: int = 0) -> Package:
    """A package that is not own; `place` is where a main module has it or should have it."""
    package = Package(index, 0, path, "", origin, None)
    package.place = place
    return package
