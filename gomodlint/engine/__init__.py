"""From a request to a verdict: the path of the data, on one screen."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from gomodlint.engine.costs import costs_for
from gomodlint.engine.judge import Judged, judge
from gomodlint.engine.known import apply_baseline
from gomodlint.engine.left_out import left_out, only_base_lacks
from gomodlint.engine.nested import add_nested, nested_paths
from gomodlint.engine.place import locate
from gomodlint.engine.policies import choose_policy
from gomodlint.engine.request import Request
from gomodlint.finding import CacheUse, Verdict

if TYPE_CHECKING:
    from gomodlint.errors import Problem
    from gomodlint.source.header_model import Header

__all__ = ["Request", "check"]


def check(request: Request) -> Verdict:
    """Check the Go modules of a repository against their policy. Raises NoVerdict when there is nothing to judge."""
    is_on = gc.isenabled()
    gc.disable()  # a run is short and builds little that is circular: collecting would only walk the graph again
    try:
        return _check(request)
    finally:
        if is_on:
            gc.enable()


def _check(request: Request) -> Verdict:
    # What a check that begins with a kept graph (engine.again) does without.
    from gomodlint.engine.restrict import elsewhere, restrict
    from gomodlint.engine.run_cache import cache_of
    from gomodlint.engine.side import link, read_side
    from gomodlint.engine.sources import open_sources
    from gomodlint.engine.std import std_of
    from gomodlint.engine.universe import universe_of
    from gomodlint.engine.verdict import verdict_of
    from gomodlint.source.discover import walk

    place = locate(request.directory)
    with open_sources(place, request) as sources:
        memory = None
        if sources.shape is not None:
            from gomodlint.engine.again_in_git import check_again_in_git, memory_of

            memory = memory_of(request, place, sources)
            verdict = check_again_in_git(request, place, sources, memory) if memory is not None else None
            if verdict is not None:
                return verdict
        chosen = choose_policy(place, request, sources)
        policy = chosen.policy
        known: dict[str, Header] = {}
        cache = cache_of(request, place, git=sources.base is not None)
        head = read_side(sources.head, policy, request.environ, known, kept=cache.headers if cache else None)
        base = patch = None
        if sources.base is not None:
            from gomodlint.engine.base_side import patch_of

            patch = patch_of(sources, policy, request.environ, head, known)
            if patch is None:
                base = read_side(
                    sources.base, policy, request.environ, known, workers=1, is_base=True
                )  # most files are known by now
        chosen = add_nested(
            chosen,
            sources,
            head.listing,
            lambda: base.listing if base else walk(sources.base or sources.head, policy.directory),
        )
        policy = chosen.policy
        std, notices = std_of(policy, head, request.environ)
        universe = universe_of(policy, std.go, [side.own for side in (head, base, patch) if side is not None])
        linked = link(head, universe, std)
        if cache is not None:
            cache.save()
        old = None
        notices = (*notices, *left_out(sources, policy))
        if sources.base is not None:
            from gomodlint.engine.base_side import linked_base

            old = linked_base(linked, base, patch, universe, std)
        costs = costs_for(policy, linked.graph, universe, sources.head, pretended=request.costly)
        before_graph = old.graph if old else None
        judged: Judged = judge(
            policy, linked, universe, std, request.today, full=old is None, base=before_graph, costs=costs
        )
        findings = judged.findings
        untold: tuple[Problem, ...] = ()
        if old is not None:
            from gomodlint.engine.compared import compared

            findings, untold = compared(judged, chosen, request, sources, universe, std, head.mods, linked, old)
            notices = (*notices, *only_base_lacks(findings, linked.graph, old.graph))
        whole = sources.base is None and not request.arguments
        known_by = apply_baseline(
            findings, policy, sources, linked.graph, decided=judged.decided and not untold, stale=whole
        )
    nested = nested_paths(head.listing, policy.directory)
    findings = restrict(known_by.findings, request.arguments, place, linked.graph)
    notices = (*notices, *elsewhere(known_by.findings, findings, request.arguments))
    use = CacheUse()
    if cache is not None:
        from gomodlint.engine.kept_run import kept_lines

        use = cache.use(lambda: [] if judged.bounded else kept_lines(policy, head, linked, universe, std, nested))
    if memory is not None and not judged.errors and not untold and std.source == "table":
        from gomodlint.engine.again_in_git import remember

        remember(memory, sources, use)
    return verdict_of(
        request, chosen, linked, universe, std, judged, known_by, findings, notices,
        base=sources.base_name, untold=untold, use=use,
    )  # fmt: skip
