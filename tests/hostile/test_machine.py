"""The machine: environment, streams, disk, interrupts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.hostile.bounded import ROOT, Runner, shell, write
from tests.hostile.forks import PATIENCE


@pytest.mark.parametrize(
    "value", ["", " ", "nonsense", "/", "/dev/null", "\n", "-mod=", "\x1b[2J", "%s%n", "x" * 4_000]
)
def test_environment_variables_of_nonsense(run: Runner, module: Path, value: str) -> None:
    expected = run(module)
    names = (
        "HOME", "XDG_CACHE_HOME", "GOMODLINT_CACHE", "GOMODCACHE", "GOPATH", "GOROOT", "GOOS", "GOARCH", "CGO_ENABLED",
        "GOARM", "GOEXPERIMENT", "TERM", "COLUMNS", "LINES", "NO_COLOR", "LANG", "LC_ALL", "TZ", "TMPDIR", "GIT_CONFIG",
        "GIT_PAGER", "GITHUB_EVENT_PATH", "GITHUB_ACTIONS", "PAGER", "SHELL",
    )  # fmt: skip
    said = run(module, **dict.fromkeys(names, value))
    assert said[:2] == expected[:2]
    assert "\x1b" not in said.err
    for name in ("GOFLAGS", "GOWORK"):
        said = run(module, **{name: value})
        assert said.status in {0, 2}
        assert "\x1b" not in said.err + said.out


def test_without_any_environment(module: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from gomodlint.cli.main import main; sys.exit(main([]))"],
        cwd=module, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("command", ["GOMODLINT > /dev/full", "GOMODLINT --format json --output /dev/full"])
def test_a_full_disk(module: Path, command: str) -> None:
    for _ in range(2):
        done = shell(module, command)
        assert done.returncode == 2, done
        assert "no space left" in done.stderr.lower()
        assert "Traceback" not in done.stderr
        assert "bug" not in done.stderr


@pytest.mark.parametrize("command", ["GOMODLINT >&-", "GOMODLINT 2>&-", "GOMODLINT >&- 2>&-", "GOMODLINT <&-"])
def test_closed_streams(module: Path, command: str) -> None:
    done = shell(module, command)
    assert done.returncode == 0, done
    assert "Traceback" not in done.stderr
    write(module, {"b.go": 'package m\n\nimport . "os"\n'})
    assert shell(module, command).returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_full_streams_never_look_like_findings(module: Path) -> None:
    write(module, {"b.go": "package m\n\nimport os\n"})
    assert shell(module, "GOMODLINT 2> /dev/full").returncode == 2
    assert shell(module, "GOMODLINT > /dev/full 2> /dev/full").returncode == 2
    assert shell(module, "GOMODLINT --nonsense 2> /dev/full").returncode == 2


def test_an_interrupt_at_any_moment(run: Runner, module: Path) -> None:
    write(module, {f"p{n}/x.go": f'package p{n}\n\nimport "os"\n' for n in range(200)})
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "GOMODLINT_CACHE": str(module.parent / "cache")}
    program = (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from gomodlint.cli import main\n"
        "main._open_closed_streams = lambda: print('started', file=sys.stderr, flush=True)\n"
        "main.run_as_program()\n"
    )
    ends = set()
    for step in range(16):
        process = subprocess.Popen(
            [sys.executable, "-c", program], cwd=module, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert process.stderr is not None
        process.stderr.readline()
        time.sleep(step * 0.012)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in err, err
        assert process.returncode in {0, 130, -signal.SIGINT}, err  # the last: while Python ends, after the verdict
        assert process.returncode != 130 or "interrupted, no verdict" in err
        assert process.returncode == 130 or "looked at" in out
        ends.add(process.returncode)
    assert 130 in ends
    assert run(module, GOMODLINT_CACHE=environ["GOMODLINT_CACHE"])[:1] == (0,)
    assert "damaged" not in run(module, GOMODLINT_CACHE=environ["GOMODLINT_CACHE"]).err


def how_it_ends(program: str) -> tuple[int, str]:
    """Exit status and standard error of a Python program."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("module", ["gomodlint.errors", "typing"])
def test_an_interrupt_while_the_program_is_loaded(module: str) -> None:
    program = (
        "import builtins, sys\n"
        "from gomodlint.__main__ import main\n"
        "really = builtins.__import__\n"
        "def load(name, *more):\n"
        f"    if name == {module!r}: raise KeyboardInterrupt\n"
        "    return really(name, *more)\n"
        "sys.modules.pop('typing', None)\n"
        "builtins.__import__ = load\n"
        "main()\n"
    )
    assert how_it_ends(program) == (130, "gomodlint: interrupted, no verdict\n")


def test_an_interrupt_where_python_cannot_raise_one(module: Path) -> None:
    """In a callback, of the import system say, Python prints it and goes on: it comes again."""
    program = (
        "import time, weakref\n"
        "from gomodlint.cli import main\n"
        "class Thing: pass\n"
        "things = [Thing()]\n"
        "def stop(_): raise KeyboardInterrupt\n"
        "ref = weakref.ref(things[0], stop)\n"
        "def body(_):\n"
        "    things.clear()\n"
        "    for _ in range(300): time.sleep(0.1)\n"
        "main.main = body\n"
        "main.run_as_program()\n"
    )
    assert how_it_ends(program) == (130, "gomodlint: interrupted, no verdict\n")
