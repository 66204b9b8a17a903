"""One HTML page with the whole graph in it: nothing is fetched when it is looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.engine.picture import Picture


def page(picture: Picture, universe: Universe, sets: Mapping[str, str]) -> str:
    """The page for a picture of packages, `outside` ones too. `sets` maps a package's name to its set's."""
    text = _part("page.html")
    parts = {
        "/*CSS*/": _part("page.css"),
        "/*CYTOSCAPE*/": _part("cytoscape.min.js"),
        "/*DAGRE*/": _part("cytoscape-dagre.min.js"),
        "/*SCRIPT*/": _part("page.js"),
        "/*DATA*/": _data(picture, universe, sets),
    }
    pieces = [text]
    for mark, part in parts.items():
        pieces = [one for piece in pieces for one in _put(piece, mark, part)]
    return "".join(pieces)


class _Done(str):
    """Text that is in its place: nothing in it is replaced."""

    __slots__ = ()


def _put(piece: str, mark: str, part: str) -> list[str]:
    if isinstance(piece, _Done) or mark not in piece:
        return [piece]
    before, _, after = piece.partition(mark)
    return [before, _Done(part), after]


def _part(name: str) -> str:
    # Not `open`: gomodlint may run from a zip file.
    directory = __file__.rpartition("html")[0]
    data: bytes = __spec__.loader.get_data(f"{directory}page/{name}")  # type: ignore[union-attr]
    return data.decode()


def _data(picture: Picture, universe: Universe, sets: Mapping[str, str]) -> str:
    """The graph as JSON that may stand inside a script element."""
    table: dict[Condition, int] = {}
    conditions: list[str | list[object]] = []

    def number(condition: Condition) -> int:
        for node in [*universe.nodes_of(condition), condition]:
            if node in table:
                continue
            if node >= 0:
                conditions.append(f"{node:x}")
            else:
                level, on, off = universe.split(node)
                for leaf in (on, off):
                    if leaf not in table:  # a leaf: nodes below come first
                        table[leaf] = len(conditions)
                        conditions.append(f"{leaf:x}")
                conditions.append([universe.tags[level], table[on], table[off]])
            table[node] = len(conditions) - 1
        return table[condition]

    document = {
        "builds": [[c.goos, c.goarch, "cgo" if c.cgo else "no cgo"] for c in universe.configurations],
        "tags": sorted(universe.tags),
        "nodes": [[n.name, n.kind, n.directory, n.module, sets.get(n.name, ""), n.main] for n in picture.nodes],
        "edges": [
            [e.importer, e.imported, number(e.condition), e.label, *(e.places[0] if e.places else ("", 0)), e.test]
            for e in picture.edges
        ],
        "conditions": conditions,
    }
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
