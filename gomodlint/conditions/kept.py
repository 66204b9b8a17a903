"""Conditions as plain lists, and back: leaves as they are, nodes as `[level, on, off]` of places further up the list.

What a bit and a level mean is the reader's business: it must not take a list from another universe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gomodlint.conditions.diagram import Condition, Diagram

Row = int | list[int]


def as_rows(diagram: Diagram, conditions: Iterable[Condition]) -> tuple[list[Row], dict[Condition, int]]:
    """Rows that say all of some conditions, and the place of each."""
    rows: list[Row] = []
    places: dict[Condition, int] = {}
    for condition in dict.fromkeys(conditions):
        for node in (*diagram.nodes_of(condition), condition) if condition < 0 else (condition,):
            if node in places:
                continue
            if node < 0:
                level, on, off = diagram.split(node)
                for branch in (on, off):
                    if branch not in places:  # a leaf: nodes come after those below them
                        places[branch] = len(rows)
                        rows.append(branch)
                row: Row = [level, places[on], places[off]]
            else:
                row = node
            places[node] = len(rows)
            rows.append(row)
    return rows, places


def from_rows(diagram: Diagram, rows: Sequence[Row], levels: int) -> list[Condition]:
    """The conditions of `as_rows`, by place. Raises ValueError, TypeError or IndexError for other rows."""
    made: list[Condition] = []
    full = diagram.full
    for row in rows:
        if type(row) is int:
            if not 0 <= row <= full:
                raise ValueError("not a set of these configurations")
            made.append(row)
            continue
        level, on, off = row  # type: ignore[misc]
        if not 0 <= level < levels or min(on, off) < 0:
            raise ValueError("not a node of these tags")
        made.append(diagram.node(level, made[on], made[off]))
    return made
