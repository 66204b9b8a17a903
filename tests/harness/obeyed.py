"""Every word that the tool says in any test is read as a GitHub runner would: no line of it may be a command but ours.

What a test reads from its capture, what it leaves there, and what processes of the tool print goes through the runner's
two parsers (`runner.py`). Meant are annotations of the tool's own, by title or first word; whatever else a runner would
obey has come from a string of a repository, a policy or an argument.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any, Final

import pytest
from runner import Command, commands

OURS: Final = ("gomodlint", "main.py")  # one of them is in the command of a process of ours
_ANNOTATIONS: Final = frozenset({"error", "warning", "notice"})


def forged(text: str) -> list[Command]:
    """Commands in a text that the tool has not meant."""
    if "##[" not in text and "::" not in text:
        return []
    return [command for command in commands(text) if not _is_meant(command)]


def _is_meant(command: Command) -> bool:
    said = command.properties.get("title", command.data)
    return (command.name in _ANNOTATIONS and said.startswith(("gomodlint ", "gomodlint:"))) or said == "gomodlint"


@pytest.fixture(autouse=True)
def no_output_is_obeyed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails the test whose output has a live workflow command that the tool did not mean."""
    said: list[str] = []
    _hear_captures(said, monkeypatch)
    _hear_processes(said, monkeypatch)
    yield
    said += [text for _, _, text in request.node._report_sections]
    assert not [command for text in said for command in forged(text)]


def _hear_captures(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    capture: Any = pytest.CaptureFixture
    read, close = capture.readouterr, capture.close

    def readouterr(self: Any) -> Any:
        found = read(self)
        said.extend(map(_text, found))
        return found

    def closed(self: Any) -> None:
        if self._capture is not None:
            said.extend(map(_text, read(self)))
        close(self)

    monkeypatch.setattr(capture, "readouterr", readouterr)
    monkeypatch.setattr(capture, "close", closed)


def _hear_processes(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run = subprocess.run

    def heard(*arguments: Any, **options: Any) -> Any:
        done = run(*arguments, **options)
        command = done.args if isinstance(done.args, str) else " ".join(map(str, done.args))
        if any(word in command for word in OURS):
            said.extend(_text(text) for text in (done.stdout, done.stderr) if text)
        return done

    monkeypatch.setattr(subprocess, "run", heard)


def _text(found: Any) -> str:
    return found.decode("utf-8", "surrogateescape") if isinstance(found, bytes) else str(found)
