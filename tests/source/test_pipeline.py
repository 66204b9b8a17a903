"""What other processes read while the graph is made is what one process reads, whatever becomes of them."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from module_cache import age, fill

from gomodlint.engine import Request, check
from gomodlint.graph.build import GraphBuilder
from gomodlint.report.formats import render
from gomodlint.source import pipeline, watch

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="one process only")
POLICY = """
[rules.far]
kind = "deny"
transitive = true
to = ["net/http", "example.com/far/p39", "example.com/gone/..."]
[rules.blank]
kind = "blank-import"
[build]
unresolved = "warn"
"""
COUNT = 40  # packages of the module far; each imports the two behind it


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module that needs many packages of the module cache."""
    cache = tmp_path / "modcache"
    for number in range(COUNT):
        directory = cache / f"example.com/far@v1.0.0/p{number}"
        directory.mkdir(parents=True)
        names = [f"example.com/far/p{n}" for n in (number + 1, number + 2) if n < COUNT]
        names += {7: ["example.com/far/nowhere"], 11: ["C"], COUNT - 1: ["net/http"]}.get(number, [])
        specs = "".join(f'\t_ "{name}"\n' for name in names)
        (directory / "x.go").write_text(f"package p{number}\n\nimport (\n{specs})\n")
        (directory / "x_windows.go").write_text(f'package p{number}\n\nimport "os"\n')
        (directory / "x_test.go").write_text(f'package p{number}\n\nimport "testing"\n')
    (cache / "example.com/far@v1.0.0/p20/broken.go").write_text("package p20\n\nimport fmt\n")
    made = tmp_path / "m"
    (made / "a").mkdir(parents=True)
    (made / "go.mod").write_text("module example.com/m\n\ngo 1.26\n\nrequire example.com/far v1.0.0\n")
    specs = "".join(f'\t_ "example.com/far/p{number}"\n' for number in range(0, COUNT, 2))
    (made / "a" / "a.go").write_text(f"package a\n\nimport (\n{specs})\n")
    (made / "b.go").write_text('package b\n\nimport _ "example.com/far/p13"\n')
    (made / "gomodlint.toml").write_text(POLICY)
    fill(made, cache)
    age(tmp_path)
    monkeypatch.setenv("GOMODCACHE", str(cache))
    monkeypatch.setenv("GOMODLINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(pipeline, "EACH", 2)
    monkeypatch.setattr(pipeline, "WORTH_FORKING", 1)
    return made


def said(top: Path, *, cache: bool = False) -> str:
    today = datetime.date(2026, 1, 1)
    return render("json", check(Request(directory=str(top), environ=os.environ, today=today, cache=cache)))


def with_cores(count: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the run have so many processors; the processes that it starts."""
    pids: list[int] = []
    original = pipeline.fork

    def fork() -> int:
        pids.append(original())
        return pids[-1]

    monkeypatch.setattr(pipeline, "cores", lambda: count)
    monkeypatch.setattr(pipeline, "fork", fork)
    return pids


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many directories each answer of a process has."""
    found: list[int] = []
    original = pipeline._Worker.answer

    def answer(self: Any) -> dict[str, Any]:
        read = original(self)
        found.append(len(read))
        return read

    monkeypatch.setattr(pipeline._Worker, "answer", answer)
    return found


def are_gone(pids: list[int]) -> bool:
    for pid in pids:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return True


@pytest.mark.parametrize("cores", [2, 3, 9])
@pytest.mark.parametrize("cache", [False, True])
def test_the_verdict_is_that_of_one_process(
    cores: int, cache: bool, top: Path, answers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "cores", lambda: 1)
    expected = said(top)
    assert not answers
    assert expected.count('"rule"') > 3
    pids = with_cores(cores, monkeypatch)
    monkeypatch.setattr(watch, "YOUNG", -(10**12))  # what was written just now may be kept
    assert said(top, cache=cache) == expected
    assert pids
    assert sum(answers)
    assert len(pids) <= min(cores - 1, pipeline.MOST)
    assert are_gone(pids)
    if cache:
        pids.clear()
        assert said(top, cache=True) == expected
        assert not pids  # all of it is kept


def dies(after: int) -> Callable[..., None]:
    def serve(questions: int, answers: int, *more: Any) -> None:
        for _ in range(after):
            asked = pipeline.hear(questions)
            reader, _ = more
            read = [
                (path, [*map(pipeline.as_plain, reader.read_directory(path, None, tests=False))]) for path, *_ in asked
            ]
            pipeline.say(answers, read)
        os._exit(9)

    return serve


def says_half(questions: int, answers: int, *_: Any) -> None:
    pipeline.hear(questions)
    os.write(answers, (1000).to_bytes(8, "big") + b"x")


@pytest.mark.parametrize("serve", [dies(0), dies(1), says_half], ids=["at once", "later", "amid an answer"])
def test_what_a_process_that_ends_has_not_read_is_read_by_another(
    serve: Callable[..., None], top: Path, answers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "cores", lambda: 1)
    expected = said(top)
    pids = with_cores(4, monkeypatch)
    monkeypatch.setattr(pipeline, "_serve", serve)
    assert said(top) == expected
    assert pids
    assert 0 in answers
    assert are_gone(pids)


def test_no_process_is_left_when_the_run_is_interrupted(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pids = with_cores(4, monkeypatch)
    filled: list[str] = []
    original = GraphBuilder._fill_reached

    def fill_reached(self: GraphBuilder, package: Any) -> None:
        original(self, package)
        filled.append(package.path)
        if len(filled) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(GraphBuilder, "_fill_reached", fill_reached)
    with pytest.raises(KeyboardInterrupt):
        said(top)
    assert pids
    assert are_gone(pids)


def test_more_than_a_thousand_open_files_do_not_matter(
    top: Path, answers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What starts a run may leave it many open files; the numbers of its pipes are high then."""
    import resource

    expected = said(top)
    pids = with_cores(3, monkeypatch)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (2000, limits[1]))
    handles = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        assert said(top) == expected
    finally:
        for handle in handles:
            os.close(handle)
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert pids
    assert sum(answers)


def test_a_module_that_is_there_without_the_package_is_not_sought_in_vain(top: Path) -> None:
    (notice,) = [n for n in json.loads(said(top))["notices"] if "undecided" in n["message"]]
    words = (
        "example.com/far/nowhere not found (module example.com/far v1.0.0 is here, and does not contain the package)"
    )
    assert notice["message"] == f"rule far is undecided: {words}"
    assert notice["hint"].startswith("mend the import, or require a version that has the package   (or set unresolved")


def test_a_directory_that_vanishes_is_missing(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After it was listed, and before anybody reads it."""
    gone = f"{os.environ['GOMODCACHE']}/example.com/far@v1.0.0/p30"
    original = pipeline.Pipeline.offer

    def offer(self: pipeline.Pipeline, job: pipeline.Job) -> None:
        if job.directory == gone and os.path.exists(gone):
            os.rename(gone, f"{gone}-")
        original(self, job)

    monkeypatch.setattr(pipeline.Pipeline, "offer", offer)
    found = []
    for cores in (1, 3):
        with_cores(cores, monkeypatch)
        found.append(said(top))
        os.rename(f"{gone}-", gone)
    assert found[0] == found[1]
    assert json.loads(found[0])["looked_at"]["unresolved"] == ["example.com/far/nowhere", "example.com/far/p30"]
