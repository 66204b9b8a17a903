"""Generates Go modules of many files, times `gomodlint check` on them, and fits how time and memory grow.

    python bench/grow.py [--runs 3] [--policy five] [FILES ...]        (default: 1000 10000 100000)

A module of N files has N / 10 packages of ten files; each file imports two packages of std and three others of the
module, with lower numbers, so that there are chains as long as the module is wide. One file in ten has a constraint.
For each size: cold (without cache), then with a cache: first run, nothing changed, the body of one file changed, an
import of one file changed. Wall time, CPU time (of workers too) and peak memory of the whole process, medians; the
exponent is the slope of log CPU time over log files. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from compare import Run, run

HERE = Path(__file__).resolve().parent
POLICY = """
[rules.no-dot]
kind = "dot-import"
[rules.no-blank]
kind = "blank-import"
to = ["net/..."]
[rules.direct]
kind = "deny"
from = ["./p0/..."]
to = ["net/http"]
[rules.no-pprof]
kind = "deny"
transitive = true
from = ["$main"]
to = ["net/http/pprof"]
[rules.cycles]
kind = "acyclic"
"""
STD = ("fmt", "os", "strings", "io", "net/url", "encoding/json", "sort", "time")
CONSTRAINTS = ("linux", "!windows", "linux && amd64", "darwin || freebsd", "!cgo")


def generate(top: Path, files: int) -> None:
    """Write the module; the same for the same number."""
    dice = random.Random(files)  # noqa: S311 - no secret
    (top / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (top / "gomodlint.toml").write_text(POLICY)
    (top / "main.go").write_text(
        f'package main\n\nimport _ "example.com/m/{place(files // 10 - 1)}"\n\nfunc main() {{}}\n'
    )
    body = "\nfunc F() {\n" + "\tprintln(1)\n" * 40 + "}\n"
    for package in range(files // 10):
        directory = top / place(package)
        directory.mkdir(parents=True, exist_ok=True)
        for number in range(10):
            lines = [f'\t"{path}"' for path in dice.sample(STD, 2)]
            if package:
                lines += [f'\t"example.com/m/{place(dice.randrange(package))}"' for _ in range(3)]
            constraint = f"//go:build {dice.choice(CONSTRAINTS)}\n\n" if number == 9 else ""
            text = f"{constraint}package p{package}\n\nimport (\n" + "\n".join(lines) + "\n)\n" + body
            (directory / f"f{number}.go").write_text(text)


def place(package: int) -> str:
    """A package's directory: at most a hundred in each."""
    digits = f"{package:06d}"
    return f"p{digits[0]}/p{digits[:2]}/p{digits[:4]}/p{digits}"


def measure(top: Path, cache: Path, runs: int) -> dict[str, list[Run]]:
    """All rows of one size."""
    command = [sys.executable, "-m", "gomodlint"]
    environ = {**os.environ, "PYTHONPATH": str(HERE.parent), "GOMODLINT_CACHE": str(cache)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    file = top / place(1) / "f3.go"
    text = file.read_text()

    def nothing(_: int) -> None:
        pass

    def body(number: int) -> None:
        file.write_text(text + f"\nconst X = {number}\n")

    def imported(number: int) -> None:
        file.write_text(text.replace("import (", "import (" + "\n" * (number + 1) + '\t"bufio"'))  # another each time

    rows: dict[str, tuple[list[str], Callable[[int], None]]] = {
        "cold, no cache": ([*command, "--no-cache"], nothing),
        "nothing changed": (command, nothing),
        "one body changed": (command, body),
        "one import changed": (command, imported),
    }
    run(command, top, environ)
    time.sleep(2.1)  # younger files are never taken for unchanged
    run(command, top, environ)
    found: dict[str, list[Run]] = {}
    for name, (words, change) in rows.items():
        found[name] = []
        for number in range(runs):
            change(number)
            found[name].append(run(words, top, environ))
            if found[name][-1].status != 0:
                raise SystemExit(f"{name}: exit status {found[name][-1].status}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("files", type=int, nargs="*", default=[1000, 10_000, 100_000])
    options = parser.parse_args()
    print(
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {options.runs} runs each\n"
    )
    print("| files | run | wall | CPU | peak memory |\n|---|---|---|---|---|", flush=True)
    points: dict[str, list[tuple[int, float, float]]] = {}
    for files in options.files:
        with tempfile.TemporaryDirectory() as temporary:
            top = Path(temporary) / "m"
            top.mkdir()
            generate(top, files)
            for name, runs in measure(top, Path(temporary) / "cache", options.runs).items():
                wall = statistics.median(r.seconds for r in runs)
                memory = statistics.median(r.mebibytes for r in runs)
                cpu = statistics.median(r.cpu for r in runs)
                points.setdefault(name, []).append((files, cpu, memory))
                print(f"| {files:,} | {name} | {wall:.2f} s | {cpu:.2f} s | {memory:.0f} MiB |", flush=True)
    if len(options.files) > 1:
        print("\n| run | exponent of CPU time | exponent of memory | for each further 1,000 files |\n|---|---|---|---|")
        for name, rows in points.items():
            (first, a, _), (last, b, _) = rows[0], rows[-1]
            step = (b - a) / (last - first) * 1e6
            time_ = slope([(n, wall) for n, wall, _ in rows])
            memory = slope([(n, memory) for n, _, memory in rows])
            print(f"| {name} | {time_:.2f} | {memory:.2f} | {step:.0f} ms |")
    return 0


def slope(points: list[tuple[int, float]]) -> float:
    """The slope of the logarithms, by least squares."""
    xs, ys = [math.log(n) for n, _ in points], [math.log(value) for _, value in points]
    x, y = statistics.mean(xs), statistics.mean(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


if __name__ == "__main__":
    sys.exit(main())
