"""GOROOT's own modules: `std` in GOROOT/src, and `cmd` in GOROOT/src/cmd.

Go knows them by where they lie, and names what they vendor by its directory below GOROOT/src: an import of
"golang.org/x/net/idna" in std leads to the package `vendor/golang.org/x/net/idna`, one of "golang.org/x/mod/semver" in
cmd to `cmd/vendor/golang.org/x/mod/semver`. Modules with such names that lie elsewhere are like any other.

Source: Go's cmd/go/internal/modload/import.go (inGorootSrc) and load.go (stdVendor).
"""

from __future__ import annotations

from typing import Final

from gomodlint.source.module import Module

_PLACES: Final = {"std": "/src", "cmd": "/src/cmd"}  # how the directory of the module ends


def vendored_below(module: Module, top: str) -> str:
    """What Go puts before the import paths of what a module of GOROOT vendors; "" for every other module.

    `top` is the absolute directory that the module's own is relative to.
    """
    end = _PLACES.get(module.path)
    if end is None or not module.main:
        return ""
    absolute = f"{top.replace(chr(92), '/')}/{module.directory}".rstrip("/")
    if not absolute.endswith(end):
        return ""
    return "vendor/" if module.path == "std" else f"{module.path}/vendor/"
