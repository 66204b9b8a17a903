"""Names of packages and files that Go refuses (Go: load/pkg.go, Package.load)."""

from __future__ import annotations

import re

from gomodlint.listing.package import FILE_LISTS, Package

_SAFE = re.compile(r"[0-9A-Za-z._/]|[^\x00-\x7f]")


def unfit(package: Package) -> str:
    """Go's checks of names, before imports are loaded."""
    inputs = [name for field in FILE_LISTS if field != "InvalidGoFiles" for name in package.files(field)]
    inputs += [name for name in package.embeds.get("", []) if "/" in name or name not in inputs]
    seen: dict[str, str] = {}
    for name in inputs:
        other = seen.setdefault(fold(name), name)
        if other is not name and (other != name or inputs.count(name) > 1):
            first, second = sorted((other, name), key=str.encode)
            return f'case-insensitive file name collision: "{first}" and "{second}"'
    for name in inputs:
        if not is_safe(name) or name.startswith("_cgo_"):
            return f'invalid input file name "{name}"'
    base = package.import_path.rpartition("/")[2]
    if not is_safe(base):
        return f'invalid input directory name "{base}"'
    if "\r" in package.directory or "\n" in package.directory:
        return f'invalid package directory "{package.directory}"'
    return ""


def is_safe(name: str) -> bool:
    """Whether a name begins as Go wants names of files, directories and packages to begin (Go: load.SafeArg)."""
    return bool(name) and _SAFE.match(name) is not None


def fold(text: str) -> str:
    """What two names that differ in case only have in common."""
    return text if text.isascii() and text.islower() else text.lower() if text.isascii() else text.casefold()


def drop_foreign(package: Package) -> None:
    """Without cgo, files of other languages are not the package's."""
    for name in ("CFiles", "CXXFiles", "MFiles", "SwigFiles", "SwigCXXFiles"):
        package.lists.pop(name, None)


def foreign_problem(package: Package) -> str:
    """Files of other languages that neither cgo nor SWIG compiles, or ""."""
    if package.files("CgoFiles") or package.files("SwigFiles") or package.files("SwigCXXFiles"):
        return ""
    for name, language in (("CFiles", "C"), ("CXXFiles", "C++"), ("MFiles", "Objective-C"), ("FFiles", "Fortran")):
        files = " ".join(package.files(name))
        if files:
            return f"{language} source files not allowed when not using cgo or SWIG: {files}"
    return ""
