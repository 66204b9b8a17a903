"""What Go refuses about a go.work and its modules (Go: modload/init.go, LoadWorkFile, loadModFile, makeMainModules)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence

from gomodlint.source.buildlist import Main
from gomodlint.source.gomod import Replace
from gomodlint.source.gowork import GoWork
from gomodlint.source.semver import go_key, go_order

STRICT = (1, 21)  # from this go line on, it is the oldest Go that may build the module


def used_twice(work: GoWork) -> str:
    """The directory that two `use` lines name, in Go's words with `file:line`; "" if there is none."""
    base = posixpath.dirname(work.file)
    seen: set[str] = set()
    for use in work.uses:
        directory = posixpath.normpath(posixpath.join(base, use.text))
        if directory in seen:
            return f"{posixpath.basename(work.file)}:{use.line}: path {directory} appears multiple times in workspace"
        seen.add(directory)
    return ""


def too_old(work: GoWork, members: Sequence[Main], shown: Callable[[str], str]) -> Iterator[str]:
    """Members whose go line is above that of go.work."""
    own = work.go or "1.18"
    verb = "lists" if work.go else "implicitly requires"
    for member in members:
        go = member.mod.go or "1.16"
        if go_order(go) > go_order(own) and go_key(go)[:2] >= STRICT:
            yield (
                f"module {shown(member.directory)} listed in go.work file requires go >= {go}, "
                f"but go.work {verb} go {own}; to download and use go {go}:\n\tgo work use"
            )


def conflicts(work: GoWork, members: Sequence[Main]) -> Iterator[str]:
    """Modules that are there twice, or replaced where they may not be, or in two ways."""
    paths = [member.mod.module for member in members]
    for number, path in enumerate(paths):
        if path in paths[:number]:
            yield f"module {path} appears multiple times in workspace"
    for line in work.replaces:
        if line.path in paths and not line.version:
            yield (
                f"workspace module {line.path} is replaced at all versions in the go.work file. To fix, "
                "remove the replacement from the go.work file or specify the version at which to replace the module."
            )
    overridden = {line.path for line in work.replaces}
    known: dict[tuple[str, str], str] = {}
    for member in members:
        own: dict[tuple[str, str], str] = {}
        for line in member.mod.replaces:
            if line.path not in overridden:
                old, new = (line.path, line.version), _replacement(line, member.directory)
                before = known.get(old, new) if old not in own else new
                if before != new:
                    name = "@".join(filter(None, old))
                    yield (
                        f"conflicting replacements for {name}:\n\t{before}\n\t{new}\n"
                        f'use "go work edit -replace {name}=[override]" to resolve'
                    )
                own[old] = new
        known |= own


def _replacement(line: Replace, directory: str) -> str:
    """The right side of a `replace`, its directory seen from where all members are."""
    if line.new_version:
        return f"{line.new_path}@{line.new_version}"
    return posixpath.normpath(posixpath.join(directory, line.new_path))
