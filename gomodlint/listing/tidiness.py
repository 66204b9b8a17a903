"""What of a go.mod alone the go command would rewrite (Go: modload/init.go, UpdateGoModFromReqs, modfile.go)."""

from __future__ import annotations

import re

from gomodlint.listing.import_words import tool_problem
from gomodlint.source.gomod import GoMod
from gomodlint.source.semver import go_key


def is_rewritten(mod: GoMod) -> bool:
    """Whether Go would write the file anew before it lists anything."""
    versions: dict[str, set[str]] = {}
    for require in mod.requires:
        versions.setdefault(require.path, set()).add(require.version)
    if any(len(found) > 1 for found in versions.values()) or excluded(mod):
        return True
    go = mod.go or "1.16"
    named = mod.toolchain.removeprefix("go")
    return bool(named) and (named in {go, "default"} or go_key(named)[:2] < (1, 21))


def excluded(mod: GoMod) -> list[str]:
    """The requirements that an `exclude` of the same file takes away: module path and version."""
    versions = {(exclude.text, exclude.version) for exclude in mod.excludes}
    return [f"{r.path} {r.version}" for r in mod.requires if (r.path, r.version) in versions]


def conflict(mod: GoMod) -> str:
    """Why Go cannot take the file at its word, in its own words, or ""."""
    known: dict[tuple[str, str], str] = {}
    for line in mod.replaces:
        new = f"{line.new_path}@{line.new_version}" if line.new_version else line.new_path
        before = known.setdefault((line.path, line.version), new)
        if before != new:
            name = f"{line.path}@{line.version}" if line.version else line.path
            return f"conflicting replacements for {name}:\n\t{before}\n\t{new}"
    return next((problem for tool in mod.tools if (problem := tool_problem(tool.text))), "")


def unknown_setting(mod: GoMod, table: str) -> tuple[int, str] | None:
    """The line and name of a `godebug` that the toolchain does not have; `table` is its internal/godebugs/table.go."""
    for line in mod.godebugs:
        name = line.text.partition("=")[0]
        if name != "default" and not re.search(rf'Name: *"{re.escape(name)}"', table):
            return line.line, name
    return None
