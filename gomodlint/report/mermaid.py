"""The chains of a verdict as a Mermaid flowchart, for Markdown: the neighbourhood of what is new, and no more.

Mermaid refuses text above 50,000 characters and more than 500 edges, and a diagram cannot raise these limits
(https://mermaid.js.org/config/schema-docs/config.html: maxTextSize, maxEdges). What people can read is far less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gomodlint.finding import Finding, Step
from gomodlint.report.escape import inline

MOST_EDGES: Final = 500
MOST_TEXT: Final = 50_000
DRAWN: Final = 60  # edges
_LONGEST: Final = 80  # characters of a label

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ./_-")


def label(text: str) -> str:
    """A label that a diagram shows as it is: Mermaid knows character references, written #NUMBER;."""
    return "".join(c if c in _PLAIN else f"#{ord(c)};" for c in inline(text))


def chains(findings: Sequence[Finding]) -> str:
    """A fenced flowchart of the findings' chains, the import that a finding stands on in red.

    "" if no chain has a package between its ends: one import needs no picture.
    """
    nodes: dict[str, str] = {}  # package -> its name here
    edges: dict[tuple[str, str], tuple[Step, bool]] = {}
    left = 0
    for finding in findings:
        if len(finding.chain) < 2:
            continue
        new = [step for step in finding.chain if (step.importer, step.imported) not in edges]
        if len(edges) + len(new) > DRAWN:
            left += 1
            continue
        for step in finding.chain:
            pair = (step.importer, step.imported)
            red = (step.file, step.line) == (finding.file, finding.line) or edges.get(pair, (step, False))[1]
            edges[pair] = (step, red)
            for package in pair:
                nodes.setdefault(package, _short(package, finding.module))
    if not edges:
        return ""
    text = "\n".join(_lines(nodes, edges))
    if len(text) > MOST_TEXT - 1_000:
        return ""
    more = f"\n_{left} more chain{'s' if left > 1 else ''} not drawn._\n" if left else ""
    return f"\n```mermaid\n{text}\n```\n{more}"


def _lines(nodes: dict[str, str], edges: dict[tuple[str, str], tuple[Step, bool]]) -> Iterator[str]:
    numbers = {package: number for number, package in enumerate(nodes)}
    yield "flowchart LR"
    for package, name in nodes.items():
        yield f'  n{numbers[package]}["{label(_cut(name))}"]'
    for (importer, imported), (step, red) in edges.items():
        most = "" if step.exact else "at most "
        condition = f'|"{most}{label(_cut(step.condition))}"|' if step.condition else ""
        yield f"  n{numbers[importer]} {'==>' if red else '-->'}{condition} n{numbers[imported]}"
    red_ones = [str(number) for number, (_, red) in enumerate(edges.values()) if red]
    if red_ones:
        yield f"  linkStyle {','.join(red_ones)} stroke:#d1242f,stroke-width:3px"


def _short(package: str, module: str) -> str:
    """As policies name it: `./x` in the module, else its import path."""
    return f".{package.removeprefix(module)}" if module and package.startswith(f"{module}/") else package


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
