"""What made a finding new against a base: the import spec, constraint, file, main package or go.mod line.

A finding is then placed there, because that is the line of the change: the helper that it leads to may be old.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gomodlint.finding import Cause, Finding, Step
from gomodlint.graph.package import Package, Site
from gomodlint.triage.changed_module import module_cause
from gomodlint.triage.sides import OwnFile, Sides, is_of_graph, name_of

_OF_GO_MOD = frozenset({"module", "go-mod"})


def with_causes(findings: Sequence[Finding], sides: Sides, rule_lines: dict[str, Cause]) -> tuple[Finding, ...]:
    """New, widened and excused findings with their cause, placed on it when it stands in an own file.

    `rule_lines` is where each rule stands in the policy: the cause when nothing else is.
    """
    found = []
    for finding in findings:
        if finding.state in {"new", "widened", "excused"} and finding.kind != "ignore":
            cause = _cause(finding, sides) or rule_lines.get(finding.rule)
            found.append(_placed(finding, cause))
        else:
            found.append(finding)
    return tuple(found)


def _cause(finding: Finding, sides: Sides) -> Cause | None:
    if finding.kind in _OF_GO_MOD:
        return Cause("module", finding.file, finding.line, finding.imported)
    if not finding.chain and not is_of_graph(finding):
        return _of_line(finding, sides)
    if not finding.chain:
        return _of_package(finding, sides)
    return (
        next(_of_steps(finding, sides, literal=False), None)
        or _became_main(finding, sides)
        or next(_of_steps(finding, sides, literal=True), None)
        or _moved_here(finding.importer, finding.chain[0], sides)
    )


def _of_steps(finding: Finding, sides: Sides, *, literal: bool) -> Iterator[Cause]:
    """Causes of the steps that base lacks, or has in fewer builds; `literal`: what moved counts as new too."""
    universe = sides.universe
    region = finding.grown or finding.holds
    if finding.wider and finding.witness is not None:
        region = universe.build(finding.witness)  # it is new there; elsewhere it may not be
    for number, step in enumerate(finding.chain):
        test = not number and finding.identity[-1] == "test"
        now = universe.and_(sides.head.edges.get((step.importer, step.imported, test), 0), region)
        fresh = universe.minus(now, sides.edge_before(step.importer, step.imported, test=test, literal=literal))
        importer = sides.head.own.get(step.importer)
        if importer is not None and importer.index in sides.head.graph.wider:
            fresh = region  # conditions do not tell, but the file does
        if not fresh:
            continue
        if importer is None:
            yield module_cause(step, sides)
            continue
        sites = [site for site in _sites(importer, step, sides) if (site.kind != "production") == test]
        grown = [site for site in sites if universe.and_(site.condition, fresh)]
        yield from (cause for site in grown if (cause := _of_site(site, step.imported, sides, literal=literal)))


def _sites(importer: Package, step: Step, sides: Sides) -> Iterable[Site]:
    """The import specs of a step, the one that the chain shows first."""
    graph = sides.head.graph
    found = [
        site
        for imported in graph.packages
        if imported.path == step.imported and imported.build_list == importer.build_list
        for site in graph.sites(importer.index, imported.index)
    ]
    return sorted(found, key=lambda site: (site.file, site.line) != (step.file, step.line))


def _of_site(site: Site, imported: str, sides: Sides, *, literal: bool = False) -> Cause | None:
    """What is new about an import spec; None when it stands in base as it does here, in the same builds."""
    old_name = sides.old_file(site.file)
    was = sides.base.files.get(old_name)
    if was is None:
        if not sides.is_changed(site.file):
            return sides.joined(site.file)  # the file is as it was, and no package of the module had it
        return Cause("import", site.file, site.line, imported)
    wanted = {imported} if literal else {imported, sides.moved.old_path(imported)}
    if wanted.isdisjoint(was.file.header.imports.paths):
        return Cause("import", site.file, site.line, imported)
    return _of_file(site, imported, was, sides)


def _of_file(site: Site, imported: str, was: OwnFile, sides: Sides) -> Cause | None:
    """A file that has the import on both sides: its constraint, its name, or its kind is another."""
    now = sides.head.files[site.file].file
    if now.header.constraint != was.file.header.constraint:
        line = now.header.constraint_line or was.file.header.constraint_line
        return Cause("constraint", site.file, line, now.header.constraint)
    is_wider = bool(sides.universe.minus(now.condition, was.file.condition))
    if name_of(site.file) != was.file.name or now.kind != was.file.kind or is_wider:
        return Cause("file", site.file, site.line, imported)
    return None


def _of_line(finding: Finding, sides: Sides) -> Cause | None:
    """A rule over lines: the spec is new, or its file is, or is built in more builds."""
    was = sides.base.files.get(sides.old_file(finding.file))
    spec = Cause("import", finding.file, finding.line, finding.imported)
    now = sides.head.files.get(finding.file)
    if now is None:
        return spec
    if was is None:
        return spec if sides.is_changed(finding.file) else sides.joined(finding.file)
    paths = {finding.imported, sides.moved.old_path(finding.imported)}
    name = next((s[1] for s in now.file.header.imports if s[2] == finding.line), "")
    if not any(s[0] in paths and _kind(s[1]) == _kind(name) for s in was.file.header.imports):
        return spec
    site = Site(finding.file, finding.line, finding.column, name, now.file.condition, now.file.kind)
    if finding.state == "widened" or now.file.header.constraint != was.file.header.constraint:
        found = _of_file(site, finding.imported, was, sides)
        if found is not None:
            return found
    main = _became_main(finding, sides)
    if main is not None:
        return main
    if sides.moved.old_path(finding.imported) != finding.imported:
        return spec  # what it imports has moved to where it may not be imported from
    if sides.is_changed(finding.file) or finding.file in sides.moved.files:
        return Cause("file", finding.file, finding.line, finding.imported)
    return None


def _of_package(finding: Finding, sides: Sides) -> Cause | None:
    """A rule over packages as a whole: the first of its files that the change touches, or what it imports no more."""
    importer = sides.head.own.get(finding.importer)
    if importer is None:
        return None
    main = _became_main(finding, sides)
    if main is not None:
        return main
    prefix = f"{importer.directory}/" if importer.directory else ""
    for file in importer.files:
        path = prefix + file.name
        if sides.is_changed(path):
            was = sides.base.files.get(sides.old_file(path))
            old = set() if was is None else set(was.file.header.imports.paths)
            line = next((spec[2] for spec in file.header.imports if spec[0] not in old), 1)
            return Cause("file", path, line, importer.path)
    gone = sides.gone_file(importer)
    return None if gone is None else Cause("file", gone, 1, importer.path)


def _became_main(finding: Finding, sides: Sides) -> Cause | None:
    """The importer was no `package main` in base, or in fewer builds."""
    now = sides.head.own.get(finding.importer)
    then = sides.base.own.get(sides.moved.old_path(finding.importer))
    fresh = 0 if now is None else sides.universe.minus(now.main, 0 if then is None else then.main)
    if now is None or not fresh:
        return None
    prefix = f"{now.directory}/" if now.directory else ""
    for file in now.files:
        path = prefix + file.name
        if file.header.package == "main" and sides.universe.and_(file.condition, fresh) and sides.is_changed(path):
            return Cause("main", path, sides.package_line(path), now.path)
    return None


def _moved_here(path: str, step: Step, sides: Sides) -> Cause | None:
    """The importer was elsewhere, where the rule did not speak of it."""
    if sides.moved.old_path(path) == path and step.file not in sides.moved.files:
        return None
    return Cause("file", step.file, step.line, path)


def _kind(name: str) -> str:
    return name if name in {".", "_"} else "named"


def _placed(finding: Finding, cause: Cause | None) -> Finding:
    if cause is None:
        return finding
    if not finding.chain or cause.kind not in {"import", "constraint", "file", "main"}:
        return finding._replace(cause=cause)
    column = next((s.column for s in finding.chain if (s.file, s.line) == (cause.file, cause.line)), 1)
    return finding._replace(cause=cause, file=cause.file, line=cause.line, column=column)
