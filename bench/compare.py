"""Times `gomodlint check` against `go list` on real Go repositories, in pairs, and prints a Markdown table.

    python bench/compare.py --repos DIR [--runs 7] [NAME ...]

DIR holds clones named as the policies in bench/policies/ (moby, tailscale, ...); std is GOROOT/src of the go command,
in a copy: what lies in a repository already would be taken for a part of it.
Each row is the median of whole process wall time, CPU time (user and system, of workers too) and peak memory over
paired runs A B A B ..., after one warm-up of each; ratios are taken pair by pair. `--cores 1` keeps both to one core.
Nothing here is a test: a busy machine makes slow numbers, never a red build.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
LEAN = "-json=ImportPath,Name,Imports,TestImports,XTestImports,GoFiles,Error"


class Run(NamedTuple):
    """One finished process: wall seconds, peak resident MiB (of the largest process), exit status, processor seconds.

    The processor's time counts that of its children, and hardly moves with the load of the machine.
    """

    seconds: float
    mebibytes: float
    status: int
    cpu: float


def run(command: Sequence[str], directory: Path, environ: dict[str, str], cores: int = 0) -> Run:
    """Run a command to its end, its output thrown away; `cores` 0: on all there are (Linux)."""
    environ = {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        if cores:
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
        os.chdir(directory)
        os.execvpe(command[0], list(command), environ)  # noqa: S606 - a command of ours, no shell
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(seconds, usage.ru_maxrss / scale, os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime)


def pairs(a: Sequence[str], b: Sequence[str], directory: Path, runs: int, cores: int) -> tuple[list[Run], list[Run]]:
    """Run two commands in turn, after one warm-up of each."""
    environ = {**os.environ, "GOFLAGS": "", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    run(a, directory, environ, cores)
    run(b, directory, environ, cores)
    first, second = [], []
    for _ in range(runs):
        first.append(run(a, directory, environ, cores))
        second.append(run(b, directory, environ, cores))
    return first, second


def row(name: str, kind: str, ours: list[Run], theirs: list[Run]) -> str:
    """One line of the table."""
    both = list(zip(ours, theirs, strict=True))
    wall, cpu, memory = (
        statistics.median(getattr(a, what) / getattr(b, what) for a, b in both)
        for what in ("seconds", "cpu", "mebibytes")
    )
    shown = [
        f"{statistics.median(getattr(one, what) for one in side):.{digits}f} {unit}"
        for what, digits, unit in (("seconds", 2, "s"), ("cpu", 2, "s"), ("mebibytes", 0, "MiB"))
        for side in (ours, theirs)
    ]
    status = f"{ours[-1].status}, {theirs[-1].status}"
    return (
        f"| {name} | {kind} | {shown[0]} | {shown[1]} | **{wall:.2f}** | {shown[2]} | {shown[3]} | {cpu:.2f} "
        f"| {shown[4]} | {shown[5]} | {memory:.2f} | {status} |"
    )


def main() -> int:
    """Print the table for every repository that is there; say which are not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, default=os.environ.get("GOMODLINT_REPOS"), help="folder of clones")
    parser.add_argument("--runs", type=int, default=7, help="counted pairs (default 7)")
    parser.add_argument("--cores", type=int, default=0, help="keep both to so many cores (default: all)")
    parser.add_argument("--go", default=shutil.which("go"), help="the go command to compare with")
    parser.add_argument("names", nargs="*", help="repositories (default: all with a policy)")
    options = parser.parse_args()
    if options.repos is None or options.go is None:
        parser.error("needs --repos (or GOMODLINT_REPOS) and a go command")
    gomodlint = program()
    names = options.names or sorted(path.stem for path in (HERE / "policies").glob("*.toml"))
    cores = options.cores or os.cpu_count()
    print(f"{cores} cores, {platform.system()}, Python {platform.python_version()}, {options.runs} pairs\n")
    print("| repository | against | wall | go list | ratio | CPU | go list | ratio | memory | go list | ratio | exit |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for name in names:
        go, directory = options.go, Path(options.repos) / name
        if name == "std":
            temporary = tempfile.TemporaryDirectory()
            copy = Path(temporary.name) / "go"
            shutil.copytree(goroot(options.go), copy, symlinks=True)
            go, directory = str(copy / "bin" / "go"), copy / "src"
        if not directory.is_dir():
            print(f"| {name} | not there: {directory} ||||||||||")
            continue
        check = [*gomodlint, "check", "--no-cache", "--policy", str(HERE / "policies" / f"{name}.toml")]
        said = subprocess.run(check, cwd=directory, capture_output=True, text=True, check=False)
        if "looked at" not in said.stdout:
            print(f"| {name} | gomodlint gave no report: {said.stderr.strip().splitlines()[-1:]} |||||||||")
            return 1
        for what, fields in (("lean JSON, one configuration", LEAN), ("full JSON, one configuration", "-json")):
            listing = [go, "list", "-e", "-deps", "-test", fields, "./..."]
            print(row(name, what, *pairs(check, listing, directory, options.runs, options.cores)), flush=True)
    print(
        f"\nA module of 5 packages, four rules, whole process: median {small(gomodlint, options.runs) * 1000:.0f} ms."
    )
    return 0


def program() -> list[str]:
    """The command that users run, from this Python's environment; else the package from where it lies."""
    script = Path(sys.executable).with_name("gomodlint")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "gomodlint"]


def goroot(go: str) -> Path:
    """The GOROOT of a go command."""
    return Path(subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip())


def small(gomodlint: Sequence[str], runs: int) -> float:
    """Median seconds of a check of a generated module of 5 packages."""
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        (directory / "go.mod").write_text("module example.com/five\n\ngo 1.26\n")
        (directory / "main.go").write_text('package main\n\nimport _ "example.com/five/a"\n')
        for name in "abcd":
            (directory / name).mkdir()
            (directory / name / "x.go").write_text(f'package {name}\n\nimport _ "fmt"\n')
        run(gomodlint, directory, dict(os.environ))
        return statistics.median(run(gomodlint, directory, dict(os.environ)).seconds for _ in range(runs))


if __name__ == "__main__":
    sys.exit(main())
