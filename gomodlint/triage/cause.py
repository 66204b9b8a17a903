"""What made a finding new against a base: the first import of its chain that base lacks, or has in fewer builds.

The finding is then placed there, because that is the line of the change: the helper that it leads to may be old.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.finding import Cause, Finding, Step
from gomodlint.graph.package import Graph, Package
from gomodlint.source.gomod import GoMod

Edges = dict[tuple[str, str], Condition]


class Look(NamedTuple):
    """What is known of one side: its graph, its edges by import paths, and its main modules' go.mod files."""

    graph: Graph
    edges: Edges
    mods: Sequence[GoMod]


def look(graph: Graph, universe: Universe, mods: Iterable[GoMod]) -> Look:
    """Prepare one side for `with_causes`."""
    edges: Edges = {}
    for package in graph.packages:
        for imports in (package.imports, package.test_imports, package.external_test_imports):
            for imported, condition in imports.items():
                key = (package.path, graph.packages[imported].path)
                edges[key] = universe.or_(edges.get(key, 0), condition)
    return Look(graph, edges, tuple(mods))


def with_causes(
    findings: Sequence[Finding], head: Look, base: Look, universe: Universe, policy_file: str
) -> tuple[Finding, ...]:
    """New and widened findings with their cause, placed on it when it stands in an own file."""
    before = {package.path: package for package in base.graph.packages if package.origin == "own"}
    after = {package.path: package for package in head.graph.packages if package.origin == "own"}
    found = []
    for finding in findings:
        if finding.state in {"new", "widened"}:
            cause = _cause(finding, head, base, universe, before, after, policy_file)
            found.append(_placed(finding, cause))
        else:
            found.append(finding)
    return tuple(found)


def _cause(
    finding: Finding,
    head: Look,
    base: Look,
    universe: Universe,
    before: Mapping[str, Package],
    after: Mapping[str, Package],
    policy_file: str,
) -> Cause | None:
    if finding.kind in {"module", "go-mod"}:
        return Cause("module", finding.file, finding.line, finding.imported)
    steps = finding.chain or (_own_step(finding),)
    for step in steps:
        key = (step.importer, step.imported)
        now, then = head.edges.get(key, 0), base.edges.get(key, 0)
        grown = universe.minus(universe.and_(now, finding.holds) if finding.holds else now, then)
        if key in base.edges and not grown:
            continue
        if step.importer not in after:
            return _module_cause(step, head)
        if key not in base.edges:
            return Cause("import", step.file, step.line, step.imported)
        return _constraint_cause(step, after[step.importer])
    return _main_cause(finding, before, after) or _line_cause(finding, before) or Cause("policy", policy_file, 1)


def _own_step(finding: Finding) -> Step:
    return Step(finding.importer, finding.imported, finding.file, finding.line, finding.column, "")


def _constraint_cause(step: Step, importer: Package) -> Cause:
    """The constraint of the file that imports in more builds than before; without one, the file."""
    name = step.file.rpartition("/")[2]
    for file in importer.files:
        if file.name == name and file.header.constraint_line:
            return Cause("constraint", step.file, file.header.constraint_line, file.header.constraint)
    return Cause("file", step.file, step.line, step.imported)


def _module_cause(step: Step, head: Look) -> Cause:
    """An import in another module is new: that module's version is, where go.mod names it."""
    module = next((p.module for p in head.graph.packages if p.path == step.importer and p.module), None)
    for mod in head.mods:
        for require in mod.requires:
            if module is not None and require.path == module.path:
                return Cause("module", mod.file, require.line, f"{require.path} {require.version}")
    return Cause("module", head.mods[0].file, 1, step.importer)


def _main_cause(finding: Finding, before: Mapping[str, Package], after: Mapping[str, Package]) -> Cause | None:
    """The importer was no `package main` in base."""
    now, then = after.get(finding.importer), before.get(finding.importer)
    if now is None or not now.main or (then is not None and then.main):
        return None
    prefix = f"{now.directory}/" if now.directory else ""
    file = next((f for f in now.files if f.header.package == "main"), None)
    return None if file is None else Cause("main", prefix + file.name, 1, now.path)


def _line_cause(finding: Finding, before: Mapping[str, Package]) -> Cause | None:
    """An import spec that stands in a file which base does not have: added, or renamed with changes."""
    if finding.chain or not finding.importer:
        return None
    then = before.get(finding.importer)
    names = {file.name for file in then.files} if then is not None else set()
    if finding.file.rpartition("/")[2] not in names:
        return Cause("file", finding.file, finding.line, finding.imported)
    return Cause("import", finding.file, finding.line, finding.imported)


def _placed(finding: Finding, cause: Cause | None) -> Finding:
    if cause is None:
        return finding
    if not finding.chain or cause.kind not in {"import", "constraint", "file"}:
        return replace(finding, cause=cause)
    column = next((s.column for s in finding.chain if (s.file, s.line) == (cause.file, cause.line)), 1)
    return replace(finding, cause=cause, file=cause.file, line=cause.line, column=column)
