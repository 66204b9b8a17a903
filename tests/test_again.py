"""A run that begins with a kept graph says what a run from the start says, and has the same graph."""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from cached import YOUNG, age, cache, module, run, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gomodlint.engine.again
import gomodlint.graph.mend
from gomodlint.conditions.universe import Universe
from gomodlint.engine import Request, check
from gomodlint.engine.again import check_again
from gomodlint.finding import Verdict
from gomodlint.graph.keep import keep
from gomodlint.graph.mend import Mended
from gomodlint.graph.order import in_order
from gomodlint.recall.answer import Answer, Beginning, Question
from gomodlint.report.formats import render
from gomodlint.source import watch
from gomodlint.source.place import locate

__all__ = ["cache", "module"]

POLICY = """
[build]
tags = ["*"]
[rules.no-dot]
kind = "dot-import"
scope = "all"
[rules.no-blank]
kind = "blank-import"
[rules.cycles]
kind = "acyclic"
[rules.pure]
kind = "deny"
transitive = true
from = ["./p0", "./p1"]
to = ["net/http", "./p4", "container/..."]
[rules.debug]
kind = "deny"
transitive = true
when = "debug"
from = ["./p2"]
to = ["./p0"]
"""
PACKAGES = [f"p{number}" for number in range(5)]
PATHS = [f"example.com/m/{name}" for name in PACKAGES]
STD = ["fmt", "net/http", "container/ring", "crypto/tls", "unsafe", "os"]
FILES = {
    "x.go": "",
    "y_windows.go": "",
    "z.go": "//go:build debug && !windows\n\n",
    "w.go": "//go:build !debug\n\n",
    "x_test.go": "",
}
NEW = ["new.go", "new_linux.go", "new_test.go", "y.md"]  # files that are not there at first
CONSTRAINTS = ["", "", "", "//go:build debug\n\n", "//go:build !windows\n\n", "//go:build other\n\n"]


EXAMPLES = int(os.environ.get("GOMODLINT_AGAIN", "30"))
# Package, file, imports (None: the file goes), blank lines, constraint.
Edit = tuple[str, str, list[tuple[str, str]] | None, int, str]


class Made(NamedTuple):
    """What a run says, and its graph."""

    verdict: str
    graph: list[str]


def go_file(package: str, name: str, imports: list[tuple[str, str]], blank_lines: int = 0, constraint: str = "") -> str:
    specs = "".join(f'\t{given} "{path}"\n' for given, path in imports)
    return f"{constraint or FILES.get(name, '')}package {package}\n{chr(10) * blank_lines}\nimport (\n{specs})\n"


def edit(top: Path, made: Edit) -> None:
    package, name, imports, blank_lines, constraint = made
    if imports is None:
        (top / package / name).unlink(missing_ok=True)
    else:
        write(top, f"{package}/{name}", go_file(package, name, imports, blank_lines, constraint))


def request_of(top: Path) -> Request:
    return Request(directory=str(top), environ=os.environ, today=datetime.date(2026, 1, 1))


def question_of(top: Path) -> Question:
    return Question(locate(str(top)), os.environ, (), ())


def anew(top: Path) -> Made:
    """A run from the start, remembered."""
    seen = watch.watch()
    try:
        verdict = check(request_of(top))
    finally:
        watch.end()
    lines = list(verdict.cache.graph())
    question_of(top).remember(Answer(0, ""), seen, verdict.cache.sum, lines)
    return Made(render("json", verdict), lines[1:])


def again(top: Path, monkeypatch: pytest.MonkeyPatch) -> Made | None:
    """A run that begins with the one remembered; None when it cannot."""
    known = question_of(top).recall()
    if not isinstance(known, Beginning):
        return None
    ends: list[tuple[Mended, Universe]] = []
    original = gomodlint.graph.mend.mend

    def mend(lines: list[str], *arguments: object) -> Mended:
        mended = original(lines, *arguments)  # type: ignore[arg-type]
        ends.extend((mended, argument) for argument in arguments if isinstance(argument, Universe))
        return mended

    with monkeypatch.context() as patch:
        patch.setattr(gomodlint.engine.again, "mend", mend)
        verdict = check_again(request_of(top), known.lines, known.changes, known.headers.files)
    if verdict is None:
        return None
    [(mended, universe)] = ends
    return Made(render("json", verdict), keep(in_order(mended.graph, mended.mentions), universe))


def reset(top: Path) -> None:
    """All files as they are at first: examples share one directory."""
    for package in PACKAGES:
        for name in NEW:
            (top / package / name).unlink(missing_ok=True)
        for name in FILES:
            write(top, f"{package}/{name}", go_file(package, name, [("", "fmt")]))


@pytest.fixture
def top() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as directory:
        made = Path(directory) / "m"
        write(made, "go.mod", "module example.com/m\n\ngo 1.26\n")
        write(made, "gomodlint.toml", POLICY)
        reset(made)
        age(made)
        yield made


