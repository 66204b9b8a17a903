"""What of a run is kept for the next one: the graph, and what else it takes to judge it again.

Kept by number of line: what the graph hangs on (`Facts`), then the lines of gomodlint.graph.keep.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from gomodlint.graph.keep import Doubt, keep

if TYPE_CHECKING:
    from gomodlint.conditions.universe import Universe
    from gomodlint.engine.linked import Linked
    from gomodlint.engine.side import Side
    from gomodlint.policy.model import Policy
    from gomodlint.source.std import StdTable


class Facts(NamedTuple):
    """Of a run: what its universe, its std and its import paths hang on, and counts for the verdict.

    `main` are, for each build list, [path, directory] of its main modules; `vendored` the import paths without a dot
    that its vendor directory has. `nested` are policy files below the policy's directory.
    """

    std: str
    custom_tags: tuple[str, ...]
    mentioned_tags: tuple[str, ...]
    files: int
    not_built: tuple[tuple[str, int], ...]
    nested: tuple[str, ...]
    main: tuple[tuple[tuple[str, str], ...], ...]
    vendored: tuple[tuple[str, ...], ...]


def kept_lines(
    policy: "Policy", side: "Side", linked: "Linked", universe: "Universe", std: "StdTable", nested: Sequence[str]
) -> list[str]:
    """The lines to keep; none where the graph hangs on more than what they say."""
    lists = side.build_lists
    if (
        std.source != "table"
        or linked.problems
        or linked.refused
        or linked.graph.wider
        or any(one.locked is not None or "std" in one.mains for one in lists)
    ):
        return []
    from gomodlint.engine.universe import asks_for_tags
    from gomodlint.graph.own import custom_tags
    from gomodlint.source.resolve import has_no_dot

    facts = Facts(
        std=std.asked,
        custom_tags=tuple(sorted(custom_tags(side.own))) if "*" in policy.build.tags else (),
        mentioned_tags=tuple(sorted(linked.mentioned_tags())) if asks_for_tags(policy) else (),
        files=linked.files,
        not_built=tuple(linked.not_built.items()),
        nested=tuple(nested),
        main=tuple(tuple((module.path, module.directory) for module in one.main) for one in lists),
        vendored=tuple(tuple(filter(has_no_dot, one.vendor.packages)) if one.vendor else () for one in lists),
    )
    return [json.dumps(facts), *keep(linked.graph, universe)]


def facts_of(line: str) -> Facts:
    """The facts of a kept run's first line. Raises Doubt when it is none."""
    try:
        std, custom, mentioned, files, not_built, nested, main, vendored = json.loads(line)
        return Facts(
            std=_text(std),
            custom_tags=tuple(map(_text, custom)),
            mentioned_tags=tuple(map(_text, mentioned)),
            files=int(files),
            not_built=tuple((_text(tag), int(number)) for tag, number in not_built),
            nested=tuple(map(_text, nested)),
            main=tuple(tuple((_text(path), _text(directory)) for path, directory in one) for one in main),
            vendored=tuple(tuple(map(_text, paths)) for paths in vendored),
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise Doubt("the kept facts do not make sense") from error


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError
    return value
