"""`gomodlint cost --imports`: what would go with each import of a program."""

from __future__ import annotations

from collections.abc import Iterator

from gomodlint.cost.edges import Edge
from gomodlint.cost.level import human
from gomodlint.report.escape import inline
from gomodlint.report.markdown import cell

HEADS = ("level", "own allocs", "own bytes", "goes: allocs", "bytes", "packages", "import", "at")


def text(found: list[Edge], top: int) -> Iterator[str]:
    """A table for people."""
    table = [HEADS, *(_cells(edge) for edge in _few(found, top))]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADS) - 1)]
    for line in table:
        cells = [line[0].ljust(widths[0])]
        cells += [one.rjust(width) for one, width in zip(line[1:6], widths[1:6], strict=True)]
        cells += [line[6].ljust(widths[6]), line[7]]
        yield inline("  ".join(cells).rstrip())
    yield from _left(found, top)


def markdown(found: list[Edge], top: int) -> Iterator[str]:
    """The same table for a comment or a summary."""
    yield f"| {' | '.join(HEADS)} |"
    yield f"|---|{'--:|' * (len(HEADS) - 3)}---|---|"
    for edge in _few(found, top):
        yield f"| {' | '.join(cell(one) for one in _cells(edge))} |"
    yield ""
    yield from _left(found, top)


def plain(edge: Edge) -> dict[str, object]:
    """For JSON."""
    own, weight, site = edge.own, edge.exclusive, edge.site
    return {
        "from": edge.importer.path, "to": edge.imported.path,
        "file": site.file if site else "", "line": site.line if site else 0, "column": site.column if site else 0,
        "level": edge.level,
        "own": {"allocs": own.allocs, "bytes": own.bytes} if own is not None else None,
        "exclusive": {
            "allocs": weight.allocs, "bytes": weight.bytes, "packages": weight.packages, "unknown": weight.unknown,
        },
        "also_imported_by": edge.others,
    }  # fmt: skip


def _few(found: list[Edge], top: int) -> list[Edge]:
    return found[: top or None]


def _left(found: list[Edge], top: int) -> Iterator[str]:
    left = len(found) - len(_few(found, top))
    if left:
        yield f"{left} more: --top 0 shows all"
    shared = sum(edge.others > 0 for edge in found)
    if shared:
        yield f"with {shared} of {len(found)} imports nothing goes: another package imports the same one"


def _cells(edge: Edge) -> tuple[str, ...]:
    own, weight, site = edge.own, edge.exclusive, edge.site
    return (
        edge.level,
        f"{own.allocs:,}" if own is not None else "?",
        human(own.bytes) if own is not None else "?",
        f"{weight.allocs:,}",
        human(weight.bytes),
        str(weight.packages),
        f"{edge.importer.path} > {edge.imported.path}",
        f"{site.file}:{site.line}" if site is not None else "",
    )
