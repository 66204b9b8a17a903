"""Holds a report of `gomodlint check --format json` against what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from oracle.cycles import wrong_cycles
from oracle.findings import Commit, Found
from oracle.history import Diff
from oracle.labels import holds
from oracle.listing import Build
from oracle.policies import Subject
from oracle.states import expected


class Change(NamedTuple):
    """A commit and the one before it, with all that is known of them."""

    subject: Subject
    base: Commit
    then: Found
    head: Commit
    now: Found
    diff: Diff


Entry = tuple[str, ...]


def disagreements(change: Change, report: dict[str, Any], counts: dict[str, int]) -> Iterator[str]:
    """One line for each thing that is not as expected. `counts` gets the number of findings by state."""
    wanted: dict[Entry, tuple[str, frozenset[Build]]] = {}
    grown: dict[Entry, frozenset[Build]] = {}
    for one in expected(change.base, change.then, change.head, change.now, change.diff.renames):
        rule, place, target, *kind = one.key
        places = sorted(change.now.places[one.key]) if kind else [0]
        for line in places:
            entry = (rule, place, target, *([str(line)] if kind else []))
            wanted[entry] = (one.state, one.builds)
            grown[entry] = one.grown
    said = dict(_said(change, report))
    for entry in sorted(wanted.keys() - said.keys()):
        yield f"not reported: {entry} {wanted[entry][0]}"
    for entry in sorted(said.keys() - wanted.keys()):
        yield f"reported, but not so: {entry}"
    for entry in sorted(wanted.keys() & said.keys()):
        state, builds = wanted[entry]
        finding, number = said[entry]
        counts[state] = counts.get(state, 0) + 1
        if finding["state"] != state:
            yield f"{entry} is {state}, reported as {finding['state']}"
        label = finding["condition"] if number < 0 else finding["also_conditions"][number]
        if _builds(change.subject.builds, label) != builds:
            yield f"{entry} holds in {sorted(map(str, builds))}, reported as {label!r}"
        if number < 0 and state in {"new", "widened"}:
            yield from _wrong_witness(change, finding, grown[entry], entry)
    for finding in report["findings"]:
        if finding["state"] in {"new", "widened"}:
            yield from _wrong_cause(change, finding)
    yield from wrong_cycles(change.subject, change.base, change.head, report, counts)


def _said(change: Change, report: dict[str, Any]) -> Iterator[tuple[Entry, tuple[dict[str, Any], int]]]:
    """What is reported, each importer by itself: the finding, and which of `also_from` it is (-1: the first)."""
    rules = {rule.name: rule for rule in change.subject.rules}
    for finding in report["findings"]:
        rule = rules[finding["rule"]]
        if rule.kind == "acyclic":
            continue
        if rule.transitive:
            for number, importer in enumerate([finding["from"], *finding["also_from"]], -1):
                yield (rule.name, importer, finding["to"]), (finding, number)
        else:
            yield (rule.name, finding["file"], finding["to"], str(finding["line"])), (finding, -1)


@cache
def _builds(builds: tuple[Build, ...], label: str) -> frozenset[Build]:
    return frozenset(build for build in builds if holds(label, build.true))


def _wrong_witness(change: Change, finding: dict[str, Any], grown: frozenset[Build], entry: Entry) -> Iterator[str]:
    """The build to try must be one in which it is new, and the chain must be there."""
    witness = finding["witness"]
    if not grown:
        if witness is not None:
            yield f"{entry} is in no build, but {witness} is named"
        return
    if witness is None:
        yield f"{entry}: no witness"
        return
    cgo = witness["CGO_ENABLED"] == "1"
    build = Build(witness["GOOS"], witness["GOARCH"], cgo, tuple(witness["tags"]))
    if build not in grown:
        yield f"{entry} is new in {sorted(map(str, grown))}, but {build} is named"
        return
    for number, step in enumerate(finding["chain"]):
        package = change.head.facts[build].get(step["from"])
        there = [] if package is None else [*package.imports, *(package.test_imports if not number else ())]
        if step["to"] not in there:
            yield f"{entry}: {step['from']} does not import {step['to']} in {build}"
        elif package is not None and package.own:
            specs = change.head.specs.get(step["file"], [])
            if not any((spec.line, spec.path) == (step["line"], step["to"]) for spec in specs):
                yield f"{entry}: no import of {step['to']} at {step['file']}:{step['line']}"


def _wrong_cause(change: Change, finding: dict[str, Any]) -> Iterator[str]:
    """The cause must stand in the diff, and be one."""
    cause, name = finding["cause"], f"{finding['rule']} {finding['from']} > {finding['to']} ({finding['state']})"
    if cause is None:
        yield f"{name}: no cause"
        return
    kind, file, line = cause["kind"], cause["file"], cause["line"]
    lines = change.diff.lines.get(file, [])
    if file not in change.diff.changed:
        yield f"{name}: cause {kind} {file}:{line} is in a file that the commit leaves alone"
    elif kind == "file" and file in change.diff.renames:
        pass  # the diff has the file under its new name; the import that came along is no changed line
    elif lines and not any(line in part for part in lines):
        yield f"{name}: cause {kind} {file}:{line} is not in the diff of {file}"
    old = change.diff.renames.get(file, file)
    if kind == "import":
        specs = [spec.path for spec in change.head.specs.get(file, ()) if spec.line == line]
        if not specs:
            yield f"{name}: no import at {file}:{line}"
        elif specs[0] in [spec.path for spec in change.base.specs.get(old, ())] and old not in change.diff.lines:
            yield f"{name}: {file}:{line} was there"
    elif kind == "constraint" and not _built_in_more(change, file, old):
        yield f"{name}: {file} is built where it was"
    elif kind == "policy":
        yield f"{name}: the policy is the same"


def _built_in_more(change: Change, file: str, old: str) -> bool:
    before, after = (
        commit.builds_of(_package_at(commit, path), path.rpartition("/")[2])
        for commit, path in ((change.base, old), (change.head, file))
    )
    return bool(after - before)


def _package_at(commit: Commit, path: str) -> str:
    return f"{commit.module}/{path.rpartition('/')[0]}".rstrip("/")
