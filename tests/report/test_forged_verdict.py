"""A verdict that another job wrote is read strictly, and whatever it says stays text: a fork's job may have made it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from obeyed import forged
from page import page_of
from verdicts import FINDINGS, HOSTILE, NONE

from gomodlint.errors import NoVerdict
from gomodlint.github.body import comment, summary
from gomodlint.github.target import Target
from gomodlint.report import json_v1
from gomodlint.report.formats import FORMATS, render
from gomodlint.report.read_json import read

TEXTS = (HOSTILE[0], HOSTILE[2], HOSTILE[5] + HOSTILE[6] + HOSTILE[7], HOSTILE[8])
KNOWN = {"h3", "p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "strong", "em", "sub"}


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a document has a text, each kind of place once, its keys among them."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places(one, (*at, key))
    elif isinstance(value, list):
        for number, one in enumerate(value[:5]):
            yield from places(one, (*at, number))
    elif isinstance(value, str):
        yield at


def with_text(document: dict[str, Any], at: tuple[Any, ...], text: str) -> bytes:
    made = copy.deepcopy(document)
    value: Any = made
    for step in at[:-1]:
        value = value[step]
    value[at[-1]] = text
    return json.dumps(made).encode()


DOCUMENTS = [json.loads(json_v1.render(verdict)) for verdict in (FINDINGS, NONE)]
PLACES = {
    tuple("*" if isinstance(step, int) else step for step in at): (n, at) for n in (1, 0) for at in places(DOCUMENTS[n])
}


@pytest.mark.parametrize("where", PLACES, ids=".".join)
def test_no_field_brings_anything_in(where: tuple[str, ...]) -> None:
    number, at = PLACES[where]
    for text in TEXTS:
        try:
            verdict = read(with_text(DOCUMENTS[number], at, text), "verdict.json")
        except NoVerdict:
            continue
        for name in FORMATS:
            report = render(name, verdict)
            assert forged(report) == [], name
            report.encode("utf-8")
        bodies = [render("markdown", verdict), summary(verdict.findings, 0, Target(1, "a" * 40, "bot"))]
        for body in (*bodies, *map(comment, verdict.findings)):
            page = page_of(body)
            assert set(page.tags) <= KNOWN
            assert not set("@`<>") & set("".join(page.outside))


def test_tables_of_counts_too() -> None:
    document = copy.deepcopy(DOCUMENTS[0])
    document["looked_at"]["not_built"] = dict.fromkeys(TEXTS, 1)
    verdict = read(json.dumps(document).encode(), "verdict.json")
    for name in FORMATS:
        assert forged(render(name, verdict)) == []


@pytest.mark.parametrize("line", [-1, 0, 10**12, -(10**30)])
def test_numbers_that_no_file_has(line: int) -> None:
    document = copy.deepcopy(DOCUMENTS[0])
    for finding in document["findings"]:
        finding["line"] = finding["column"] = line
    try:
        verdict = read(json.dumps(document).encode(), "verdict.json")
    except NoVerdict:
        return
    for name in FORMATS:
        assert forged(render(name, verdict)) == []
