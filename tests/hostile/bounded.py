"""What the tests of hostile input have in common: small modules, and runs with bounded time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from unmeasured import unmeasured

from tests.hostile.forks import ROOT, Ended, Forks

MODULE = {"go.mod": "module example.com/m\n\ngo 1.26\n", "a.go": "package m\n"}
POLICY = '[rules.r]\nkind = "dot-import"\n'
DENY = '[rules.r]\nkind = "deny"\ntransitive = true\nfrom = ["./..."]\nto = ["net/http"]\n'


def write(top: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


class Runner:
    """Runs in a directory; whatever the run was given, it must not have crashed."""

    def __init__(self, forks: Forks) -> None:
        self._forks = forks

    def __call__(self, directory: Path, *arguments: str, **environ: str) -> Ended:
        return self.with_(directory, arguments, {**os.environ, **environ})

    def with_(
        self, directory: Path, arguments: Sequence[str], environ: Mapping[str, str], *, out: str = "", after: float = 0
    ) -> Ended:
        """In this environment alone; `out` is where standard output goes, `after` when Ctrl-C is pressed."""
        ended = self._forks.run_with(directory, arguments, environ, out=out, after=after)
        assert ended.status >= 0, f"signal {-ended.status} after {ended.seconds:.1f} s: {arguments} {ended.err}"
        assert "Traceback" not in ended.err, ended.err
        assert "internal error" not in ended.err, ended.err
        assert ended.status != 2 or ended.said.strip(), f"{arguments}: status 2, and nothing was said"
        return ended


def without_room(directory: Path, command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """As `shell`, where no file can be written: each would be larger than it may be."""
    every = unmeasured({**os.environ, **environ})
    return shell(directory, f"trap '' XFSZ; ulimit -f 0; {command}", every)


def shell(
    directory: Path, command: str, instead: Mapping[str, str] | None = None, /, **environ: str
) -> subprocess.CompletedProcess[str]:
    """A line of bash, in which GOMODLINT stands for the program: a process of its own.

    `instead` is an environment in the place of the test's.
    """
    every = {**(os.environ if instead is None else instead), "PYTHONPATH": str(ROOT), **environ}
    line = command.replace("GOMODLINT", f'"{sys.executable}" -m gomodlint')
    return subprocess.run(["bash", "-c", line], cwd=directory, env=every, capture_output=True, text=True, check=False)
