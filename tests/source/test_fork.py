"""A worker that is interrupted the moment it begins ends there; it never runs on as the program that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here")
ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import os, signal, sys
from gomodlint.source import parallel
signal.signal(signal.SIGINT, getattr(signal, sys.argv[1]))
really = os.fork

def fork():
    pid = really()
    if pid == 0:
        signal.raise_signal(signal.SIGINT)
    return pid

os.fork = fork
try:
    pid, pipe = parallel.start(lambda: [{"a": ()}])
    print("worker:", parallel.collect(pid, pipe), flush=True)
finally:
    print("end of the program", flush=True)
signal.raise_signal(signal.SIGINT)
"""


def run(handler: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM, handler]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_an_interrupted_worker_ends_at_once() -> None:
    done = run("default_int_handler")
    assert done.stdout == "worker: None\nend of the program\n", done
    assert done.stderr.count("Traceback") == 1, "only the program itself is interrupted as before"
    assert done.returncode == -signal.SIGINT


def test_a_program_that_ignores_interrupts_has_workers_that_do() -> None:
    done = run("SIG_IGN")
    assert (done.returncode, done.stdout) == (0, "worker: {'a': ()}\nend of the program\n"), done
