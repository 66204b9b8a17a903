"""Whether vendor/modules.txt says what go.mod says (Go: cmd/go/internal/modload/vendor.go, checkVendorConsistency)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from gomodlint.source.buildlist import Main
from gomodlint.source.gomod import Replace, is_directory
from gomodlint.source.gowork import GoWork
from gomodlint.source.modules_txt import ModulesTxt, Version
from gomodlint.source.semver import go_key

Replaces = Mapping[Version, tuple[str, Replace]]  # to the directory the line is relative to, and the line


def inconsistencies(
    vendor: ModulesTxt, mains: Sequence[Main], replaces: Replaces, work: GoWork | None
) -> list[tuple[str, str]]:
    """(module or module@version, what is wrong), in Go's words and order; a file in them is between two NULs.

    With any, Go refuses the module whatever is asked of it: what is vendored is not what go.mod says.
    """
    old = work is None and go_key(mains[0].mod.go)[:2] < (1, 14)
    found = [*_required(vendor, mains, old=old), *_replaced(vendor, mains, replaces, work, old=old)]
    required = {(require.path, require.version) for main in mains for require in main.mod.requires}
    article = "a " if work is not None else ""
    for module in vendor.listed:
        if vendor.lines[module].explicit and module not in required:
            words = f"is marked as explicit in vendor/modules.txt, but not explicitly required in {article}go.mod"
            found.append((_name(*module), words))
    source = "the workspace" if work is not None else "go.mod"
    for module in vendor.replaced:
        if _replacement(module, mains, replaces) is None:
            words = f"is marked as replaced in vendor/modules.txt, but not replaced in {source}"
            found.append((_name(*module), words))
    return found


def _required(vendor: ModulesTxt, mains: Sequence[Main], *, old: bool) -> Iterator[tuple[str, str]]:
    """Every requirement must be marked; before Go 1.14 there were no marks, and only other versions are told."""
    for main in mains:
        for require in main.mod.requires:
            line = vendor.lines.get((require.path, require.version))
            if line is not None and line.explicit:
                continue
            words = "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
            if old:
                version = vendor.version(require.path)
                if version in {"", require.version}:
                    continue
                words = f"is explicitly required in go.mod, but vendor/modules.txt indicates {require.path}@{version}"
            yield _name(require.path, require.version), words


def _replaced(
    vendor: ModulesTxt, mains: Sequence[Main], replaces: Replaces, work: GoWork | None, *, old: bool
) -> Iterator[tuple[str, str]]:
    seen: set[Version] = set()
    lines = [replace for main in mains for replace in main.mod.replaces]
    for line in [*lines, *(work.replaces if work is not None else ())]:
        module = line.path, line.version
        if module in seen:
            continue
        seen.add(module)
        replacement = _replacement(module, mains, replaces)
        noted = vendor.lines.get(module)
        marked = noted.replaced_by if noted is not None else ""
        if replacement is None:
            continue  # a main module
        directory, new = replacement
        file = _file(replacement, mains, work)
        if not marked:
            if old and (not line.version or vendor.version(line.path) != line.version):
                continue  # before Go 1.14 modules.txt left these out
            words = f"is replaced in \0{file}\0, but not marked as replaced in vendor/modules.txt"
            yield _name(*module), words
        elif marked != _canonical(new, directory, work):
            by = _name(new.new_path, new.new_version)
            other = "@".join(marked.split())
            words = f"is replaced by {by} in \0{file}\0, but marked as replaced by {other} in vendor/modules.txt"
            yield _name(*module), words


def _replacement(module: Version, mains: Sequence[Main], replaces: Replaces) -> tuple[str, Replace] | None:
    if not module[1] and any(main.mod.module == module[0] for main in mains):
        return None
    return replaces.get(module) or replaces.get((module[0], ""))


def _canonical(line: Replace, directory: str, work: GoWork | None) -> str:
    """The right side of a `replace` as modules.txt has it: in a workspace, relative to go.work."""
    if line.new_version:
        return f"{line.new_path} {line.new_version}"
    base = posixpath.dirname(work.file) if work is not None else directory
    if posixpath.isabs(line.new_path) or base == directory:
        return line.new_path
    there = posixpath.relpath(posixpath.join(directory or ".", line.new_path), base or ".")
    return there if is_directory(there) else f"./{there}"


def _file(replacement: tuple[str, Replace], mains: Sequence[Main], work: GoWork | None) -> str:
    """The file that a `replace` line is in."""
    if work is not None and replacement[1] in work.replaces:
        return work.file
    return next(main.mod.file for main in mains if main.directory == replacement[0])


def _name(path: str, version: str) -> str:
    return f"{path}@{version}" if version else path
