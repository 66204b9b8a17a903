"""Import lines whose package costs more than a limit, with all that only it brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gomodlint.graph.package import Package
from gomodlint.policy.option import Mistake
from gomodlint.rules.rule import Context, Line

if TYPE_CHECKING:
    from gomodlint.cost.costs import Price
    from gomodlint.cost.level import Limit


def limit_mistakes(text: str | None, key: str = "max-cost") -> Iterator[Mistake]:
    """What is wrong with the value of `max-cost`."""
    if text is None:
        return
    from gomodlint.cost.level import parse_limit

    try:
        parse_limit(text)
    except ValueError as error:
        yield Mistake((key,), str(error), 'write "green", "yellow", or figures: "200 allocs, 64 KiB"')


def limit_of(text: str) -> Limit:
    """The limit that `max-cost` sets."""
    from gomodlint.cost.level import parse_limit

    return parse_limit(text)


def too_dear(context: Context, importer: Package, package: Package, limit: Limit) -> Price | None:
    """What an import of a package brings in, where that is above a limit. What nobody measured passes."""
    if context.costs is None:
        raise AssertionError("the engine reads the figures for rules that ask for them")
    price = context.costs.price(importer.index, package.index)
    return price if price is not None and limit.exceeded(price.allocs, price.bytes) else None


def costly_lines(context: Context, importers: Sequence[Package], limit: Limit) -> Iterator[tuple[Line, Price]]:
    """Lines that import a package from outside the main modules for more than the limit."""
    for line in context.lines(list(importers)):
        if line.imported.origin == "own":
            continue
        price = too_dear(context, line.importer, line.imported, limit)
        if price is not None:
            yield line, price
