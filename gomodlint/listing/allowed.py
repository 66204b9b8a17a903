"""Which packages may import which, by Go's own rules: internal, vendor, main (Go: load/pkg.go, disallowInternal)."""

from __future__ import annotations

import os
from collections.abc import Sequence

from gomodlint.listing.folder import Place
from gomodlint.listing.implicit import BRIDGE
from gomodlint.listing.package import Package, PackageError

Frames = Sequence[tuple[str, Place | None]]


def disallowed(
    package: Package,
    path: str,
    source: str,
    parent: Package | None,
    place: Place | None,
    *,
    resolve: bool,
    stack: Frames,
) -> PackageError | None:
    """Why a package may not be imported there (Go: disallowInternal, disallowVendor, and after)."""
    if parent is None:
        return None
    if path != BRIDGE and package.error is None and not _may_see(package, source, parent):
        words = f"use of internal package {package.import_path} not allowed"
        return PackageError(tuple(stack), words, place, stack_first=True)
    if resolve:
        problem = _vendor_problem(package, path, source)
        if problem:
            return PackageError(tuple(stack), problem, place)
    if package.name == "main" and parent.directory != package.directory:
        return PackageError(tuple(stack), f'import "{path}" is a program, not an importable package', place)
    if package.local and not parent.local:
        words = f'local import "{path}" in non-local package'
        return PackageError(tuple(stack), f"{path}: cannot import current directory" if path == "." else words, place)
    return None


def _may_see(package: Package, source: str, parent: Package) -> bool:
    imported, importer = package.import_path, parent.import_path
    at = _internal(imported)
    if at < 0:
        return True
    if _below(importer, "crypto") and _below(imported, "crypto/internal/fips140"):
        return True
    if _below(importer, "crypto/internal/fips140"):
        return _below(imported, "crypto/internal")
    at = max(at - 1, 0)
    if package.module is None:
        above = package.directory[: at + len(package.directory) - len(imported)] if package.directory else ""
        if not package.directory:
            return parent.standard
        return _below(source, above.rstrip("/")) or _below(os.path.realpath(source), os.path.realpath(above))
    return _below(importer.removesuffix("_test"), imported[:at]) or _below(importer, imported[:at])


def _internal(path: str) -> int:
    if path.endswith("/internal"):
        return len(path) - len("internal")
    at = path.rfind("/internal/")
    if at >= 0:
        return at + 1
    return 0 if path == "internal" or path.startswith("internal/") else -1


def _vendor_problem(package: Package, path: str, source: str) -> str:
    imported = package.import_path
    at = _vendor(imported)
    if at >= 0:
        cut = max(at - 1, 0) + len(package.directory) - len(imported)
        above = package.directory[:cut] if 0 <= cut <= len(package.directory) else None
        if above is not None and not _below(source, above.rstrip("/")):
            return "use of vendored package not allowed"
    at = _vendor(path)
    return f"{path} must be imported as {path[at + len('vendor/') :]}" if at >= 0 else ""


def _vendor(path: str) -> int:
    at = path.rfind("/vendor/")
    if at >= 0:
        return at + 1
    return 0 if path.startswith("vendor/") else -1


def _below(path: str, above: str) -> bool:
    return not above or path == above or path.startswith(above + "/")
