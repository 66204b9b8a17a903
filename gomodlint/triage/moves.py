"""Packages and files that have another place than in the base, told by what they hold: nothing is asked of git.

Source of the idea: git's rename detection, which looks at contents; a moved package keeps the names of its files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from gomodlint.finding import Finding
from gomodlint.graph.package import Graph, Package

Identity = tuple[str, ...]

_PATH = re.compile(r"[^\s>]+")


class Moves(NamedTuple):
    """New import path to old one, and the files of each side."""

    packages: dict[str, str]
    directories: dict[str, str]
    head_files: frozenset[str]
    base_files: frozenset[str]


def moves(head: Graph, base: Graph) -> Moves:
    """What moved between two graphs.

    A package that only head has is one that only base has, if they share at least half of their file names, and no
    other shares more.
    """
    ours, theirs = _own(head), _own(base)
    gone = [package for path, package in sorted(theirs.items()) if path not in ours]
    packages: dict[str, str] = {}
    directories: dict[str, str] = {}
    for path, package in sorted(ours.items()):
        if path in theirs or not gone:
            continue
        best = max(gone, key=lambda old: (_likeness(package, old), old.path.rpartition("/")[2] == _last(path)))
        if _likeness(package, best) >= 0.5:
            gone.remove(best)
            packages[path] = best.path
            directories[package.directory] = best.directory
    return Moves(packages, directories, _files(ours.values()), _files(theirs.values()))


def old_identities(
    findings: Iterable[Finding], unmatched: Iterable[Identity], moved: Moves
) -> dict[Identity, Identity]:
    """For findings that base does not have: those of base that they were before a move. Each of base is used once."""
    left = set(unmatched)
    found: dict[Identity, Identity] = {}
    for finding in findings:
        if finding.identity in found or len(finding.identity) < 5:
            continue
        old = next((one for one in _candidates(finding, left, moved) if one in left), None)
        if old is not None:
            left.remove(old)
            found[finding.identity] = old
    return found


def _candidates(finding: Finding, left: Iterable[Identity], moved: Moves) -> Iterable[Identity]:
    rule, module, place, named, specifier = finding.identity
    target = _PATH.sub(lambda match: moved.packages.get(match[0], match[0]), named)
    if specifier in {"production", "test"}:
        yield (rule, module, moved.packages.get(place, place), target, specifier)
        return
    directory, _, name = place.rpartition("/")
    was = f"{moved.directories.get(directory, directory)}/{name}".removeprefix("/")
    yield (rule, module, was, target, specifier)
    if place in moved.base_files:
        return  # it was there before: nothing moved into it
    for old in sorted(left):  # another name in the same package
        same = (*old[:2], *old[3:]) == (rule, module, target, specifier)
        if same and old[2] not in moved.head_files and old[2].rpartition("/")[0] == was.rpartition("/")[0]:
            yield old


def _own(graph: Graph) -> dict[str, Package]:
    return {package.path: package for package in graph.subjects()}


def _files(packages: Iterable[Package]) -> frozenset[str]:
    return frozenset(f"{p.directory}/{file.name}".removeprefix("/") for p in packages for file in p.files)


def _likeness(one: Package, other: Package) -> float:
    if (one.module and one.module.path) != (other.module and other.module.path):
        return 0.0
    names, others = {file.name for file in one.files}, {file.name for file in other.files}
    return len(names & others) / max(len(names), len(others), 1)


def _last(path: str) -> str:
    return path.rpartition("/")[2]
