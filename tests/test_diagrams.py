"""Diagrams, read by the programs that draw them: Mermaid's own parser, and D2's compiler."""

from __future__ import annotations

import re

import pytest
from node import Node, Refused
from verdicts import CHAIN, CLEAN, HOSTILE, SAMPLES, hostile

from gomodlint.draw.formats import FORMATS
from gomodlint.engine.picture import Edge, Picture
from gomodlint.engine.picture import Node as Drawn
from gomodlint.finding import Finding, Step
from gomodlint.report import markdown
from gomodlint.report.escape import inline
from gomodlint.report.mermaid import DRAWN, MOST_EDGES, MOST_TEXT, chains

NAMES = (
    *HOSTILE,
    "end",
    "subgraph",
    "a/b@v1",
    "%%{init: {}}%%",
    "#quot;",
    "é/日本/ű",
    "x" * 400,
    "$dollar (paren)",
    "style",
)


def picture(names: tuple[str, ...]) -> Picture:
    return Picture(
        tuple(Drawn(name, "own", name, name, main=at % 2 == 0, packages=1 + at % 2) for at, name in enumerate(names)),
        tuple(Edge(at, at + 1, 1, names[at], ((names[at], 3),), at % 2 == 0) for at in range(len(names) - 1)),
    )


def shown(text: str) -> str:
    """What a label with character references says."""
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text)


def diagrams(page: str) -> list[str]:
    return re.findall(r"^```mermaid\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


def test_mermaid_reads_names_as_they_are(node: Node) -> None:
    read = node.program("mermaid").ask(FORMATS["mermaid"](picture(NAMES)))
    titles = [f"{name} (2)" if at % 2 else name for at, name in enumerate(map(inline, NAMES))]
    assert [shown(unmarked(text)) for _, text in read["nodes"]] == titles
    assert [(start, end) for start, end, _ in read["edges"]] == [(f"n{n}", f"n{n + 1}") for n in range(len(NAMES) - 1)]
    assert [shown(unmarked(text)) for _, _, text in read["edges"]] == [inline(name) for name in NAMES[:-1]]


def unmarked(text: str) -> str:
    """Mermaid's parser puts marks of its own in the place of `#` and `;`."""
    return text.replace("ﬂ°°", "#").replace("ﬂ°", "#").replace("¶ß", ";")


def test_d2_reads_names_as_they_are(node: Node) -> None:
    read = node.program("d2").ask(FORMATS["d2"](picture(NAMES)))
    titles = [f"{name} (2)" if at % 2 else name for at, name in enumerate(map(inline, NAMES))]
    assert [text for _, text in read["nodes"]] == titles
    assert [text for _, _, text in read["edges"]] == [inline(name) for name in NAMES[:-1]]


def test_a_summary_has_the_chain_drawn(node: Node) -> None:
    pages = [markdown.render(verdict) for verdict in (*SAMPLES.values(), *map(hostile, NAMES))]
    drawn = [text for page in pages for text in diagrams(page)]
    assert len(drawn) == 2 + len(NAMES)  # of the samples two have a chain
    for text in drawn:
        assert node.program("mermaid").ask(text)["edges"]
    [sample] = diagrams(markdown.render(SAMPLES["findings"]))
    read = node.program("mermaid").ask(sample)
    assert [text for _, text in read["nodes"]] == ["./cmd/a", "./helper", "net/http/pprof"]
    assert "linkStyle 1 stroke:#d1242f" in sample, "the import that the finding stands on"


def chain(number: int) -> Finding:
    steps = tuple(Step(f"m/{number}/{at}", f"m/{number}/{at + 1}", "f.go", at + 1, 2, "linux") for at in range(4))
    return CHAIN._replace(module="m", identity=(str(number),), chain=steps, file="f.go", line=2)


def test_hundreds_of_chains_are_not_all_drawn(node: Node) -> None:
    """Mermaid refuses more than 500 edges, and then draws nothing: the table has all, the diagram the first ones."""
    page = markdown.render(CLEAN._replace(findings=tuple(map(chain, range(501)))))
    [text] = diagrams(page)
    assert len(node.program("mermaid").ask(text)["edges"]) == DRAWN
    assert f"_{501 - DRAWN // 4} more chains not drawn._" in page
    assert page.count("| `no-pprof` |") == 501


@pytest.mark.parametrize("length", [3_000, 200_000])
def test_long_names_do_not_make_a_diagram_too_long(node: Node, length: int) -> None:
    findings = [chain(at)._replace(module="") for at in range(20)]
    findings = [
        one._replace(chain=tuple(step._replace(importer=f"{step.importer}{'ж' * length}") for step in one.chain))
        for one in findings
    ]
    text = chains(findings)
    assert len(text) <= MOST_TEXT
    for drawn in diagrams(text):
        node.program("mermaid").ask(drawn)


def test_one_import_needs_no_picture() -> None:
    assert chains([CHAIN._replace(chain=CHAIN.chain[:1])]) == ""


def test_the_limit_is_mermaids(node: Node) -> None:
    """What `gomodlint graph` warns of is what Mermaid refuses."""
    names = tuple(f"m/{at}" for at in range(MOST_EDGES + 2))
    node.program("mermaid").ask(FORMATS["mermaid"](picture(names[:-1])))
    with pytest.raises(Refused):
        node.program("mermaid").ask(FORMATS["mermaid"](picture(names)))
