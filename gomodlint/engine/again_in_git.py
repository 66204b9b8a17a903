"""A check of what git knows that begins with the graph of an earlier run: both sides are that graph, mended."""

from __future__ import annotations

from gomodlint.engine.again import link_again, policies_in
from gomodlint.engine.compared import compared
from gomodlint.engine.costs import costs_for
from gomodlint.engine.judge import judge
from gomodlint.engine.kept_run import facts_of
from gomodlint.engine.known import apply_baseline
from gomodlint.engine.left_out import left_out, only_base_lacks
from gomodlint.engine.nested import add_nested
from gomodlint.engine.place import Place
from gomodlint.engine.policies import choose_policy
from gomodlint.engine.request import Request
from gomodlint.engine.restrict import restrict
from gomodlint.engine.shape import is_told
from gomodlint.engine.std import shipped
from gomodlint.engine.trees import Sources
from gomodlint.engine.universe import universe_with
from gomodlint.engine.verdict import verdict_of
from gomodlint.errors import NoVerdict
from gomodlint.finding import CacheUse, Verdict
from gomodlint.graph.keep import Doubt
from gomodlint.recall.git_answer import GitBeginning, GitMemory
from gomodlint.source import watch
from gomodlint.source.gomod import GoMod


def memory_of(request: Request, place: Place, sources: Sources) -> GitMemory | None:
    """What may be kept of runs like this one, if anything."""
    if sources.shape is None or not request.cache or request.overlay or request.overlay_alone or request.costly:
        return None
    return GitMemory(place, request.environ, (request.policy, request.policy_from))


def remember(memory: GitMemory, sources: Sources, use: CacheUse) -> None:
    """Keep the graph of a run, unless it hangs on a file that the shape says nothing of."""
    seen = watch.current()
    if sources.shape is not None and seen is not None and all(map(is_told, seen.blobs)):
        memory.remember(sources.shape(), seen, use.sum, use.graph())


def check_again_in_git(request: Request, place: Place, sources: Sources, memory: GitMemory) -> Verdict | None:
    """The verdict of `check`, from what is kept; None when that cannot tell, or when there would be no verdict."""
    if sources.shape is None:
        return None
    sides = [sources.head] if sources.base is None else [sources.head, sources.base]
    kept = memory.recall(sources.shape(), sides)
    if kept is None:
        return None
    try:
        return _check(request, place, sources, kept)
    except (Doubt, NoVerdict):
        return None


def _check(request: Request, place: Place, sources: Sources, kept: GitBeginning) -> Verdict:
    facts = facts_of(kept.lines[0])
    chosen = choose_policy(place, request, sources)
    listing = policies_in(facts.nested)
    chosen = add_nested(chosen, sources, listing, lambda: listing)
    policy = chosen.policy
    std, notices = shipped(facts.std)
    universe = universe_with(policy, std.go, lambda: set(facts.custom_tags))
    linked, *others = [
        link_again(kept.lines[1:], facts, changes, kept.headers.files, tree, policy, universe, std)
        for tree, changes in zip((sources.head, sources.base or sources.head), kept.changes, strict=False)
    ]
    old = others[0] if others else None
    costs = costs_for(policy, linked.graph, universe, sources.head)
    judged = judge(
        policy, linked, universe, std, request.today, full=old is None, base=old.graph if old else None, costs=costs
    )
    if judged.bounded:
        raise Doubt("what has too many tags is computed from the start")
    findings = judged.findings
    notices = (*notices, *left_out(sources, policy))
    if old is not None:
        findings, untold = compared(judged, chosen, request, sources, universe, std, _no_mods, linked, old)
        if untold:
            raise Doubt("what has too many tags is computed from the start")
        notices = (*notices, *only_base_lacks(findings, linked.graph, old.graph))
    whole = sources.base is None and not request.arguments
    known_by = apply_baseline(findings, policy, sources, linked.graph, decided=judged.decided, stale=whole)
    findings = restrict(known_by.findings, request.arguments, place, linked.graph)
    base = sources.base_name
    return verdict_of(request, chosen, linked, universe, std, judged, known_by, findings, notices, base=base)


def _no_mods() -> list[GoMod]:
    """Causes of what is new are looked for in go.mod files, which are not kept."""
    raise Doubt("something is new")
