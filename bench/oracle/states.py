"""Which state each breach of a commit must have against the commit before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from oracle.findings import Commit, Found, Key
from oracle.listing import Build


class Expected(NamedTuple):
    """A breach, its state, and the builds in which it is new."""

    key: Key
    state: str
    builds: frozenset[Build]
    grown: frozenset[Build]


def moved_packages(base: Commit, head: Commit, renames: Mapping[str, str]) -> dict[str, str]:
    """New import path to old one: at least half of its files come, renamed, from a package that is gone.

    So does a package whose directory stayed when the module got another name.
    """
    places = {package.directory: path for path, package in base.own.items()}
    gone = {path: package for path, package in base.own.items() if path not in head.own}
    claims = []
    for path, package in head.own.items():
        if path in base.own:
            continue
        if places.get(package.directory, path) in gone:
            claims.append((-len(package.files), path, places[package.directory]))
            continue
        counts: dict[str, int] = {}
        for name in package.files:
            old = renames.get(f"{package.directory}/{name}".removeprefix("/"))
            if old is not None:
                was = places.get(old.rpartition("/")[0], "")
                counts[was] = counts.get(was, 0) + 1
        claims += [
            (-count, path, was) for was, count in counts.items() if was in gone and 2 * count >= len(package.files)
        ]
    found: dict[str, str] = {}
    for _, path, was in sorted(claims):
        if path not in found and was not in found.values():
            found[path] = was
    return found


def expected(base: Commit, then: Found, head: Commit, now: Found, renames: Mapping[str, str]) -> list[Expected]:
    """The state of every breach of `now`."""
    packages = moved_packages(base, head, renames)
    found = []
    for after, before, is_line in ((now.lines, then.lines, True), (now.chains, then.chains, False)):
        used: set[Key] = set()
        for key, builds in sorted(after.items()):
            rule, place, target, *kind = key
            origin = renames.get(place, place) if is_line else packages.get(place, place)
            old = (rule, origin, packages.get(target, target), *kind)
            if key in before:
                grown = builds - before[key]
                found.append(Expected(key, "widened" if grown else "known", builds, grown))
            elif old in before and old not in after and old not in used:
                used.add(old)
                grown = builds - before[old]
                found.append(Expected(key, "widened" if grown else "moved", builds, grown))
            else:
                found.append(Expected(key, "new", builds, builds))
    return found
