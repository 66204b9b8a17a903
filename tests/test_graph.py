"""`gomodlint graph`: what is drawn, in languages that other programs read back."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from pathlib import Path

import networkx
import pydot
import pytest
from repository import Git

from gomodlint.cli.main import main
from gomodlint.draw.formats import FORMATS
from gomodlint.engine.picture import Edge, Node, Picture

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.org/v v1.0.0\n",
    "gomodlint.toml": '[sets]\nlow = ["./lib/...", "example.org/..."]\ntop = ["$main"]\n[rules.r]\nkind = "acyclic"\n',
    "vendor/modules.txt": "# example.org/v v1.0.0\n## explicit; go 1.20\nexample.org/v/y\n",
    "vendor/example.org/v/y/y.go": "package y\n",
    "cmd/a/main.go": 'package main\n\nimport (\n\t_ "example.com/m/lib"\n\t_ "example.com/m/lib/deep"\n)\n',
    "lib/lib.go": 'package lib\n\nimport _ "example.com/m/lib/deep"\nimport _ "example.org/v/y"\n',
    "lib/deep/d.go": "package deep\n",
    "lib/deep/d_windows.go": 'package deep\n\nimport _ "os/exec"\n',
    "lib/deep/d_test.go": 'package deep_test\n\nimport _ "example.com/m/lib"\n',
}


@pytest.fixture(autouse=True)
def _in_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Git(tmp_path).write(FILES)
    monkeypatch.chdir(tmp_path)


def edges(capfd: pytest.CaptureFixture[str], *arguments: str) -> set[tuple[str, str, str]]:
    assert main(["graph", "--format", "json", *arguments]) == 0
    found = json.loads(capfd.readouterr().out)
    names = [node["name"].removeprefix("example.com/m/") for node in found["nodes"]]
    return {(names[edge["from"]], names[edge["to"]], edge["condition"]) for edge in found["edges"]}


def test_own_packages_and_their_imports(capfd: pytest.CaptureFixture[str]) -> None:
    assert edges(capfd) == {("cmd/a", "lib", ""), ("cmd/a", "lib/deep", ""), ("lib", "lib/deep", "")}
    assert edges(capfd, "--tests") == edges(capfd) | {("lib/deep", "lib", "")}


def test_what_a_longer_way_stands_for_is_left_out(capfd: pytest.CaptureFixture[str]) -> None:
    assert edges(capfd, "--reduce") == {("cmd/a", "lib", ""), ("lib", "lib/deep", "")}
    Path("lib/lib.go").rename("lib/lib_linux.go")
    Path("lib/lib.go").write_text("package lib\n")
    assert ("cmd/a", "lib/deep", "") in edges(capfd, "--reduce"), "on linux alone there is a longer way"


def test_outside_and_near(capfd: pytest.CaptureFixture[str]) -> None:
    assert ("lib", "example.org/v/y", "") in edges(capfd, "--outside")
    assert edges(capfd, "--outside", "--focus", "os/exec") >= {("lib/deep", "os/exec", "windows")}
    near = edges(capfd, "--outside", "--focus", "example.org/v/y")
    assert near == {("lib", "example.org/v/y", "")}
    assert len(edges(capfd, "--outside", "--focus", "example.org/v/y", "--depth", "2")) == 4
    assert ("lib/deep", "os/exec", "windows") not in edges(capfd, "--outside", "--when", "linux")


def test_groups(capfd: pytest.CaptureFixture[str]) -> None:
    assert edges(capfd, "--group-by", "directory", "--outside") >= {
        ("./cmd", "./lib", ""),
        ("./lib", "example.org/v", ""),
        ("./lib", "std", "windows"),
    }
    assert edges(capfd, "--group-by", "set") == {("$top", "$low", "")}
    assert ("example.com/m", "example.org/v", "") in edges(capfd, "--group-by", "module", "--outside")


def test_a_file_is_written_whole(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "-o", "graph.dot"]) == 0
    assert capfd.readouterr().out == ""
    assert (tmp_path / "graph.dot").read_text().startswith("digraph")
    assert main(["graph", "-o", "no/such/graph.dot"]) == 2


def test_graphviz_is_asked_for_only_when_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("git",):
        os.symlink(shutil.which(name) or "", tools / name)
    monkeypatch.setenv("PATH", str(tools))
    assert main(["graph", "--format", "svg"]) == 2
    assert "there is no dot on PATH" in capfd.readouterr().err
    (tools / "dot").write_text('#!/bin/sh\nread line\necho "$1 $line"\n')
    (tools / "dot").chmod(0o755)
    (tools / "sh").symlink_to("/bin/sh")
    assert main(["graph", "--format", "svg", "-o", "x.svg"]) == 0
    assert (tmp_path / "x.svg").read_text() == "-Tsvg digraph imports {\n"


def test_nothing_to_draw_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--focus", "os/exec"]) == 2
    assert "no package is left to draw" in capfd.readouterr().err


def test_more_than_mermaid_draws_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    imports = "".join(f'import _ "example.com/m/p{at}"\n' for at in range(501))
    Git.at(tmp_path).write({f"p{at}/p.go": "package p\n" for at in range(501)} | {"many.go": f"package m\n\n{imports}"})
    assert main(["graph", "--format", "mermaid", "--focus", "."]) == 0
    told = capfd.readouterr()
    assert "501 arrows: Mermaid, as GitHub has it, draws at most 500" in told.err
    assert told.out.count("-->") == 501
    assert main(["graph", "--format", "mermaid", "--focus", "./lib"]) == 0
    assert capfd.readouterr().err == ""


HOSTILE = [
    'a"];b->c',
    "]]><x/>",
    "`|end\n  n0 --> n1",
    "${x} \\ \x1b[31m",
    "</script><script>",
    "%%{init}%% #quot;",
    "a;b",
]
DRAWN = Picture(
    tuple(Node(name, "own", name, name, main=False, packages=1) for name in HOSTILE),
    tuple(Edge(at, at + 1, 1, HOSTILE[at], ((HOSTILE[at], 3),), at % 2 == 0) for at in range(len(HOSTILE) - 1)),
)


def test_hostile_names_stay_names_in_dot() -> None:
    (graph,) = pydot.graph_from_dot_data(FORMATS["dot"](DRAWN)) or ()
    nodes = [node for node in graph.get_nodes() if re.fullmatch(r"n\d+", node.get_name())]
    assert len(nodes) == len(HOSTILE)
    assert [(edge.get_source(), edge.get_destination()) for edge in graph.get_edges()] == [
        (f"n{at}", f"n{at + 1}") for at in range(len(HOSTILE) - 1)
    ]


def test_hostile_names_come_back_from_graphml() -> None:
    graph = networkx.read_graphml(io.BytesIO(FORMATS["graphml"](DRAWN).encode()))
    assert [graph.nodes[f"n{at}"]["name"] for at in (0, 1, 4, 5, 6)] == [HOSTILE[at] for at in (0, 1, 4, 5, 6)]
    assert graph.number_of_edges() == len(HOSTILE) - 1
    assert [data["test"] for _, _, data in graph.edges(data=True)] == [True, False, True, False, True, False]


@pytest.mark.parametrize("kind", ["mermaid", "d2"])
def test_hostile_names_cannot_leave_their_quotes(kind: str) -> None:
    text = FORMATS[kind](DRAWN)
    lines = text.splitlines()
    drawn = [line for line in lines if re.match(r" *n\d+", line)]
    assert len(drawn) == 2 * len(HOSTILE) - 1
    bare = [re.sub(r'"(?:[^"\\]|\\.)*"', '""', line) for line in drawn]
    assert not [line for line in bare if re.search(r"script|init|end|\x1b|c$", line.replace("classDef", ""))]
    if kind == "mermaid":
        assert not [line for line in drawn if re.search(r'"[^"]*[`<>|%{}][^"]*"', line)]
    else:
        assert "${" not in text.replace("\\$", "")
