"""Answers drawn: `why`, `cut`, `cycles` and `diff` as pictures, read back by what draws them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydot
import pytest
from repository import Git

from gomodlint.cli.main import main

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": "[build]\nports = ['linux/*', 'windows/*']\n",
    "cmd/a/main.go": 'package main\n\nimport (\n\t_ "example.com/m/one"\n\t_ "example.com/m/two/low"\n)\n',
    "one/one.go": 'package one\n\nimport _ "example.com/m/door"\n',
    "two/low/l_windows.go": 'package low\n\nimport _ "example.com/m/door"\n',
    "two/low/l.go": "package low\n",
    "door/door.go": 'package door\n\nimport _ "net/http/pprof"\n',
    "two/high/h.go": 'package high\n\nimport _ "example.com/m/one/deep"\n',
    "one/deep/d.go": 'package deep\n\nimport _ "example.com/m/two/low"\n',
}


@pytest.fixture
def module(git: Git, monkeypatch: pytest.MonkeyPatch) -> Git:
    git.commit(dict(FILES))
    monkeypatch.chdir(git.directory)
    return git


def drawn(capfdbinary: pytest.CaptureFixture[bytes], status: int, *arguments: str) -> dict[tuple[str, str], str]:
    """The arrows of a picture as Graphviz reads it: the two names, and the label with the colour."""
    assert main([*arguments, "--format", "dot"]) == status
    [graph] = pydot.graph_from_dot_data(capfdbinary.readouterr().out.decode()) or ()
    names = {node.get_name(): _bare(node.get_label()) for node in graph.get_nodes() if node.get_label()}
    return {
        (
            names[edge.get_source()],
            names[edge.get_destination()],
        ): f"{_bare(edge.get_label())} {_bare(edge.get_color())}"
        for edge in graph.get_edges()
    }


def _bare(text: str | None) -> str:
    return (text or "").strip('"').removeprefix("example.com/m/")


RED, GREEN = "#c0392b", "#6a9a6a"


def test_chains(module: Git, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert drawn(capfdbinary, 0, "why", "./cmd/a", "net/http/pprof", "--all") == {
        ("cmd/a", "one"): "cmd/a/main.go:4 ",
        ("one", "door"): "one/one.go:3 ",
        ("cmd/a", "two/low"): "cmd/a/main.go:5 ",
        ("two/low", "door"): "two/low/l_windows.go:3 if windows ",
        ("door", "net/http/pprof"): "door/door.go:3 ",
    }


def test_a_cut_is_red_on_its_chains(module: Git, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    found = drawn(capfdbinary, 0, "cut", "./cmd/a", "net/http/pprof")
    assert len(found) == 5
    assert {pair for pair, label in found.items() if label.endswith(RED)} == {("door", "net/http/pprof")}


def test_cycles_and_what_breaks_them(module: Git, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    module.commit({"two/low/up.go": 'package low\n\nimport _ "example.com/m/one"\n', "one/deep/d.go": "package deep\n"})
    module.commit(
        {"one/deep/d.go": 'package deep\n\nimport _ "example.com/m/two/high"\n', "two/high/h.go": "package high\n"}
    )
    found = drawn(capfdbinary, 1, "cycles", "--level", "directory")
    assert set(found) == {("./one", "./two"), ("./two", "./one")}
    assert [label.endswith(RED) for label in found.values()].count(True) == 1


def test_what_came_and_went(module: Git, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    module.commit({"one/one.go": 'package one\n\nimport _ "os/exec"\n'})
    assert drawn(capfdbinary, 0, "diff", "HEAD~1", "HEAD") == {
        ("one", "door"): f"- one/one.go:3 {RED}",
        ("one", "os/exec"): f"+ one/one.go:3 {GREEN}",
    }
    assert main(["diff", "HEAD", "HEAD", "--format", "mermaid"]) == 0
    assert capfdbinary.readouterr().out == b"", "nothing is drawn when nothing changed"


def test_no_chain_no_picture(module: Git, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    assert main(["why", "./door", "os/exec/internal", "--format", "mermaid", "-o", str(tmp_path / "x")]) in {1, 2}
    assert not (tmp_path / "x").exists()
    assert main(["why", "./one", "net/http/pprof", "--format", "mermaid", "-o", str(tmp_path / "x.mmd")]) == 0
    assert (tmp_path / "x.mmd").read_text().startswith("flowchart TD\n")


def fields(document: Any) -> Iterator[str]:
    """Every field of a document."""
    if isinstance(document, list):
        for one in document:
            yield from fields(one)
    elif isinstance(document, dict):
        for name, one in document.items():
            yield name
            yield from fields(one)


@pytest.mark.parametrize(
    "question",
    [
        ("why", "./cmd/a", "net/http/pprof", "--all"),
        ("cut", "./cmd/a", "net/http/pprof"),
        ("cycles", "--level", "directory"),
        ("cycles", "--level", "module"),
        ("metrics",),
        ("diff", "HEAD~1", "HEAD"),
        ("graph", "--outside"),
    ],
)
def test_every_field_is_documented(
    module: Git, capfdbinary: pytest.CaptureFixture[bytes], question: tuple[str, ...]
) -> None:
    module.commit({"two/low/up.go": 'package low\n\nimport _ "example.com/m/one"\n'})
    assert main([*question, "--format", "json"]) in {0, 1}
    page = (Path(__file__).parent.parent / "docs" / "questions" / "json.md").read_text(encoding="utf-8")
    named = {word for words in re.findall(r"`([^`]+)`", page) for word in words.split()} | {"tags"}
    found = set(fields(json.loads(capfdbinary.readouterr().out)))
    assert {name for name in found if name.islower()} - named == set()
