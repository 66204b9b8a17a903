"""Runs gomodlint many times, each in a forked process with bounded time and memory.

A process of its own has loaded every verb; a run is a fork of it, and takes hundredths of a second. `python forks.py`
is that process: one JSON object a line in, one out.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import NamedTuple, Self

ROOT = Path(__file__).parent.parent.parent
MEMORY = 1 << 30  # bytes of address space that a run may take
SLOWER = 3 if "COVERAGE_PROCESS_CONFIG" in os.environ else 1  # a run that bench/covered.py looks into
SECONDS = 20 * SLOWER  # of a processor that a run may take; what is here takes less than two
PATIENCE = 120  # seconds of the clock after which a run is taken to wait for something that never comes


class Ended(NamedTuple):
    """How a run ended: exit status (negative: a signal), what it said, CPU seconds, largest size in bytes."""

    status: int
    out: str
    err: str
    seconds: float
    size: int

    @property
    def said(self) -> str:
        return self.out + self.err


class Forks:
    """The waiting process. `run` starts a fork of it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()

    def run(self, directory: Path, *arguments: str, **environ: str) -> Ended:
        """`gomodlint ARGUMENTS` in a directory. A run beyond its time ends with a signal: a negative status."""
        return self.run_with(directory, arguments, {**os.environ, **environ})

    def run_with(
        self, directory: Path, arguments: Sequence[str], environ: Mapping[str, str], *, out: str = "", after: float = 0
    ) -> Ended:
        """As `run`, in this environment alone, with standard output to a file; interrupted after some seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"directory": str(directory), "arguments": arguments, "environ": environ, "out": out, "after": after}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ended(*json.loads(self._process.stdout.readline()))


def _serve() -> None:
    from importlib import import_module

    from gomodlint.cli.main import VERBS

    for verb in VERBS:
        import_module(f"gomodlint.cli.{verb}")
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                _become(asked, out.fileno(), err.fileno())
            status, usage = _wait(child)
            texts = []
            for stream in (out, err):
                stream.seek(0)
                texts.append(stream.read().decode("utf-8", "replace"))
            ended = Ended(status, *texts, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10)
        sys.stdout.write(json.dumps(ended) + "\n")
        sys.stdout.flush()


def _wait(child: int) -> tuple[int, resource.struct_rusage]:
    limit = time.monotonic() + PATIENCE
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status), usage
        if time.monotonic() > limit:
            os.kill(child, signal.SIGKILL)
            limit += PATIENCE
        time.sleep(0.002)


def _become(asked: dict[str, object], out: int, err: int) -> None:
    """The run itself: never returns."""
    status = 99
    try:
        nothing = os.open(os.devnull, os.O_RDONLY)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if asked["out"]:
            out = os.open(str(asked["out"]), os.O_WRONLY)
        for here, there in ((nothing, 0), (out, 1), (err, 2)):
            os.dup2(here, there)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        os.chdir(str(asked["directory"]))
        os.environ.clear()
        os.environ.update(asked["environ"])
        sys.argv = ["gomodlint", *asked["arguments"]]
        from gomodlint.cli.main import run

        if asked["after"]:
            _stop_measuring()
            _interrupt_after(float(str(asked["after"])))
        try:
            status = int(run())
        except SystemExit as ended:  # argparse ends a call with wrong arguments itself
            status = int(ended.code or 0)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - a crash is what the tests look for
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _stop_measuring() -> None:
    """An interrupt may hit coverage (bench/covered.py) while it holds its lock, and the end of the run waits for it."""
    coverage = sys.modules.get("coverage")
    if coverage is not None:
        coverage.Coverage.current().stop()
        for name in [name for name in os.environ if name.startswith("COVERAGE_")]:
            del os.environ[name]


def _interrupt_after(seconds: float) -> None:
    """Ctrl-C: the signal goes to the run and to every process that it has started."""
    from gomodlint.cli.main import main

    def interrupt(_number: int, frame: FrameType | None) -> None:
        while frame is not None and frame.f_code is not main.__code__:
            frame = frame.f_back
        if frame is not None:  # else the run has not begun, or is over
            raise KeyboardInterrupt

    os.setsid()
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGALRM, lambda _number, _frame: os.killpg(0, signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    _serve()
