"""`//gomodlint:ignore RULE reason`, on the import line or the line above. One that covers nothing is a finding."""

from collections.abc import Container, Sequence
from typing import NamedTuple

from gomodlint.finding import Finding
from gomodlint.graph.package import Graph
from gomodlint.policy.model import Policy

PREFIX = "//gomodlint:ignore"


class Ignore(NamedTuple):
    """An ignore comment. It covers findings of its rule on its own line and the next."""

    file: str
    line: int
    rule: str
    reason: str


def apply_ignores(
    findings: Sequence[Finding], graph: Graph, policy: Policy, undecided: Container[str] = ()
) -> tuple[Finding, ...]:
    """Findings that a comment covers become `ignored`; comments that are wrong or cover nothing become findings.

    What a comment for an `undecided` rule covers is not known.
    """
    ignores = collect(graph)
    if not ignores:
        return tuple(findings)
    marked: list[Finding] = []
    used: set[Ignore] = set()
    by_place = {(ignore.file, ignore.line + step, ignore.rule): ignore for step in (1, 0) for ignore in ignores}
    for finding in findings:
        ignore = by_place.get((finding.file, finding.line, finding.rule))
        if ignore is None or not ignore.reason:
            marked.append(finding)
            continue
        used.add(ignore)
        marked.append(finding._replace(state="ignored", reason=ignore.reason))
    known = {rule.id for rule in policy.rules}
    for ignore in ignores:
        message = _mistake(ignore, known, is_used=ignore in used)
        if message and not (ignore.reason and ignore.rule in undecided):
            marked.append(_finding(ignore, message))
    return tuple(marked)


def collect(graph: Graph) -> list[Ignore]:
    """Every ignore comment in the headers of own files."""
    found: dict[tuple[str, int], Ignore] = {}
    for package in graph.packages:
        if package.origin != "own" or "/" not in package.marks:
            continue
        prefix = f"{package.directory}/" if package.directory else ""
        for file in package.files:
            for line, text in file.header.directives:
                if text.startswith(PREFIX):
                    rest = text[len(PREFIX) :]
                    words = rest.split(None, 1) if rest[:1].isspace() else ()  # //gomodlint:ignored names no rule
                    rule, reason = (*words, "", "")[:2]
                    found[prefix + file.name, line] = Ignore(prefix + file.name, line, rule, reason.strip())
    return list(found.values())


def _mistake(ignore: Ignore, known: set[str], *, is_used: bool) -> str:
    if not ignore.rule:
        return f"ignore comment names no rule: write {PREFIX} RULE reason"
    if ignore.rule not in known:
        from difflib import get_close_matches

        near = get_close_matches(ignore.rule, sorted(known), 1)
        meant = f": did you mean {near[0]}?" if near else ""
        return f"ignore comment names {ignore.rule!r}, which is no rule of the policy{meant}"
    if not ignore.reason:
        return f"ignore comment for {ignore.rule} gives no reason: write {PREFIX} {ignore.rule} reason"
    if not is_used:
        return f"ignore comment for {ignore.rule} covers no finding: remove it"
    return ""


def _finding(ignore: Ignore, message: str) -> Finding:
    return Finding(
        rule=ignore.rule or "ignore",
        kind="ignore",
        severity="error",
        identity=("ignore", ignore.file, ignore.rule, ignore.reason),
        file=ignore.file,
        line=ignore.line,
        column=1,
        module="",
        importer="",
        imported="",
        message=message,
        holds=0,
    )
