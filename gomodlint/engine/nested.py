"""Finds the policies further down that add to the one that decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from gomodlint.engine.policies import Chosen, loader
from gomodlint.engine.trees import Sources
from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.decode import decode
from gomodlint.policy.find import NAMES, NO_POLICY_ABOVE, WRITE_IT, find, is_elsewhere, read_inside
from gomodlint.policy.model import Policy
from gomodlint.policy.nested import is_nested, with_nested
from gomodlint.rules.registry import Kinds
from gomodlint.source.tree import Entry, Tree

Listing = Mapping[str, Sequence[Entry]]  # directory -> its entries


def add_nested(chosen: Chosen, sources: Sources, listing: Listing, base_listing: Callable[[], Listing]) -> Chosen:
    """The policy with those below its directory. `listing` is head's; `base_listing` gives base's when it is needed.

    With a base, base's files decide, and head's must be valid too. A policy from elsewhere has none. None can be added
    to the built-in one: the notice that it runs names those that lie further down. Raises NoVerdict with every mistake.
    """
    policy = chosen.policy
    if chosen.origin == "built-in":
        return chosen._replace(notices=_overlooked(chosen.notices, sources.head, nested_paths(listing, "")))
    if is_elsewhere(policy.file):
        return chosen
    mine = _read(sources.head, nested_paths(listing, policy.directory))
    if sources.base is None or chosen.origin != "base":
        return chosen._replace(policy=_added(policy, mine, sources.head))
    same = sources.changed is not None and not any(path.rpartition("/")[2] in NAMES for path in sources.changed)
    before = mine if same else _read(sources.base, nested_paths(base_listing(), policy.directory))
    found = _added(policy, before, sources.base)
    if mine == before:
        own = None if chosen.own is None else _added(chosen.own, mine, sources.head)
        return chosen._replace(policy=found, own=own)
    own = _added(chosen.own or policy, mine, sources.head)
    changed = sorted(path for path in mine.keys() | before.keys() if mine.get(path) != before.get(path))
    notice = Problem("this policy differs from base's, which decides", changed[0])
    return chosen._replace(policy=found, notices=(*chosen.notices, notice), own=own)


def nested_paths(listing: Listing, directory: str) -> list[str]:
    """Policy files below a directory, those higher up first."""
    found = []
    for place, entries in listing.items():
        if place == directory or (directory and not place.startswith(f"{directory}/")):
            continue
        names = {entry.name for entry in entries}
        found += [f"{place}/{name}" for name in NAMES if name in names]
    return sorted(found, key=lambda path: (path.count("/"), path))


def _overlooked(notices: tuple[Problem, ...], tree: Tree, paths: Sequence[str]) -> tuple[Problem, ...]:
    """The notices, with a hint that names policies in other places. Raises NoVerdict for those that add to nothing."""
    if not paths:
        return notices
    added = [Problem(NO_POLICY_ABOVE, path, 1, 1, WRITE_IT) for path in _read(tree, paths)]
    if added:
        raise NoVerdict(*added)
    if len(paths) == 1:
        what = f"{paths[0]} counts in {paths[0].rpartition('/')[0]} alone"
    else:
        what = f"{paths[0]} and {len(paths) - 1} more count in their directories alone"
    hint = f"{what}: run gomodlint there, or move the policy to the top of the repository"
    return tuple(notice._replace(hint=hint) for notice in notices)


def _read(tree: Tree, paths: Iterable[str]) -> dict[str, bytes]:
    """The texts of those files that say `nested = true`. Others are the policies of projects of their own."""
    found = {}
    for path in paths:
        text = read_inside(tree, path).text
        if is_nested(text):
            find(tree, path.rpartition("/")[0])  # two side by side are a mistake
            found[path] = text
    return found


def _added(policy: Policy, texts: dict[str, bytes], tree: Tree) -> Policy:
    problems: list[Problem] = []
    for path, text in texts.items():
        try:
            nested = decode(text, path, kinds=Kinds(), load=loader(tree), above=policy)
            policy = with_nested(policy, nested)
        except NoVerdict as error:
            problems += error.problems
    if problems:
        raise NoVerdict(*problems)
    return policy
