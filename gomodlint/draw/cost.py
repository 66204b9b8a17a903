"""One HTML page of what packages cost: a flame view of each program's start by dominator subtree."""

from __future__ import annotations

from collections.abc import Sequence

from gomodlint.cost.record import Section
from gomodlint.cost.rows import Row
from gomodlint.cost.tree import CostTree
from gomodlint.draw.assemble import assembled, part, script_json
from gomodlint.graph.dominators import ROOT


def cost_page(programs: Sequence[tuple[Section, CostTree, Sequence[Row]]]) -> str:
    """The page: nothing is fetched when it is looked at."""
    parts = {
        "/*CSS*/": part("page.css") + part("cost.css"),
        "/*SCRIPT*/": part("cost.js"),
        "/*DATA*/": script_json([_program(*one) for one in programs]),
    }
    return assembled(part("cost.html"), parts)


def _program(section: Section, tree: CostTree, rows: Sequence[Row]) -> dict[str, object]:
    """Numbers of packages are places in `packages`; the parent of a root is -1."""
    number = {row.package.index: at for at, row in enumerate(rows)}
    return {
        "main": tree.main,
        "build": str(section.build),
        "total": [tree.total.allocs, tree.total.bytes],
        "rest": [tree.rest.allocs, tree.rest.bytes],
        "packages": [
            [
                row.package.path, number[parent] if (parent := tree.above[row.package.index]) != ROOT else -1,
                row.own.allocs if row.status != "unknown" else 0, row.own.bytes if row.status != "unknown" else 0,
                row.exclusive.allocs, row.exclusive.bytes, row.exclusive.packages, row.level, row.status,
                sorted(number[importer] for importer in tree.importers.get(row.package.index, ())),
            ]
            for row in rows
        ],
    }  # fmt: skip
