"""The import graph for drawing programs: DOT, Mermaid, D2, GraphML, JSON. Names are escaped for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from gomodlint.engine.picture import Edge, Node, Picture
from gomodlint.report.escape import inline, json_text, xml
from gomodlint.report.mermaid import label

COLOURS = {"own": "#d0e4ff", "std": "#e8e8e8", "third-party": "#ffe9c9", "missing": "#ffc9c9", "mixed": "#eadcff"}


LEVELS = {"green": "#cfe8cf", "yellow": "#ffe08a", "red": "#ff9d8f"}
LINES = {"green": "#6a9a6a", "yellow": "#b08900", "red": "#c0392b"}


def dot(picture: Picture) -> str:
    """Graphviz (https://graphviz.org/doc/info/lang.html)."""
    lines = ["digraph imports {", f"  rankdir={'TB' if picture.down else 'LR'};"]
    lines += [
        '  node [shape=box, style=filled, fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=11];',
    ]
    for number, node in enumerate(picture.nodes):
        shape = ", penwidth=2" if node.main else ""
        lines.append(f'  n{number} [label="{_dot(_title(node))}", fillcolor="{_colour(node)}"{shape}];')
    for edge in picture.edges:
        style = ["style=dashed"] if edge.test else []
        if beside(edge):
            style.append(f'label="{_dot(beside(edge))}"')
        if edge.level:
            style += [f'color="{LINES[edge.level]}"', *(["penwidth=2.5"] if edge.level == "red" else [])]
        attributes = f" [{', '.join(style)}]" if style else ""
        lines.append(f"  n{edge.importer} -> n{edge.imported}{attributes};")
    return "\n".join([*lines, "}", ""])


def mermaid(picture: Picture) -> str:
    """Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html)."""
    lines = [f"flowchart {'TD' if picture.down else 'LR'}"]
    lines += [f'  n{number}["{label(_title(node))}"]:::{_class(node)}' for number, node in enumerate(picture.nodes)]
    for edge in picture.edges:
        arrow = "-.->" if edge.test else "-->"
        condition = f'|"{label(beside(edge))}"|' if beside(edge) else ""
        lines.append(f"  n{edge.importer} {arrow}{condition} n{edge.imported}")
    for number, edge in enumerate(picture.edges):
        if edge.level:
            lines.append(
                f"  linkStyle {number} stroke:{LINES[edge.level]},stroke-width:{3 if edge.level == 'red' else 1}px"
            )
    colours = COLOURS | (LEVELS if any(node.level for node in picture.nodes) else {})
    lines += [f"  classDef {kind.replace('-', '')} fill:{colour},stroke:#555" for kind, colour in colours.items()]
    return "\n".join([*lines, ""])


def d2(picture: Picture) -> str:
    """D2 (https://d2lang.com/tour/intro)."""
    lines = [f"direction: {'down' if picture.down else 'right'}"]
    for number, node in enumerate(picture.nodes):
        lines.append(f'n{number}: "{_d2(_title(node))}" {{ style.fill: "{_colour(node)}" }}')
    for edge in picture.edges:
        condition = f': "{_d2(beside(edge))}"' if beside(edge) else ""
        styles = ["style.stroke-dash: 4"] if edge.test else []
        styles += [f'style.stroke: "{LINES[edge.level]}"'] if edge.level else []
        style = f" {{ {'; '.join(styles)} }}" if styles else ""
        lines.append(f"n{edge.importer} -> n{edge.imported}{condition or (':' if style else '')}{style}")
    return "\n".join([*lines, ""])


def graphml(picture: Picture) -> str:
    """GraphML (http://graphml.graphdrawing.org/specification.html)."""
    keys = [("node", "name", "string"), ("node", "kind", "string"), ("node", "module", "string")]
    keys += [("node", "main", "boolean"), ("node", "packages", "int")]
    weighed = any(node.level for node in picture.nodes)
    if weighed:
        keys += [("node", "level", "string"), ("node", "allocs", "int"), ("node", "bytes", "int")]
        keys += [("edge", "level", "string")]
    if any(not edge.exact for edge in picture.edges):
        keys.append(("edge", "exact", "boolean"))
    keys += [("edge", "condition", "string"), ("edge", "place", "string"), ("edge", "test", "boolean")]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [f'  <key id="{on}-{name}" for="{on}" attr.name="{name}" attr.type="{kind}"/>' for on, name, kind in keys]
    lines.append('  <graph id="imports" edgedefault="directed">')
    for number, node in enumerate(picture.nodes):
        values: Mapping[str, object] = {
            "name": node.name, "kind": node.kind, "module": node.module, "main": node.main, "packages": node.packages,
        }  # fmt: skip
        if node.level:
            values = {**values, "level": node.level, "allocs": node.allocs, "bytes": node.bytes}
        lines.append(f'    <node id="n{number}">{"".join(_data("node", values))}</node>')
    for edge in picture.edges:
        values = {"condition": edge.label, "place": _place(edge), "test": edge.test}
        if not edge.exact:
            values = {**values, "exact": False}
        if edge.level:
            values = {**values, "level": edge.level}
        data = "".join(_data("edge", values))
        lines.append(f'    <edge source="n{edge.importer}" target="n{edge.imported}">{data}</edge>')
    return "\n".join([*lines, "  </graph>", "</graphml>", ""])


def json_graph(picture: Picture) -> str:
    """Plain JSON: nodes, and edges with their numbers."""
    document = {
        "schema_version": 1,
        "nodes": [
            {
                "name": node.name, "kind": node.kind, "module": node.module, "directory": node.directory,
                "main": node.main, "packages": node.packages,
                **({"level": node.level, "allocs": node.allocs, "bytes": node.bytes} if node.level else {}),
            }
            for node in picture.nodes
        ],
        "edges": [
            {
                "from": edge.importer, "to": edge.imported, "condition": edge.label, "test": edge.test,
                **({} if edge.exact else {"exact": False}), **({"level": edge.level} if edge.level else {}),
                "places": [{"file": file, "line": line} for file, line in edge.places],
            }
            for edge in picture.edges
        ],
    }  # fmt: skip
    return json_text(document)


FORMATS: Mapping[str, Callable[[Picture], str]] = {
    "dot": dot, "mermaid": mermaid, "d2": d2, "graphml": graphml, "json": json_graph,
}  # fmt: skip


def beside(edge: Edge) -> str:
    """What stands beside an arrow: in which builds there is one; "" for every one."""
    if edge.exact:
        return edge.label
    return f"at most {edge.label}" if edge.label else "perhaps"


def _colour(node: Node) -> str:
    return LEVELS[node.level] if node.level else COLOURS[node.kind]


def _title(node: Node) -> str:
    return f"{node.name} ({node.packages})" if node.packages > 1 else node.name


def _class(node: Node) -> str:
    return node.level or node.kind.replace("-", "")


def _place(edge: Edge) -> str:
    return f"{edge.places[0][0]}:{edge.places[0][1]}" if edge.places else ""


def _dot(text: str) -> str:
    return inline(text).replace("\\", "\\\\").replace('"', '\\"')


def _d2(text: str) -> str:
    return inline(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")


def _data(on: str, values: Mapping[str, object]) -> Iterator[str]:
    for name, value in values.items():
        text = json.dumps(value) if isinstance(value, bool) else str(value)
        yield f'<data key="{on}-{name}">{xml(text)}</data>'
