"""What `--base` costs: whole processes, in pairs with a plain check of the same commit. Prints a Markdown table.

    python bench/base_cost.py --repos DIR [--runs 9] [--back 1,15] [NAME ...]

DIR holds clones with their history, named as the policies in bench/policies/. Each is cloned once more; the plain check
reads the checked-out files, `--base HEAD~N` compares them with a commit of the first-parent history. Ratios are taken
pair by pair: of wall time, and of the processor time of all processes, which a busy machine moves less.

Rows: no cache; a cache, and all files checked out anew (as CI does it: their times are new); a cache, and one import
changed since (as on a desk, where the plain check keeps even the graph).
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from warm import FILES

HERE = Path(__file__).resolve().parent
MODES = ("no cache", "cache, files checked out anew", "cache, one import changed")


class Spent(NamedTuple):
    """Wall and processor seconds."""

    wall: float
    cpu: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--back", default="1,15", help="how many commits back the bases are")
    parser.add_argument("--modes", default="0,1,2", help="which rows, of three")
    parser.add_argument("names", nargs="*", default=["moby", "tailscale"])
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {options.runs} pairs\n")
    print("| repository | base | files of Go that differ | | check | with `--base` | ratio | of processor time |")
    print("|---|---|--:|---|--:|--:|--:|--:|", flush=True)
    for name in options.names:
        with tempfile.TemporaryDirectory() as temporary:
            top = Path(temporary) / name
            subprocess.run(["git", "clone", "-q", "--shared", str(options.repos / name), str(top)], check=True)
            environ = {**os.environ, "PYTHONPATH": str(HERE.parent), "GOMODLINT_CACHE": f"{temporary}/cache"}
            for back in options.back.split(","):
                for mode in options.modes.split(","):
                    row(name, top, back, options.runs, MODES[int(mode)], environ)
    return 0


def row(name: str, top: Path, back: str, runs: int, mode: str, environ: dict[str, str]) -> None:
    check = [sys.executable, "-m", "gomodlint", "check", "--policy", str(HERE / "policies" / f"{name}.toml")]
    check += ["--no-cache"] if mode == MODES[0] else []
    file = top / FILES[name]
    text = file.read_text()
    pairs = []
    anew(top)
    for number in range(runs + 1):
        if mode == MODES[1]:
            anew(top)
        elif mode == MODES[2]:
            extra = text.replace("import (", 'import (\n\t_ "container/ring"', 1)
            file.write_text(extra if number % 2 else text)
        pairs.append((spent(check, top, environ), spent([*check, "--base", f"HEAD~{back}"], top, environ)))
    file.write_text(text)
    pairs = pairs[1:]
    differ = ["git", "diff", "--name-only", f"HEAD~{back}", "HEAD", "--", "*.go", "*go.mod", "*modules.txt"]
    files = subprocess.run(differ, cwd=top, capture_output=True, text=True, check=True).stdout.split()
    wall = [statistics.median(side.wall for side in column) for column in zip(*pairs, strict=True)]
    ratios = [statistics.median(two[part] / one[part] for one, two in pairs) for part in (0, 1)]
    cells = f"{name} | `HEAD~{back}` | {len(files)} | {mode} | {wall[0]:.2f} s | {wall[1]:.2f} s"
    print(f"| {cells} | **{ratios[0]:.2f}** | {ratios[1]:.2f} |", flush=True)


def anew(top: Path) -> None:
    """As a checkout leaves files: with new times, which the index knows."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=top, capture_output=True, check=True).stdout.split(b"\0")
    for file in files[:-1]:
        path = os.path.join(os.fsencode(top), file)
        os.utime(path, follow_symlinks=False)
    time.sleep(2.1)  # younger files are never taken for unchanged
    subprocess.run(["git", "update-index", "-q", "--refresh"], cwd=top, check=False)
    subprocess.run(["git", "update-index", "--force-write-index"], cwd=top, check=True)


def spent(command: list[str], top: Path, environ: dict[str, str]) -> Spent:
    """Run a check to its end. Statuses 0 and 1 are verdicts."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=top, env=environ, stdout=subprocess.DEVNULL, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in {0, 1}, command
    return Spent(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    sys.exit(main())
