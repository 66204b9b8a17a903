"""A simpler build that shows what one build shows."""

from __future__ import annotations

from collections.abc import Callable

from gomodlint.conditions.space import Space
from gomodlint.finding import Witness


def simplest(space: Space, build: Witness, has: Callable[[Witness], bool]) -> Witness:
    """A build that `has` it: of the first configuration that does with these tags, without tags that it can spare."""
    others = (Witness(at.goos, at.goarch, at.cgo, build.tags) for at in space.configurations)
    build = next(filter(has, others), build)
    for tag in build.tags:
        fewer = build._replace(tags=tuple(name for name in build.tags if name != tag))
        if has(fewer):
            build = fewer
    return build
