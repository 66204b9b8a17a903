"""Several verdicts of one change, as one: each looked at a part of the repository, or at some of the builds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gomodlint.errors import Problem
from gomodlint.finding import Finding, LookedAt, Verdict

_WORST = ("new", "widened", "expired", "excused", "moved", "known", "ignored")


def merged(verdicts: Sequence[Verdict]) -> Verdict:
    """Their findings, each once in the worst of its states; what any of them looked at, and could not decide."""
    first = verdicts[0]
    return Verdict(
        findings=_findings(finding for verdict in verdicts for finding in verdict.findings),
        looked_at=_looked_at([verdict.looked_at for verdict in verdicts]),
        policy_file=", ".join(dict.fromkeys(verdict.policy_file for verdict in verdicts if verdict.policy_file)),
        policy_from=first.policy_from,
        base=first.base if all(verdict.base == first.base for verdict in verdicts) else "",
        errors=_once(problem for verdict in verdicts for problem in verdict.errors),
        notices=_once(problem for verdict in verdicts for problem in verdict.notices),
    )


def _findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One breach at one place is one finding; the conditions of several are named side by side."""
    found: dict[tuple[str, str, int], Finding] = {}
    for finding in findings:
        mark = (finding.key, finding.file, finding.line)
        known = found.get(mark)
        if known is None:
            found[mark] = finding
            continue
        worse, other = sorted((known, finding), key=lambda one: _WORST.index(one.state))
        conditions = dict.fromkeys((known.condition, finding.condition))
        condition = "" if "" in conditions else " || ".join(conditions)
        also = _also(worse, other)
        gated = worse.gated or other.gated
        exact = worse.exact and other.exact
        found[mark] = worse._replace(
            condition=condition,
            exact=exact,
            also_from=tuple(also),
            also_conditions=tuple(also.values()),
            gated=gated,
        )
    grouped = _grouped(found.values())
    return tuple(sorted(grouped, key=lambda one: (one.file, one.line, one.column, one.rule, one.key)))


def _grouped(findings: Iterable[Finding]) -> Iterator[Finding]:
    """As engine.verdict, over what each part has put together by itself: one helper that importers of several share."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        mark: tuple[str, ...] = (finding.key, finding.file, str(finding.line))
        if finding.chain and finding.imported == finding.chain[-1].imported:
            scope = "test" if finding.chain[0].file.endswith("_test.go") else "production"
            mark = (finding.rule, finding.state, finding.imported, scope, finding.file, str(finding.line))
        groups.setdefault(mark, []).append(finding)
    for members in groups.values():
        first = min(members, key=lambda one: (len(one.chain), one.importer))
        if len(members) > 1:
            also = {one.importer: one.condition for one in members}
            for one in members:
                also |= _also(one, one)
            also.pop(first.importer)
            names = sorted(also)
            conditions = tuple(also[name] for name in names)
            exact = all(one.exact for one in members)
            first = first._replace(exact=exact, also_from=tuple(names), also_conditions=conditions)
        yield first


def _also(one: Finding, other: Finding) -> dict[str, str]:
    """Further importers of both, with their conditions side by side. Old reports do not say these."""
    found: dict[str, str] = {}
    for finding in (one, other):
        for number, importer in enumerate(finding.also_from):
            condition = finding.also_conditions[number] if number < len(finding.also_conditions) else ""
            known = found.get(importer, condition)
            both = dict.fromkeys((known, condition))
            found[importer] = "" if "" in both else " || ".join(both)
    return found


def _looked_at(parts: Sequence[LookedAt]) -> LookedAt:
    """Sums of what was read; ports and tags that any part looked at."""
    not_built: dict[str, int] = {}
    for part in parts:
        for tag, count in part.not_built.items():
            not_built[tag] = not_built.get(tag, 0) + count
    modules = {frozenset(part.modules) for part in parts}
    apart = len(modules) == len(parts) and sum(map(len, modules)) == len(frozenset().union(*modules))
    total = sum if apart else max  # the same modules, seen under several builds, are not more packages
    first = parts[0]
    return LookedAt(
        modules=tuple(sorted({module for part in parts for module in part.modules})),
        packages=total(part.packages for part in parts),
        files=total(part.files for part in parts),
        ports=tuple(dict.fromkeys(port for part in parts for port in part.ports)),
        cgo=first.cgo if all(part.cgo == first.cgo for part in parts) else "both",
        tags=tuple(sorted({tag for part in parts for tag in part.tags})),
        std_go=", ".join(dict.fromkeys(part.std_go for part in parts)),
        std_source=first.std_source
        if all(part.std_source == first.std_source for part in parts)
        else "table and goroot",
        not_built=dict(sorted(not_built.items())),
        unresolved=tuple(sorted({path for part in parts for path in part.unresolved})),
    )


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))
