"""A side's graph, and what goes with it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from gomodlint.errors import Problem
from gomodlint.finding import LookedAt
from gomodlint.graph.package import Graph

if TYPE_CHECKING:
    from gomodlint.conditions.universe import Universe
    from gomodlint.policy.model import Policy
    from gomodlint.source.std import StdTable


class Linked(NamedTuple):
    """A side's graph, and what the verdict says was not looked at."""

    graph: Graph
    files: int
    problems: tuple[Problem, ...]
    not_built: Mapping[str, int]
    mentioned_tags: Callable[[], set[str]]
    refused: tuple[Problem, ...] = ()  # module files with which Go would build nothing


def looked_at(
    linked: Linked, policy: "Policy", universe: "Universe", std: "StdTable", unresolved: tuple[str, ...]
) -> LookedAt:
    """What a verdict says that was looked at."""
    subjects = [package for package in linked.graph.packages if package.subject]
    return LookedAt(
        modules=tuple(sorted({p.module.path for p in subjects if p.module})),
        packages=len(subjects),
        files=linked.files,
        ports=tuple(dict.fromkeys(f"{c.goos}/{c.goarch}" for c in universe.configurations)),
        cgo=policy.build.cgo,
        tags=universe.tags,
        std_go=std.go,
        std_source=std.source,
        not_built=dict(sorted(linked.not_built.items())),
        unresolved=unresolved,
    )
