"""A check that begins with the graph of an earlier run: only what changed since is read, and the rules run again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from gomodlint.engine.costs import costs_for
from gomodlint.engine.judge import judge
from gomodlint.engine.kept_run import Facts, facts_of
from gomodlint.engine.known import apply_baseline
from gomodlint.engine.linked import Linked
from gomodlint.engine.nested import add_nested
from gomodlint.engine.place import locate
from gomodlint.engine.policies import choose_policy
from gomodlint.engine.request import Request
from gomodlint.engine.std import shipped
from gomodlint.engine.trees import Sources
from gomodlint.engine.universe import universe_with
from gomodlint.engine.verdict import verdict_of
from gomodlint.errors import NoVerdict
from gomodlint.finding import Verdict
from gomodlint.graph.keep import Doubt
from gomodlint.graph.mend import Changes, Files, KeptBuildList, mend, tags_of
from gomodlint.source.disk import DiskTree
from gomodlint.source.tree import Entry

if TYPE_CHECKING:
    from gomodlint.conditions.universe import Universe
    from gomodlint.policy.model import Policy
    from gomodlint.source.std import StdTable
    from gomodlint.source.tree import Tree


def check_again(
    request: Request, lines: Sequence[str], changes: Changes, read: Callable[[str, bool], Files]
) -> Verdict | None:
    """The verdict of `check`, from the `lines` of an earlier run's CacheUse; None when they cannot tell.

    `changes` are directories whose Go files have other headers; all else that the earlier run read is as it was. `read`
    gives the files of every other directory. A run without verdict is left to `check`.
    """
    is_on = gc.isenabled()
    gc.disable()
    try:
        return _check(request, lines, changes, read)
    except (Doubt, NoVerdict):
        return None
    finally:
        if is_on:
            gc.enable()


def _check(request: Request, lines: Sequence[str], changes: Changes, read: Callable[[str, bool], Files]) -> Verdict:
    facts = facts_of(lines[0])
    place = locate(request.directory)
    sources = Sources(DiskTree(place.top))
    chosen = choose_policy(place, request, sources)
    listing = policies_in(facts.nested)
    chosen = add_nested(chosen, sources, listing, lambda: listing)
    policy = chosen.policy
    std, notices = shipped(facts.std)
    universe = universe_with(policy, std.go, lambda: set(facts.custom_tags))
    linked = link_again(lines[1:], facts, changes, read, sources.head, policy, universe, std)
    graph = linked.graph
    costs = costs_for(policy, graph, universe, sources.head)
    judged = judge(policy, linked, universe, std, request.today, full=True, costs=costs)
    if judged.bounded:
        raise Doubt("what has too many tags is computed from the start")
    known_by = apply_baseline(judged.findings, policy, sources, graph, decided=judged.decided, stale=True)
    return verdict_of(request, chosen, linked, universe, std, judged, known_by, known_by.findings, notices)


def link_again(
    lines: Sequence[str], facts: Facts, changes: Changes, read: Callable[[str, bool], Files], tree: Tree,
    policy: Policy, universe: Universe, std: StdTable,
) -> Linked:  # fmt: skip
    """The graph of `lines`, with what files of `changes` say now. Raises Doubt when that goes too far."""
    lists = [KeptBuildList(main, names, std) for main, names in zip(facts.main, facts.vendored, strict=True)]
    before, now = tags_of(changes)
    if before.difference(now) & set(universe.tags):
        raise Doubt("a tag may be mentioned no more")
    if "*" in policy.build.tags and not now.issubset(facts.custom_tags):
        raise Doubt("a tag may be mentioned for the first time")
    mended = mend(lines, changes, read, tree, universe, std, lists)
    not_built = _sum(dict(facts.not_built), mended.not_built)
    return Linked(mended.graph, facts.files + mended.files, (), not_built, lambda: {*facts.mentioned_tags, *now})


def _sum(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Both counts together, without what is not there any more."""
    return {tag: n for tag in {**counts, **more} if (n := counts.get(tag, 0) + more.get(tag, 0))}


def policies_in(paths: Sequence[str]) -> Mapping[str, list[Entry]]:
    """Directories with the policy files in them."""
    found: dict[str, list[Entry]] = {}
    for path in paths:
        directory, _, name = path.rpartition("/")
        found.setdefault(directory, []).append(Entry(name, "file"))
    return found
