"""Progress on a terminal: a line while work is long, nothing of it afterwards, and none where nobody looks."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# As `python -m gomodlint`, with every step shown at once, and with a step that waits where a test asks for it.
PROGRAM = """
import os, sys, time
from gomodlint.cli import progress_line
progress_line.AFTER = progress_line.EVERY = 0
if os.environ.get("WAIT"):
    from gomodlint.source.directory import HeaderReader
    read = HeaderReader.read
    def slow(*arguments, **named):
        time.sleep(0.05)
        return read(*arguments, **named)
    HeaderReader.read = slow
from gomodlint.cli.main import run
sys.exit(run())
"""
FILES = 40


@pytest.fixture
def module(tmp_path: Path) -> Path:
    top = tmp_path / "m"
    for number in range(FILES):
        (top / f"p{number}").mkdir(parents=True)
        (top / f"p{number}" / "p.go").write_text(f'package p{number}\n\nimport _ "fmt"\n')
    (top / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (top / "gomodlint.toml").write_text('[rules.r]\nkind = "acyclic"\n')
    return top


class Terminal:
    """A process whose standard error is a terminal; its standard output is a pipe."""

    def __init__(self, directory: Path, *arguments: str, **environ: str) -> None:
        self._own, other = pty.openpty()
        inherited = {name: value for name, value in os.environ.items() if name != "CI"}
        env = {**inherited, "PYTHONPATH": str(ROOT), "TERM": "xterm", "GOMODLINT_CACHE": "off", **environ}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            cwd=directory,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=other,
            start_new_session=True,
        )
        os.close(other)
        self.seen = ""

    def read_until(self, text: str) -> None:
        """Read the terminal until a text has come, or its end."""
        end = time.monotonic() + 60
        while text not in self.seen and time.monotonic() < end and self._more():
            pass

    def rest(self) -> tuple[int, str]:
        """Exit status and standard output; `seen` is all that came to the terminal."""
        while self._more():
            pass
        printed = self.process.communicate()[0].decode()
        os.close(self._own)
        return self.process.returncode, printed

    def _more(self) -> bool:
        select.select([self._own], [], [], 60)
        try:
            data = os.read(self._own, 4096)
        except OSError:  # Linux: the other side is closed
            return False
        self.seen += data.decode()
        return bool(data)


def left_on(text: str) -> list[str]:
    """What stands on the lines of a terminal after a text with carriage returns was written to it."""
    found = []
    for line in text.replace("\r\n", "\n").split("\n"):
        cells: list[str] = []
        for piece in line.split("\r"):
            cells[: len(piece)] = piece
        found.append("".join(cells).rstrip())
    return found


def test_a_line_that_leaves_nothing(module: Path) -> None:
    terminal = Terminal(module, "check")
    status, printed = terminal.rest()
    assert status == 0
    assert "looked at 40 packages" in printed
    assert "reading directories [" in terminal.seen
    assert f"of {FILES}" in terminal.seen
    assert "running rules [########################] 1 of 1" in terminal.seen
    assert left_on(terminal.seen) == [""]


def test_questions_show_it_too(module: Path) -> None:
    terminal = Terminal(module, "cut", "--through-files", "./p1", "fmt")
    assert terminal.rest()[0] == 0
    assert "looking for the smallest answer: " in terminal.seen
    assert left_on(terminal.seen) == [""]


@pytest.mark.parametrize("environ", [{"CI": "true"}, {"TERM": "dumb"}])
def test_nobody_is_shown_anything_in_ci(module: Path, environ: dict[str, str]) -> None:
    terminal = Terminal(module, "check", **environ)
    assert terminal.rest()[0] == 0
    assert terminal.seen == ""


def test_nothing_is_shown_where_there_is_no_terminal(module: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "GOMODLINT_CACHE": "off"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "check"], cwd=module, env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_leaves_a_clean_terminal_and_nothing_else(module: Path, tmp_path: Path) -> None:
    cache, temporary = tmp_path / "cache", tmp_path / "tmp"
    temporary.mkdir()
    environ = {"WAIT": "1", "GOMODLINT_CACHE": str(cache), "TMPDIR": str(temporary)}
    before = sorted(path.relative_to(module) for path in module.rglob("*"))
    terminal = Terminal(module, "check", **environ)
    terminal.read_until("] 5 of")
    os.killpg(terminal.process.pid, signal.SIGINT)
    status, printed = terminal.rest()
    assert (status, printed) == (130, "")
    assert left_on(terminal.seen) == ["gomodlint: interrupted, no verdict", ""]
    with pytest.raises(ProcessLookupError):
        os.killpg(terminal.process.pid, 0)  # no worker lives on
    assert sorted(path.relative_to(module) for path in module.rglob("*")) == before
    assert [path for path in (*cache.rglob("*"), *temporary.iterdir()) if path.is_file()] == []
