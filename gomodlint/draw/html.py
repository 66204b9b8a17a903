"""One HTML page with the whole graph in it: nothing is fetched when it is looked at."""

from __future__ import annotations

from collections.abc import Mapping

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.draw.assemble import assembled, part, script_json
from gomodlint.engine.picture import Picture


def page(picture: Picture, universe: Universe, sets: Mapping[str, str]) -> str:
    """The page for a picture of packages, `outside` ones too. `sets` maps a package's name to its set's."""
    parts = {
        "/*CSS*/": part("page.css"),
        "/*CYTOSCAPE*/": part("cytoscape.min.js"),
        "/*DAGRE*/": part("cytoscape-dagre.min.js"),
        "/*SCRIPT*/": part("page.js"),
        "/*DATA*/": _data(picture, universe, sets),
    }
    return assembled(part("page.html"), parts)


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
        "nodes": [
            [n.name, n.kind, n.directory, n.module, sets.get(n.name, ""), n.main, n.level] for n in picture.nodes
        ],
        "edges": [
            [e.importer, e.imported, number(e.condition), e.label, *(e.places[0] if e.places else ("", 0)), e.test]
            for e in picture.edges
        ],
        "conditions": conditions,
    }
    return script_json(document)
