"""Strings of a repository stay strings in every report: for terminals, runners, XML, JSON and Markdown readers."""

from __future__ import annotations

import json
import re
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page import page_of
from runner import commands
from verdicts import HOSTILE, hostile

from gomodlint.report.escape import inline, terminal_safe
from gomodlint.report.formats import FORMATS, render

EACH = pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
ANY_TEXT = st.text(st.characters() | st.sampled_from("#[]:%,`|@<>&\r\n\x1b\udcff\u202e"))


@EACH
@pytest.mark.parametrize("name", FORMATS)
def test_nothing_acts_on_a_terminal_or_a_runner(name: str, text: str) -> None:
    report = render(name, hostile(text))
    report.encode("utf-8")  # no lone surrogates
    acting = {c for c in report if c != "\n" and (c == "\x7f" or unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"})}
    assert not acting
    found = commands(report)
    if name == "github":
        assert [command.name for command in found] == ["error", "error", "error", "warning", "notice"]
    else:
        assert found == []


@EACH
@pytest.mark.parametrize("name", ["json", "sarif", "rdjson", "gitlab"])
def test_json_is_read_by_strict_readers(name: str, text: str) -> None:
    report = render(name, hostile(text))
    json.dumps(json.loads(report), ensure_ascii=False).encode("utf-8")


@EACH
@pytest.mark.parametrize("name", ["checkstyle", "junit"])
def test_xml_is_well_formed_and_keeps_its_shape(name: str, text: str) -> None:
    tree = ElementTree.fromstring(render(name, hostile(text)))  # noqa: S314 - our own output
    tags = [element.tag for element in tree.iter()]
    if name == "checkstyle":
        assert tags == ["checkstyle", "file", *["error"] * 5]
    else:
        cases = [child for suite in tree for child in suite]
        kinds = [child.tag for case in cases for child in case]
        assert kinds == ["failure", "system-out", "failure", "error", "system-out"]


@EACH
def test_paths_are_exact_where_the_format_can_hold_them(text: str) -> None:
    if text.isprintable() and "\ufffe" not in text:
        tree = ElementTree.fromstring(render("checkstyle", hostile(text)))  # noqa: S314
        assert tree[0].attrib["name"] == text
        assert json.loads(render("json", hostile(text)))["findings"][0]["file"] == text


@EACH
def test_markdown_holds_strings_in_code_alone(text: str) -> None:
    made = page_of(render("markdown", hostile(text)))
    known = {"h3", "p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "strong"}
    assert set(made.tags) <= known
    outside = "".join(made.outside)
    assert not set("@#`|<>[]") & set(outside)
    plain = page_of(render("markdown", hostile("plain")))
    assert made.tags == plain.tags
    assert outside == "".join(plain.outside)


@EACH
def test_reviewdog_messages_hold_strings_in_code_alone(text: str) -> None:
    for diagnostic in json.loads(render("rdjson", hostile(text)))["diagnostics"]:
        made = page_of(diagnostic["message"])
        assert set(made.tags) == {"p", "code"}
        assert not "".join(made.outside).strip()


@given(ANY_TEXT)
def test_any_line_is_inert(text: str) -> None:
    line = inline(text)
    assert commands(line) == []
    assert commands(f"file: {line} [rule]") == []
    assert "\n" not in line
    line.encode("utf-8")


@given(ANY_TEXT)
def test_any_text_is_inert(text: str) -> None:
    assert commands(terminal_safe(text)) == []


@given(ANY_TEXT)
def test_a_runner_reads_back_what_an_annotation_says(text: str) -> None:
    found = commands(render("github", hostile(text)))
    assert [command.name for command in found] == ["error", "error", "error", "warning", "notice"]
    assert found[0].properties.get("file", "") == inline(text)
    assert found[0].data.split("\n")[0] == inline(text)[:4000]


@given(st.text(st.characters(codec="utf-8")))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    plain = re.sub(r"[^\w ./@!&|()-]", "", text)
    assert inline(plain) == plain or any(unicodedata.category(c) in {"Cf", "Mn", "Lo"} for c in plain)
