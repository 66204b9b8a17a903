"""The algebra for a run: the ports that count, and every tag that may be on or off for some rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gomodlint.conditions.ports import UnknownPort, universe_for
from gomodlint.conditions.release import UnknownRelease
from gomodlint.conditions.universe import Universe
from gomodlint.errors import NoVerdict, Problem
from gomodlint.graph.own import OwnSources, custom_tags
from gomodlint.policy.model import Policy
from gomodlint.rules.run import counted
from gomodlint.source.constraint import Expr, tags


def asks_for_tags(policy: Policy) -> bool:
    """Whether a policy may name a tag: in `tags`, in `where` or in a rule's `when`."""
    build = policy.build
    return build.where is not None or any(tag != "*" for tag in build.tags) or any(rule.when for rule in policy.rules)


def universe_of(policy: Policy, go: str, sides: Sequence[OwnSources], also: Sequence[Expr] = ()) -> Universe:
    """The universe of a policy in Go release `go`. The tag "*" is every custom tag of the main modules but `ignore`.

    Raises NoVerdict when no configuration counts.
    """
    return universe_with(policy, go, lambda: set[str]().union(*(custom_tags(side) for side in sides)), also)


def universe_with(policy: Policy, go: str, custom: Callable[[], set[str]], also: Sequence[Expr] = ()) -> Universe:
    """As `universe_of`; `custom` gives the custom tags of the main modules."""
    build = policy.build
    declared = [tag for tag in build.tags if tag != "*"]
    mentioned = [expression for expression in (build.where, *(rule.when for rule in policy.rules), *also) if expression]
    for expression in mentioned:
        declared += sorted(tags(expression))
    if "*" in build.tags:
        declared += sorted(custom() - {"ignore"})
    try:
        plain = universe_for(ports=build.ports, cgo=build.cgo, go=go)
        variable = [tag for tag in dict.fromkeys(declared) if not _means_something(plain, tag)]
        universe = universe_for(ports=build.ports, cgo=build.cgo, go=go, tags=variable)
    except (UnknownPort, UnknownRelease, ValueError) as error:
        place = build.places.get("ports")
        raise NoVerdict(Problem(str(error), *(place or (policy.file, 0, 0)))) from error
    if build.where is not None:
        from gomodlint.conditions.wider import covering

        place = build.places["where"]
        if not covering(universe, build.where)[0]:
            raise NoVerdict(Problem("no build satisfies where: nothing would be checked", *place))
        if not counted(policy, universe).counts:
            from gomodlint.policy.spelling import quoted

            off = ", ".join(quoted(tag) for tag in sorted(tags(build.where) & set(universe.tags) - set(build.tags)))
            hint = f"tags that [build] tags does not declare are off: tags = [{off}]"
            raise NoVerdict(Problem("no build satisfies where: nothing would be checked", *place, hint))
    return universe


def _means_something(universe: Universe, tag: str) -> bool:
    """Whether Go itself gives the tag a meaning, in builds that count or in others."""
    from gomodlint.source.filename import KNOWN_ARCH, KNOWN_OS

    if tag in KNOWN_OS or tag in KNOWN_ARCH or tag in {"unix", "cgo", "gc", "gccgo", "race", "msan", "asan"}:
        return True
    return tag.startswith(("go1.", "goexperiment.")) or tag == "boringcrypto" or universe.tag(tag) != 0
