"""Marks findings that a baseline covers as known, and finds the entries that cover nothing any more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from gomodlint.finding import Finding
from gomodlint.policy.find import BASELINE
from gomodlint.policy.model import Policy
from gomodlint.triage.baseline import Entry, Identity

EXCUSED = f"only this change's own {BASELINE} lets it pass"


class Covered(NamedTuple):
    """Findings with their states, and the baseline's entries: those to keep (as they should read), and the stale."""

    findings: tuple[Finding, ...]
    kept: tuple[Identity, ...]
    stale: tuple[Entry, ...]


def can_be_known(finding: Finding) -> bool:
    """Whether a baseline may hold it: a finding of a rule. Mistakes in comments and exceptions are mended instead."""
    return finding.kind not in {"ignore", "unused-exception", "stale-baseline"}


def cover(
    findings: Sequence[Finding], entries: Sequence[Entry], policy: Policy, files: Collection[str], *, decided: bool
) -> Covered:
    """New findings that an entry names become `known`; what a renamed file took with it becomes `moved`.

    `files` are all files that were read. A file that is gone is taken as renamed to where the same import of the same
    rule and module is new: one entry covers one file, so moving never adds. Unless `decided` nothing is stale: what
    was not read may hide a finding. Entries of rules that are off are kept.
    """
    listed = {entry.identity: entry for entry in entries}
    used: set[Identity] = set()
    marked: list[Finding] = []
    for finding in findings:
        if finding.identity in listed and can_be_known(finding) and finding.state in {"new", "known", "widened"}:
            used.add(finding.identity)
            marked.append(finding._replace(state="known") if finding.state == "new" else finding)
        else:
            marked.append(finding)
    moved = _moved(marked, [e for e in entries if e.identity not in used], files)
    marked = [
        f._replace(state="moved", reason=f"known in {_file(moved[f.identity])}")
        if f.state == "new" and f.identity in moved
        else f
        for f in marked
    ]
    used |= set(moved.values())
    off = {rule.id for rule in policy.rules if rule.severity == "off"}
    stale = [e for e in listed.values() if decided and e.identity not in used and e.identity[0] not in off]
    gone = {entry.identity for entry in stale}
    now = {old: new for new, old in moved.items()}
    kept = tuple(now.get(identity, identity) for identity in listed if identity not in gone)
    return Covered(tuple(marked), kept, tuple(stale))


def excuse(findings: Sequence[Finding], added: Collection[Identity], policy: Policy) -> tuple[Finding, ...]:
    """New findings that only this change's own additions to the baseline cover become `excused`."""
    return tuple(
        f._replace(state="excused", reason=EXCUSED, gated=policy.excuses == "fail")
        if f.state == "new" and can_be_known(f) and f.identity in added
        else f
        for f in findings
    )


def stale_entries(stale: Sequence[Entry], file: str) -> tuple[Finding, ...]:
    """A finding for each entry that covers nothing."""
    return tuple(
        Finding(
            rule=entry.identity[0],
            kind="stale-baseline",
            severity="error",
            identity=("stale-baseline", *entry.identity),
            file=file,
            line=entry.line,
            column=1,
            module=entry.identity[1],
            importer="",
            imported="",
            message=f"this entry of the baseline covers no finding of {entry.identity[0]}",
            holds=0,
            instead="gomodlint baseline --update removes it",
        )
        for entry in stale
    )


def _moved(findings: Sequence[Finding], unused: Sequence[Entry], files: Collection[str]) -> dict[Identity, Identity]:
    """New identity to the old one, for findings of rules over lines whose file has another name now."""
    waiting: dict[Identity, list[Identity]] = {}
    for identity in sorted({entry.identity for entry in unused}):
        is_line = identity[-1] not in {"production", "test"}
        if is_line and _file(identity) not in files:
            waiting.setdefault(_without_file(identity), []).append(identity)
    found: dict[Identity, Identity] = {}
    for identity in sorted({f.identity for f in findings if f.state == "new" and can_be_known(f)} if waiting else ()):
        candidates = waiting.get(_without_file(identity))
        if candidates:
            name = _file(identity).rpartition("/")
            best = max(
                candidates, key=lambda old: (_file(old).rpartition("/")[2] == name[2], _file(old).startswith(name[0]))
            )
            candidates.remove(best)
            found[identity] = best
    return found


def _file(identity: Identity) -> str:
    return identity[2]


def _without_file(identity: Identity) -> Identity:
    return (*identity[:2], *identity[3:])
