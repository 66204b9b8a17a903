"""Builds one program with its overlay, and runs it: the only code here that executes what a repository contains."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gomodlint.errors import NoVerdict, Problem
from gomodlint.measure.overlay import VARIABLE
from gomodlint.measure.toolchain import Toolchain
from gomodlint.measure.trace import MARK, Trace, parse

LIMIT = 30  # seconds
_SHOWN = 12  # lines of somebody's error
_READ = 16 << 20  # bytes of what a program writes; a trace is a few KiB


def build_command(
    tool: Toolchain, overlay: str, binary: str, package: str, *, stripped: bool = True, modfile: str = ""
) -> list[str]:
    """The words that build a package, as a user could type them."""
    words = [tool.command, "build", "-overlay", overlay, "-o", binary]
    if modfile:
        words.append(f"-modfile={modfile}")
    if stripped:
        words.append("-ldflags=-s -w")
    if tool.build.tags:
        words.append(f"-tags={','.join(tool.build.tags)}")
    return [*words, package]


def build(words: Sequence[str], package: str, directory: str, environ: Mapping[str, str]) -> None:
    """Build `package`, as messages name it. Raises NoVerdict with what the compiler said."""
    with tempfile.TemporaryDirectory(prefix="gomodlint-build-") as name:  # where the go command and its tools work
        process = subprocess.Popen(
            words, cwd=directory, env={**environ, "GOTMPDIR": name, "TMPDIR": name}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
        )  # fmt: skip
        try:
            said = process.communicate()[1].strip().splitlines()
        finally:
            _stop(process)
    if process.returncode:
        more = f"\n... ({len(said) - _SHOWN} more lines)" if len(said) > _SHOWN else ""
        raise NoVerdict(
            Problem(f"{package}: go build failed:\n" + "\n".join(said[:_SHOWN]) + more, hint="does go build work here?")
        )


def run(binary: str, package: str, before: Sequence[str] = (), variables: Mapping[str, str] | None = None) -> Trace:
    """Run a built program up to its last init, in an empty environment and directory, `before` its own words.

    Raises NoVerdict when it does not get there.
    """
    text, status = run_raw(binary, before, {"GODEBUG": "inittrace=1", **(variables or {})})
    trace = parse(text)
    if trace.end is None:
        hint = f"{_HINT}; it was run by {' '.join(before)}: --network runs it as it is" if before else _HINT
        raise NoVerdict(Problem(_not_reached(package, trace, text, status), hint=hint))
    return trace


_HINT = "an init that ends the program hides all that comes after it"


def run_raw(binary: str, before: Sequence[str], variables: Mapping[str, str]) -> tuple[str, int | None]:
    """Standard error and exit status of a program; status None if it was stopped after LIMIT seconds."""
    with tempfile.TemporaryDirectory(prefix="gomodlint-run-") as home:
        environ = {"HOME": home, "TMPDIR": home, VARIABLE: "1", "GOMAXPROCS": "1", **variables}
        if "SYSTEMROOT" in os.environ:
            environ["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
        errors = Path(home) / "stderr"
        with errors.open("wb") as stream:
            process = subprocess.Popen(
                [*before, binary], cwd=home, env=environ, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stream,
            )  # fmt: skip
            status: int | None = None
            try:
                status = process.wait(LIMIT)
            except subprocess.TimeoutExpired:
                pass
            finally:
                _stop(process)
        with errors.open("rb") as written:
            return written.read(_READ).decode("utf-8", "replace"), status


def _stop(process: subprocess.Popen[Any]) -> None:
    """End the program and all that it started."""
    try:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()


def _not_reached(package: str, trace: Trace, text: str, status: int | None) -> str:
    last = next(reversed(trace.packages), "")
    after = f", after the init of {last}" if last else ""
    if status is None:
        return f"{package}: its inits had not ended after {LIMIT} s{after}"
    lines = (line.replace("\t", "    ") for line in text.splitlines() if not line.startswith(("init ", MARK)))
    said = [line for line in lines if line.strip()][:_SHOWN]
    how = f"exit status {status}" if status >= 0 else f"signal {-status}"
    shown = "".join(f"\n  {line}" for line in said)
    return f"{package}: the program ended before its last init ({how}){after}{shown}"
