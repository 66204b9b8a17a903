"""The locks of a repository as they should read."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from gomodlint.engine.bounded.contained import Contained
from gomodlint.engine.look import Look
from gomodlint.finding import Finding
from gomodlint.lock.contents import programs
from gomodlint.lock.drift import drift
from gomodlint.lock.third_party import third_party
from gomodlint.source.lock_file import HEAD, NAME, Lock
from gomodlint.source.locked import directory_of, requirements, sums_of


class LockText(NamedTuple):
    """A lock: its Tree path, what it says (None: there is none), and what it should say."""

    file: str
    before: str | None
    after: str


def locks(seen: Look) -> list[LockText]:
    """One for each build list that has programs or needs modules. Raises NoVerdict for what cannot be locked."""
    side = seen.side
    said: dict[int, list[str]] = {}
    for number, build_list in enumerate(side.build_lists):
        if not build_list.vendored:
            sums = sums_of(side.tree, build_list.mods, build_list.work)
            said[number] = list(third_party(seen.linked.graph, number, side.reader, sums, build_list.locked))
    contained = Contained(seen, {number: Lock(NAME, facts) for number, facts in said.items() if facts})
    found = []
    for number, build_list in enumerate(side.build_lists):
        locked = build_list.locked
        lines = [f"requires {path} {of}" for path, of in requirements(build_list.mods, build_list.work).items()]
        facts = said.get(number, [])
        for program in programs(seen.linked.graph, number):
            facts += contained.lines(program)
        before = locked.lock.text if locked is not None else None
        if facts or before is not None:
            file = posixpath.join(directory_of(build_list.mods, build_list.work), NAME)
            found.append(LockText(file, before, "\n".join([HEAD, *sorted(lines), *facts, ""])))
    return found


def drifts(lock: LockText) -> list[Finding]:
    """A finding for each difference between what a lock says and what it should."""
    if lock.before == lock.after:
        return []
    if lock.before is None:
        return [_finding(lock.file, 1, "", "", "there is no lock yet")]
    before, after = lock.before.split("\n"), lock.after.split("\n")
    found = [_finding(lock.file, one.line, one.importer, one.imported, one.message) for one in drift(before, after)]
    if not found:
        found.append(_finding(lock.file, 1, "", "", "go.mod or go.work has changed since the lock was written"))
    return found


def _finding(file: str, line: int, importer: str, imported: str, message: str) -> Finding:
    return Finding(
        rule="lock",
        kind="lock",
        severity="error",
        identity=("lock", file, importer, imported, message),
        file=file,
        line=line,
        column=1,
        module="",
        importer=importer,
        imported=imported,
        message=message,
        holds=0,
        instead="gomodlint lock --update, and look at what it changes",
    )
