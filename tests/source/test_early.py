"""A process of its own begins to read a vendor directory: the verdict is the same, and nobody is left behind."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gomodlint.cli.main import main
from gomodlint.source import early

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here: nothing begins early")

PACKAGES = [f"example.org/vendored/{'long' * 5}/package{number}" for number in range(700)]
POLICY = """
[rules.pure]
kind = "deny"
transitive = true
from = ["..."]
to = ["net/http"]
[rules.cycles]
kind = "acyclic"
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module with 700 vendored packages, each of which imports the next one; the last one is forbidden."""
    monkeypatch.setenv("GOMODLINT_CACHE", "off")
    monkeypatch.setattr(early, "workers_for", lambda _: 2)  # whatever this machine has
    files = {
        "go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.org/vendored v1.0.0\n",
        "gomodlint.toml": POLICY,
        "m.go": f'package m\n\nimport _ "{PACKAGES[0]}"\n',
        "vendor/modules.txt": "\n".join(["# example.org/vendored v1.0.0", "## explicit; go 1.26", *PACKAGES, ""]),
    }
    for path, following in zip(PACKAGES, [*PACKAGES[1:], "net/http"], strict=True):
        files[f"vendor/{path}/x.go"] = f'package x\n\nimport _ "{following}"\n'
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    forked: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fork", noting(os.fork, forked))
        status = main(["check", "--format", "json", *arguments])
    for pid in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # nobody is left
    return status, *capfd.readouterr()


def noting(fork: Callable[[], int], forked: list[int]) -> Callable[[], int]:
    def note() -> int:
        pid = fork()
        if pid:
            forked.append(pid)
        return pid

    return note


def without(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with monkeypatch.context() as patch:
        patch.setattr(early, "begin", lambda _: None)
        return said(capfd)


def begun(monkeypatch: pytest.MonkeyPatch) -> list[early._Early]:
    found: list[early._Early] = []
    original = early._Early.__init__

    def note(self: early._Early, *arguments: object) -> None:
        found.append(self)
        original(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(early._Early, "__init__", note)
    return found


def test_the_verdict_is_the_same(
    module: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    expected = without(monkeypatch, capfd)
    assert expected[0] == 1
    processes = begun(monkeypatch)
    assert said(capfd) == expected
    assert len(processes) == 1


def test_below_the_module(module: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    expected = without(monkeypatch, capfd)
    (module / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(module / "deep" / "er")
    processes = begun(monkeypatch)
    assert said(capfd) == expected
    assert [process.prefix for process in processes] == ["vendor/"]


def test_a_process_that_dies_costs_nothing(
    module: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    expected = without(monkeypatch, capfd)
    taken = early._Early.mine
    parent = os.getpid()

    def dying(self: early._Early, queue: object) -> object:
        for number, job in enumerate(taken(self, queue)):  # type: ignore[arg-type]
            if number == 20 and os.getpid() != parent:
                os._exit(3)
            yield job

    monkeypatch.setattr(early._Early, "mine", dying)
    assert said(capfd) == expected


@pytest.mark.parametrize("flags", ["-mod=mod", "-mod=readonly"])
def test_a_run_that_takes_nothing_from_vendor(
    flags: str, module: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GOFLAGS", flags)
    monkeypatch.setenv("GOMODCACHE", str(module / "nothing"))
    expected = without(monkeypatch, capfd)
    processes = begun(monkeypatch)
    assert said(capfd) == expected
    assert len(processes) == 1


def test_a_run_that_ends_before_it_asks(
    module: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (module / "gomodlint.toml").write_text("[rules")
    expected = without(monkeypatch, capfd)
    assert expected[0] == 2
    assert said(capfd) == expected


@pytest.mark.parametrize("arguments", [("--tracked",), ("--staged",), ("--base", "HEAD")])
def test_runs_that_ask_git_begin_nothing(
    arguments: tuple[str, ...], module: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    processes = begun(monkeypatch)
    assert said(capfd, *arguments)[0] == 2  # no git here
    assert processes == []


def test_with_a_cache_it_begins_once(
    module: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    expected = without(monkeypatch, capfd)
    monkeypatch.setenv("GOMODLINT_CACHE", str(tmp_path_factory.mktemp("cache")))
    processes = begun(monkeypatch)
    assert said(capfd) == expected
    assert said(capfd) == expected
    assert len(processes) == 1
