"""One HTML page with the whole graph in it: nothing is fetched when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Universe
from gomodlint.draw.assemble import assembled, part, script_json
from gomodlint.engine.marks import Marks
from gomodlint.engine.picture import Edge, Picture
from gomodlint.finding import Finding

SCRIPTS = ("conditions", "graph", "cut", "groups", "colours", "layout", "picture", "panel", "questions", "controls")


def page(picture: Picture, universe: Universe, marks: Marks) -> str:
    """The page for a picture of packages, `outside` ones too."""
    parts = {
        "/*CSS*/": part("page.css") + part("graph.css"),
        "/*CYTOSCAPE*/": part("cytoscape.min.js"),
        "/*DAGRE*/": part("cytoscape-dagre.min.js"),
        "/*SCRIPT*/": "".join(part(f"{name}.js") for name in SCRIPTS),
        "/*DATA*/": script_json(_document(picture, universe, marks)),
    }
    return assembled(part("page.html"), parts)


def _document(picture: Picture, universe: Universe, marks: Marks) -> dict[str, Any]:
    """The graph as JSON. Nodes, edges, conditions, labels and files are told by their places in their lists."""
    conditions = _Conditions(universe)
    labels, files = _Numbers(), _Numbers()
    wider = sum(not edge.exact for edge in picture.edges)
    title = f"{marks.title} ({wider} imports in more builds than have them: too many tags)" if wider else marks.title
    return {
        "title": title,
        "builds": [[c.goos, c.goarch, "cgo" if c.cgo else "no cgo"] for c in universe.configurations],
        "tags": sorted(universe.tags),
        "layers": list(marks.layers),
        "nodes": [
            [
                n.name, n.kind, n.directory, n.module, marks.sets.get(n.name, ""), int(n.main), n.level,
                marks.layer_of.get(n.name, -1), marks.weights.get(n.name, 0),
            ]
            for n in picture.nodes
        ],
        "edges": [
            [
                e.importer, e.imported, conditions.number(e.condition), labels.number(_label(e)), int(e.test),
                [number for file, line in e.places for number in (files.number(file), line)],
            ]
            for e in picture.edges
        ],
        "conditions": conditions.rows,
        "labels": labels.texts(),
        "files": files.texts(),
        "checked": marks.findings is not None,
        "findings": _findings(picture, marks.findings or ()),
    }  # fmt: skip


def _label(edge: Edge) -> str:
    """What the page puts behind "if"."""
    return edge.label if edge.exact else f"{edge.label or 'built'}, at most (too many tags to tell exactly)"


def _findings(picture: Picture, found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings with the nodes that they are about, and the edges of their chains as far as they are drawn."""
    node = {one.name: at for at, one in enumerate(picture.nodes)}
    edge = {(one.importer, one.imported): at for at, one in enumerate(picture.edges)}

    def plain(one: Finding) -> dict[str, Any]:
        steps = [(node.get(step.importer, -1), node.get(step.imported, -1)) for step in one.chain]
        steps = steps or [(node.get(one.importer, -1), node.get(one.imported, -1))]
        return {
            "rule": one.rule, "severity": one.severity, "state": one.state, "fails": one.fails, "message": one.message,
            "file": one.file, "line": one.line, "why": one.why, "to": node.get(one.imported, -1),
            "from": [node[name] for name in (one.importer, *one.also_from) if name in node],
            "tags": list(one.witness.tags) if one.witness is not None else [],
            "chain": [edge[step] for step in steps if step in edge],
        }  # fmt: skip

    return [plain(one) for one in found]


class _Numbers:
    """Texts by number, each once."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def number(self, text: str) -> int:
        """A text's number."""
        return self._known.setdefault(text, len(self._known))

    def texts(self) -> list[str]:
        """All texts, by number."""
        return list(self._known)


class _Conditions:
    """Conditions by number: a leaf is a set of builds in hex, a node is a tag with the numbers for on and off."""

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._known: dict[Condition, int] = {}
        self.rows: list[str | list[object]] = []

    def number(self, condition: Condition) -> int:
        """A condition's number; what it is made of has lower ones."""
        for node in [*self._universe.nodes_of(condition), condition]:
            if node in self._known:
                continue
            if node < 0:
                level, on, off = self._universe.split(node)
                self._put(self._universe.tags[level], on, off, node)
            else:
                self._leaf(node)
        return self._known[condition]

    def _put(self, tag: str, on: Condition, off: Condition, node: Condition) -> None:
        for below in (on, off):
            if below not in self._known:  # a leaf: nodes below come first
                self._leaf(below)
        self._known[node] = len(self.rows)
        self.rows.append([tag, self._known[on], self._known[off]])

    def _leaf(self, leaf: Condition) -> None:
        self._known[leaf] = len(self.rows)
        self.rows.append(f"{leaf:x}")
