"""Measures how the readers of foreign text grow: inputs are doubled, and the exponent is fitted.

    PYTHONPATH=. python bench/linear.py [--size 32768] [--doublings 5] [NAME ...]

An exponent near 1 is linear; the script ends with status 1 when one is above 1.4 and the largest input took more than
0.1 s, or an input of up to 1 MiB took more than a second. Times are CPU time, the smallest of three. Headers are read
as a run reads them: ever more of the file, until the header has ended. Nothing here is a test: a busy machine makes
slow numbers.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from typing import cast

from gomodlint.source import gomod
from gomodlint.source.directory import HeaderReader
from gomodlint.source.tree import Entry, Tree
from tests.fuzz.readers import READERS, says
from tests.fuzz.shapes import SHAPES, shaped


class _Memory:
    """A Tree of one file."""

    top = ""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, _path: str, limit: int = -1) -> bytes:
        return self._data[:limit]


def _header(data: bytes) -> object:
    return HeaderReader(cast("Tree", _Memory(data))).read("", [Entry("a.go", "file")], tests=True)


AS_RUN = {  # where the fuzzer reads twice
    "header": _header,
    "go.mod": lambda data: gomod.parse(data, "go.mod", strict=True),
}


def seconds(name: str, data: bytes) -> float:
    """CPU time of one reading: the smallest of three."""
    taken = []
    reader = AS_RUN.get(name) or READERS[name]
    for _ in range(3):
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
    parser.add_argument("--size", type=int, default=1 << 15, help="bytes of the smallest input")
    parser.add_argument("--doublings", type=int, default=5)
    parser.add_argument("names", nargs="*", help="readers (default: all)")
    options = parser.parse_args()
    print("| reader | input | largest | time | exponent |\n|---|---|---|---|---|")
    worst = 0
    for name in options.names or SHAPES:
        for title, shape in SHAPES[name].items():
            points = []
            for doubling in range(options.doublings + 1):
                data = shaped(shape, (options.size << doubling) - 1000)
                points.append((len(data), seconds(name, data)))
            fitted = exponent(points[-4:])
            size, taken = points[-1]
            mark = " **not linear**" if fitted > 1.4 and taken > 0.1 else ""
            mark += " **over a second**" if size <= 1 << 20 and taken > 1 else ""
            worst |= bool(mark)
            print(f"| {name} | {title} | {size >> 10} KiB | {taken * 1000:.1f} ms | {fitted:.2f}{mark} |", flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main())
