"""Measures how the readers of foreign text grow: inputs are doubled up to what is read at the most.

    PYTHONPATH=. python bench/linear.py [--doublings 5] [--most MIB] [NAME ...]

An exponent near 1 is linear; the script ends with status 1 when one is above 1.4 and the largest input took more than
0.1 s. Times are CPU time, the smallest of three (of one, where one takes more than two seconds). Texts are read as a
run reads them: headers ever more of the file, until the header has ended. Nothing here is a test: a busy machine makes
slow numbers.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from typing import cast

from gomodlint.cost import record
from gomodlint.report import read_json
from gomodlint.source import gomod, limits, lock_file
from gomodlint.source.directory import HEADER_LIMIT, HeaderReader
from gomodlint.source.overlay import OverlayTree
from gomodlint.source.tree import Entry, Tree
from gomodlint.triage.baseline import MOST_LINES
from tests.fuzz.readers import READERS, says
from tests.fuzz.shapes import SHAPES, shaped

MIB = 1 << 20
MOST = {  # bytes that are read
    "header": HEADER_LIMIT, "constraint": HEADER_LIMIT, "ignores": HEADER_LIMIT,
    "go.mod": limits.GO_MOD.bytes, "go.work": limits.GO_WORK.bytes, "modules.txt": limits.MODULES_TXT.bytes,
    "go.sum": limits.GO_SUM.bytes, "policy": limits.POLICY.bytes, "baseline": limits.BASELINE.bytes,
    "lock": limits.LOCK.bytes, "costs": limits.COSTS.bytes, "event": limits.EVENT.bytes, "verdict": read_json.LIMIT,
    "go-file": limits.GO_FILE.bytes, "test-file": limits.GO_TEST.bytes, "go-env": limits.GO_ENV.bytes,
    "trace": 16 * MIB, "profile": 16 * MIB,
}  # fmt: skip
MOST_ROWS = {"baseline": MOST_LINES, "lock": lock_file.MOST_LINES}


class _Memory:
    """A Tree of one file."""

    top = ""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, _path: str, limit: int = -1) -> bytes:
        return self._data[:limit]


def _header(data: bytes) -> object:
    return HeaderReader(cast("Tree", _Memory(data))).read("", [Entry("a.go", "file")], tests=True)


def _lock(data: bytes) -> object:
    return lock_file.read(OverlayTree(cast("Tree", None), {lock_file.NAME: data}), "")


AS_RUN = {  # where the fuzzer reads twice, or makes more of it
    "header": _header,
    "go.mod": lambda data: gomod.parse(data, "go.mod", strict=True),
    "lock": _lock,
    "costs": lambda data: record.read(data, "costs.json"),
    "verdict": lambda data: read_json.read(data, "verdict.json"),
}


def seconds(name: str, data: bytes) -> float:
    """CPU time of one reading: the smallest of three, if they are short."""
    taken: list[float] = []
    reader = AS_RUN.get(name) or READERS[name]
    while len(taken) < 3 and (not taken or taken[0] < 2):
        start = time.process_time()
        says(reader, data)
        taken.append(time.process_time() - start)
    return min(taken)


def exponent(points: list[tuple[int, float]]) -> float:
    """The slope of the logarithms."""
    xs = [math.log(size) for size, _ in points]
    ys = [math.log(max(taken, 1e-6)) for _, taken in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--doublings", type=int, default=5)
    parser.add_argument("--most", type=int, default=64, metavar="MIB", help="no input is larger")
    parser.add_argument("names", nargs="*", help="readers (default: all)")
    options = parser.parse_args()
    print("| reader | input | largest | time | exponent |\n|---|---|---|---|---|")
    worst = 0
    for name in options.names or SHAPES:
        for title, shape in SHAPES[name].items():
            most = min(MOST.get(name, MIB), options.most * MIB)
            if rows := shape[1].count(b"\n"):
                most = min(most, MOST_ROWS.get(name, most) // rows * len(shape[1]))
            points = []
            for doubling in range(options.doublings, -1, -1):
                data = shaped(shape, (most >> doubling) - 1000)
                points.append((len(data), seconds(name, data)))
            fitted = exponent(points[-4:])
            size, taken = points[-1]
            mark = " **not linear**" if fitted > 1.4 and taken > 0.1 else ""
            worst |= bool(mark)
            print(f"| {name} | {title} | {size / MIB:.1f} MiB | {taken:.2f} s | {fitted:.2f}{mark} |", flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main())
