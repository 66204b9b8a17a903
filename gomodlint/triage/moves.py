"""Packages and files that have another place than in the base, by git's rename detection."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from gomodlint.finding import Finding
from gomodlint.graph.package import Graph, Package

Identity = tuple[str, ...]
Renames = Callable[[], Mapping[str, str]]

_PATH = re.compile(r"[^\s>]+")


class Moves(NamedTuple):
    """New to old: import paths of packages, paths of files, module paths."""

    packages: Mapping[str, str] = {}
    files: Mapping[str, str] = {}
    modules: Mapping[str, str] = {}

    def old_path(self, path: str) -> str:
        """The import path that a package had in the base."""
        return self.packages.get(path, path)


def moves(head: Graph, base: Graph, renames: Renames) -> Moves:
    """What moved between two graphs. `renames` asks git, new path to old; it is called when files came and went.

    A package that only head has is one that only base has if at least half of its Go files come, renamed, from there;
    of several the one with most of them. A directory whose module has another name holds the same package.
    """
    ours, theirs = _own(head), _own(base)
    here, there = _files(ours.values()), _files(theirs.values())
    came, went = here - there, there - here
    found = dict(renames()) if came and went else {}
    files = {new: old for new, old in found.items() if new in came and old in went}
    gone = {path for path in theirs if path not in ours}
    if not gone:
        return Moves(files=files)
    places = {package.directory: path for path, package in theirs.items()}
    claims: list[tuple[int, str, str]] = []
    for path, package in ours.items():
        if path not in theirs:
            claims += [(-count, path, old) for old, count in _claims(package, places, files) if old in gone]
    packages: dict[str, str] = {}
    for _, path, old in sorted(claims):
        if path not in packages and old in gone:
            gone.remove(old)
            packages[path] = old
    return Moves(packages, files, _modules(packages, ours, theirs))


def old_identities(
    findings: Iterable[Finding], unmatched: Iterable[Identity], moved: Moves
) -> dict[Identity, Identity]:
    """For findings that base does not have: those of base that they were before a move. Each of base is used once."""
    left = set(unmatched)
    found: dict[Identity, Identity] = {}
    for finding in findings:
        if finding.identity in found or len(finding.identity) < 5:
            continue
        rule, module, place, named, specifier = finding.identity
        is_graph = specifier in {"production", "test"}
        was = moved.old_path(place) if is_graph else moved.files.get(place, place)
        target = _PATH.sub(lambda match: moved.old_path(match[0]), named)
        for old_module in dict.fromkeys((moved.modules.get(module, module), module)):
            old = (rule, old_module, was, target, specifier)
            if old in left:
                left.remove(old)
                found[finding.identity] = old
                break
    return found


def _claims(package: Package, places: Mapping[str, str], files: Mapping[str, str]) -> Iterable[tuple[str, int]]:
    """Packages of base that a new package may have been, with how many of its files speak for each."""
    same = places.get(package.directory)
    if same is not None:
        yield same, len(package.files)
        return
    counts: Counter[str] = Counter()
    for name in package.files:
        old = files.get(_path(package, name.name))
        if old is not None:
            counts[places.get(old.rpartition("/")[0], "")] += 1
    for old, count in counts.items():
        if 2 * count >= len(package.files):
            yield old, count


def _modules(packages: Mapping[str, str], ours: Mapping[str, Package], theirs: Mapping[str, Package]) -> dict[str, str]:
    """Modules with another name, by the packages that they hold."""
    found: dict[str, str] = {}
    for path, old in packages.items():
        new, was = ours[path].module, theirs[old].module
        if new is not None and was is not None and new.path != was.path:
            found[new.path] = was.path
    return found


def _own(graph: Graph) -> dict[str, Package]:
    return {package.path: package for package in graph.subjects()}


def _files(packages: Iterable[Package]) -> frozenset[str]:
    return frozenset(_path(package, file.name) for package in packages for file in package.files)


def _path(package: Package, name: str) -> str:
    return f"{package.directory}/{name}" if package.directory else name
