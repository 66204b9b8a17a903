"""What rules say does not hang on the order of the graph's packages: a mended graph has new ones at its end."""

from __future__ import annotations

import copy
import datetime
from pathlib import Path
from random import Random

import pytest
import txtar

import gomodlint.engine.side
from gomodlint.engine import Request, check
from gomodlint.engine.linked import Linked
from gomodlint.errors import NoVerdict
from gomodlint.graph.order import are_named
from gomodlint.graph.package import Graph, Package
from gomodlint.report.formats import render

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "rules").glob("*/*.txtar"))
TODAY = datetime.date(2026, 6, 1)


def renumbered(graph: Graph, random: Random) -> Graph:
    """The same graph: packages that rules speak about stay where they are, the others stand in another order."""
    order = [package.index for package in graph.packages if package.subject]
    rest = [package.index for package in graph.packages if not package.subject]
    random.shuffle(rest)
    order += rest
    now = {index: place for place, index in enumerate(order)}
    made = Graph()
    made.build_lists = graph.build_lists
    made.wider = {now[index] for index in graph.wider}
    made.lookup = [{path: now[index] for path, index in lookup.items()} for lookup in graph.lookup]
    for place, index in enumerate(order):
        package = copy.copy(graph.packages[index])
        package.index = place
        for kind in ("imports", "test_imports", "external_test_imports"):
            setattr(package, kind, {now[to]: condition for to, condition in getattr(package, kind).items()})
        made.packages.append(package)
    return made


def said(top: Path) -> str:
    try:
        return render("json", check(Request(directory=str(top), environ={}, today=TODAY, policy="gomodlint.toml")))
    except NoVerdict as error:
        return "\n".join(map(str, error.problems))


GO_MOD = "module example.com/m\n\ngo 1.26\n"
# Chains of one length, through packages of std, to each of these: which is shown must not be left to chance.
TIES = """
[rules.tied]
kind = "deny"
transitive = true
to = ["unsafe", "sync/atomic", "internal/abi", "syscall", "./b"]
[rules.all-tests]
kind = "deny"
transitive = true
scope = "all"
to = ["os"]
[rules.packages]
kind = "budget"
max-packages = 3
"""


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_rules_say_the_same_in_another_order(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"go.mod": GO_MOD} | txtar.parse(path.read_text(encoding="utf-8")).files
    the_same_in_another_order(files, tmp_path, monkeypatch)


def test_of_chains_of_one_length_the_same_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imports = ["strings", "bytes", "net", "encoding/json", "io", "time", "os", "bufio", "example.com/m/c"]
    specs = "".join(f'\t_ "{path}"\n' for path in imports)
    files = {
        "go.mod": GO_MOD,
        "gomodlint.toml": TIES,
        "a/a.go": f"package main\n\nimport (\n{specs})\n",
        "a/a_test.go": f"package main\n\nimport (\n{specs})\n",
        "b/b.go": "package b\n",
        "c/c.go": 'package c\n\nimport (\n\t_ "os/exec"\n\t_ "example.com/m/d"\n\t_ "example.com/m/e"\n)\n',
        "d/d.go": 'package d\n\nimport _ "example.com/m/b"\n',
        "e/e.go": 'package e\n\nimport _ "example.com/m/b"\n',
    }
    expected = the_same_in_another_order(files, tmp_path, monkeypatch)
    assert expected.count('"rule"') > 10


def the_same_in_another_order(files: dict[str, str], top: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    txtar.write(txtar.Archive("", files), top)
    expected = said(top)
    original = gomodlint.engine.side.link
    moved: list[bool] = []
    random = Random(len(expected))

    def link(*arguments: object) -> Linked:
        linked = original(*arguments)  # type: ignore[arg-type]
        graph = renumbered(linked.graph, random)
        moved.append(True)
        return linked._replace(graph=graph)

    monkeypatch.setattr(gomodlint.engine.side, "link", link)
    for _ in range(5):
        assert said(top) == expected
    assert moved or not expected.startswith("{")  # a policy that is refused is refused before there is a graph
    return expected


def package(index: int, origin: str, *imports: int, subject: bool = False) -> Package:
    made = Package(index, 0, f"p{index}", "", origin, None)  # type: ignore[arg-type]
    made.subject = subject
    made.imports = dict.fromkeys(imports, 1)
    return made


def test_whether_what_was_named_still_is() -> None:
    own, other = package(0, "own", 2, subject=True), package(1, "own", subject=True)
    packages = [own, other, package(2, "std", 3), package(3, "std"), package(4, "third-party", 3), package(5, "std")]
    mentions = {0: [2, 4], 1: []}
    assert are_named([], packages, mentions)
    assert are_named([0, 1], packages, mentions)  # packages that rules speak about are there whoever names them
    assert are_named([2, 3], packages, mentions)
    assert not are_named([5], packages, mentions)
    assert not are_named([3, 5], packages, mentions)
    assert not are_named([4], packages, mentions)  # what is not std may be named in a circle, which nobody reaches
    assert not are_named([2], packages, {0: [4], 1: []})  # the files count, not the edge: it may be met in no build
