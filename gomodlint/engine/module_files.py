"""Module files that Go refuses: with them the graph is a guess of what a build would be once they are mended.

A build stops there (GO: cmd/go/internal/modload, loadModFile, checkVendorConsistency, updateRoots), so nobody can say
which versions it will have. Go's own words for them are those of `gomodlint list`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gomodlint.errors import Problem
from gomodlint.source.buildlist import Main, is_pruned
from gomodlint.source.semver import latest

if TYPE_CHECKING:
    from gomodlint.graph.package import Graph
    from gomodlint.source.gomod import GoMod
    from gomodlint.source.gowork import GoWork
    from gomodlint.source.resolve import BuildList

_TIDY = 'run: go mod tidy   (or set unresolved = "warn" in [build])'
_VENDOR = 'run: go {verb} vendor   (or set unresolved = "warn" in [build])'


def refused(build_lists: Sequence[BuildList], graph: Graph) -> tuple[Problem, ...]:
    """What Go would refuse before it builds anything, one problem for each cause."""
    found: list[Problem] = []
    for number, build_list in enumerate(build_lists):
        work = build_list.work
        if work is not None:
            found += _workspace(work, build_list)
        else:
            found += _contradictions(*build_list.mods.values())
        if build_list.vendored:
            found += _vendored(build_list)
        elif work is None:
            found += _untidy(build_list, graph, number)
    return tuple(found)


def _workspace(work: GoWork, build_list: BuildList) -> Iterator[Problem]:
    from gomodlint.source.workspace import conflicts, too_old, used_twice

    members = [Main(module.directory, build_list.mods[module.path]) for module in build_list.main]
    there = {member.directory for member in members}
    for use in work.uses:
        directory = posixpath.normpath(posixpath.join(posixpath.dirname(work.file) or ".", use.text))
        directory = "" if directory == "." else directory
        if directory not in there and not directory.startswith("..") and not build_list.is_module(directory):
            words = f"cannot load module {use.text} listed in go.work file: there is no go.mod"
            yield Problem(words, work.file, use.line, 0, f"run: go work edit -dropuse={use.text}")
    texts = [used_twice(work), *too_old(work, members, lambda directory: directory or "."), *conflicts(work, members)]
    for text in filter(None, texts):
        yield Problem(text, work.file, 0, 0, 'mend go.work   (or set unresolved = "warn" in [build])')


def _contradictions(mod: GoMod) -> Iterator[Problem]:
    """Lines of one go.mod that cannot both hold."""
    versions: dict[str, str] = {}
    excluded = {(line.text, line.version) for line in mod.excludes}
    for line in mod.requires:
        if (line.path, line.version) in excluded:
            words = f"it requires {line.path} {line.version}, which it excludes"
            yield Problem(f"updates to go.mod needed: {words}", mod.file, line.line, 0, _TIDY)
        other = versions.setdefault(line.path, line.version)
        if other != line.version:
            words = f"it requires {line.path} {line.version}, and {other} too"
            yield Problem(f"updates to go.mod needed: {words}", mod.file, line.line, 0, _TIDY)
    replaced: dict[tuple[str, str], tuple[str, str]] = {}
    for replace in mod.replaces:
        new = replace.new_path, replace.new_version
        if replaced.setdefault((replace.path, replace.version), new) != new:
            words = f"conflicting replacements for {replace.path}"
            yield Problem(words, mod.file, replace.line, 0, "leave one of them")


def _vendored(build_list: BuildList) -> Iterator[Problem]:
    different = [f"{name} {words}".replace("\0", "") for name, words in build_list.inconsistencies()]
    (mod, *_), work, vendor = build_list.mods.values(), build_list.work, build_list.vendor
    if not different and work is None and vendor is not None and is_pruned(mod):
        missing = [m for m in vendor.listed if build_list.roots.get(m[0]) != m[1]]
        different = [f"{path}@{version} should be required explicitly in go.mod" for path, version in missing]
    if different:
        verb = "mod" if work is None else "work"
        more = f", and {len(different) - 1} more" if len(different) > 1 else ""
        file = f"{build_list.vendor_directory}/modules.txt"
        yield Problem(f"inconsistent vendoring: {different[0]}{more}", file, 0, 0, _VENDOR.format(verb=verb))


def _untidy(build_list: BuildList, graph: Graph, number: int) -> Iterator[Problem]:
    """go.mod does not say which versions are built (GO: modload/buildlist.go, updatePrunedRoots)."""
    ((_, mod),) = build_list.mods.items()
    roots = build_list.roots
    owners = _owners(graph, number)
    unlisted = sorted(path for path in owners if path not in roots)
    if is_pruned(mod) and unlisted:
        more = f", nor {len(unlisted) - 1} more modules" if len(unlisted) > 1 else ""
        words = f"go.mod does not require {unlisted[0]}{more}, which has {owners[unlisted[0]]}"
        yield Problem(f"updates to go.mod needed: {words}", mod.file, 0, 0, _TIDY)
        return
    if is_pruned(mod) and not build_list.whole_graph_read and not _contradicted(build_list, owners):
        return
    selected = build_list.selected()
    behind = sorted(path for path, version in roots.items() if selected[path] != version)
    if behind:
        path = behind[0]
        more = f", and {len(behind) - 1} more such modules" if len(behind) > 1 else ""
        words = f"it requires {path} {roots[path]}, and another module {selected[path]}{more}"
        line = next((require.line for require in mod.requires if require.path == path), 0)
        yield Problem(f"updates to go.mod needed: {words}", mod.file, line, 0, _TIDY)


def _owners(graph: Graph, number: int) -> dict[str, str]:
    """Modules that a build list's main modules need, each with one of its packages: tests of others do not count."""
    packages = graph.packages
    seen = {p.index for p in packages if p.build_list == number and p.module is not None and p.module.main}
    waiting = sorted(seen)
    found: dict[str, str] = {}
    while waiting:
        package = packages[waiting.pop()]
        needed = [package.imports]
        if package.module is not None and package.module.main:
            needed += [package.test_imports, package.external_test_imports]
        elif package.module is not None and package.origin != "missing":
            found.setdefault(package.module.path, package.path)
        for index in {index for edges in needed for index in edges} - seen:
            seen.add(index)
            waiting.append(index)
    return found


def _contradicted(build_list: BuildList, owners: dict[str, str]) -> bool:
    """Whether a module that packages come from asks for more than go.mod has (GO: spotCheckRoots)."""
    roots = build_list.roots
    return any(
        required in roots and latest(version, roots[required]) != roots[required]
        for path in owners
        for required, version in build_list.required_by(path, roots.get(path, ""))
    )