edits = st.tuples(
    st.sampled_from(PACKAGES),
    st.sampled_from([*FILES, *NEW]),
    st.none()
    | st.lists(
        st.tuples(
            st.sampled_from(["", "", "", ".", "_", "named"]),
            st.sampled_from([*PATHS, *PATHS, *STD, "C", "example.com/missing/x", "nowhere"]),
        ),
        max_size=4,
    ),
    st.integers(0, 2),
    st.sampled_from(CONSTRAINTS),
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(start=st.lists(edits, max_size=6), then=st.lists(edits, min_size=1, max_size=3))
def test_whatever_files_come_to_import(
    start: list[Edit], then: list[Edit], top: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reset(top)
    for made in start:
        edit(top, made)
    first = anew(top)
    for made in then:
        edit(top, made)
    recalled = isinstance(question_of(top).recall(), Answer)
    mended = again(top, monkeypatch)
    shutil.rmtree(cache)
    expected = anew(top)
    if mended is not None:
        assert mended.graph == expected.graph
        assert mended.verdict == expected.verdict
    elif recalled:
        assert first == expected
    elif first.graph:  # it is not there when Go would refuse a file
        named = {path for _, _, imports, _, _ in (*start, *then) for _, path in imports or ()}
        tags = {name for _, name, imports, _, _ in (*start, *then) if imports is None and name in {"w.go", "z.go"}}
        others = {constraint for _, _, _, _, constraint in (*start, *then)} - {""}
        assert named & {"C", "example.com/missing/x", "nowhere"} or tags or others


def test_one_import_more_or_less_is_mended(top: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(top, "p3/x.go", go_file("p3", "x.go", [("", PATHS[0]), ("", "os")]))
    age(top)
    anew(top)
    states = {
        "std, new": [("", PATHS[0]), ("", "os"), ("_", "container/ring")],
        "std, gone": [("", PATHS[0])],
        "own": [("", PATHS[4]), ("", PATHS[0]), ("", "os")],
        "order": [("", "os"), ("", PATHS[0])],
        "none": [],
    }
    for name, imports in states.items():
        write(top, "p3/x.go", go_file("p3", "x.go", imports))
        mended = again(top, monkeypatch)
        assert mended is not None, name
        other = Path(tempfile.mkdtemp(dir=cache))
        with monkeypatch.context() as patch:
            patch.setenv("GOMODLINT_CACHE", str(other))
            assert mended == anew(top), name


def test_files_that_come_and_go_are_mended(top: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anew(top)
    edits: dict[str, list[Edit]] = {
        "come": [("p1", "new.go", [("", PATHS[0]), (".", "os")], 0, "")],
        "come, for one port": [("p1", "new_linux.go", [("", "net/http")], 0, "")],
        "come, for tests": [("p1", "new_test.go", [("", PATHS[4])], 0, "")],
        "come, never built": [("p1", "new.go", [("", "os")], 0, "//go:build debug && !debug\n\n")],
        "go": [("p3", "y_windows.go", None, 0, ""), ("p3", "x_test.go", None, 0, "")],
        "another constraint": [("p2", "w.go", [("", PATHS[0])], 0, "//go:build debug\n\n")],
        "a document": [("p2", "y.md", [], 0, ""), ("p2", "x.go", [("", "os")], 0, "")],
    }
    for name, made in edits.items():
        for one in made:
            edit(top, one)
        mended = again(top, monkeypatch)
        assert mended is not None, name
        with monkeypatch.context() as patch:
            patch.setenv("GOMODLINT_CACHE", str(tempfile.mkdtemp(dir=cache)))
            assert mended == anew(top), name
        reset(top)


def test_what_the_graph_cannot_tell_is_left_to_a_run_from_the_start(
    top: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew(top)
    changes = {
        "constraint": "//go:build another\n\npackage p3\n",
        "missing": 'package p3\n\nimport "example.com/other/x"\n',
        "no std": 'package p3\n\nimport "nowhere"\n',
        "broken": "package p3\n\nimport fmt\n",
    }
    original = (top / "p3" / "x.go").read_text()
    for name, text in changes.items():
        write(top, "p3/x.go", text)
        assert again(top, monkeypatch) is None, name
    write(top, "p3/x.go", (top / "p2" / "x.go").read_text().replace("p2", "p3"))
    for name in ("p9/x.go", "p3/more/x.go", "p2/go.mod", "p2/gomodlint.toml"):  # a package, a module, a policy
        write(top, name, "package x\n" if name.endswith(".go") else "")
        assert again(top, monkeypatch) is None, name
        (top / name).unlink()
        if not any((top / name).parent.iterdir()):
            (top / name).parent.rmdir()
    for name in FILES:
        (top / "p4" / name).unlink()
    assert again(top, monkeypatch) is None
    reset(top)
    write(top, "p3/x.go", original)
    assert isinstance(question_of(top).recall(), Answer)


@pytest.mark.usefixtures("cache")
def test_more_changes_than_are_worth_reading(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anew(top)
    monkeypatch.setattr("gomodlint.recall.answer.MOST", 2)
    for package in PACKAGES[:3]:
        write(top, f"{package}/x.go", go_file(package, "x.go", [("", "os")]))
    assert again(top, monkeypatch) is None


def test_a_rule_over_modules_is_not_judged_by_a_kept_graph(
    module: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(module, "gomodlint.toml", '[rules.m]\nkind = "go-mod"\ndeny = ["exclude"]\n[rules.d]\nkind = "dot-import"\n')
    made: list[Verdict | None] = []

    def watched(*arguments: object) -> Verdict | None:
        made.append(check_again(*arguments))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(gomodlint.engine.again, "check_again", watched)
    time.sleep(1.5 * YOUNG / 1e9)
    run(module, capfd)
    write(module, "b/b.go", 'package b\n\nimport . "fmt"\n')
    found = run(module, capfd)
    assert found[0] == 1
    assert found == run(module, capfd, "--no-cache")
    assert made == [None]


def test_one_file_is_read_for_one_file_changed(
    module: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(module, "b/another.go", "package b\n")
    age(module)
    run(module, capfd)
    read: list[str] = []
    original = gomodlint.source.directory.HeaderReader._scan

    def scan(self: gomodlint.source.directory.HeaderReader, path: str, data: bytes) -> object:
        read.append(path)
        return original(self, path, data)

    monkeypatch.setattr("gomodlint.source.directory.HeaderReader._scan", scan)
    write(module, "b/b.go", 'package b\n\nimport . "fmt"\n')
    assert run(module, capfd)[0] == 1
    assert read == ["b/b.go"]
