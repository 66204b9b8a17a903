"""Measures how the readers of foreign text grow: inputs are doubled, and the exponent is fitted.

    PYTHONPATH=. python bench/linear.py [--size 16384] [--doublings 5] [NAME ...]

An exponent near 1 is linear; the script ends with status 1 when one is above 1.4 and the largest input took more than
0.1 s. Times are CPU time, the smallest of three. Nothing here is a test: a busy machine makes slow numbers.
"""

from __future__ import annotations

import argparse
import math
import sys
import time

from gomodlint.source.lock_file import HEAD
from tests.fuzz.readers import READERS, says

LOCK = HEAD.encode() + b"\n"
SHAPES: dict[str, dict[str, tuple[bytes, bytes, bytes]]] = {  # name to (beginning, what is repeated, end)
    "header": {
        "imports": (b"package m\n\nimport (\n", b'\t"a.b/c"\n', b")\n"),
        "import-lines": (b"package m\n", b'import "a.b/c"\n', b""),
        "comments": (b"", b"// a comment\n", b"package m\n"),
        "block-comment": (b"/*", b"* / ", b"*/\npackage m\n"),
        "block-comments": (b"", b"/**/", b"\npackage m\n"),
        "unclosed-comment": (b"/*", b"/*", b""),
        "comments-in-imports": (b"package m\nimport (\n", b'/* */ "a" // x\n', b")\n"),
        "constraints": (b"", b"// +build linux\n", b"\npackage m\n"),
        "semicolons": (b"package m", b";", b""),
        "escapes": (b'package m\nimport "', b"\\x41", b'"\n'),
        "line-directives": (b"", b"//line x:1\n", b"package m\n"),
        "directives": (b"package m\nimport (\n", b'"a" //gomodlint:ignore r x\n', b")\n"),
        "blanks": (b"package", b" ", b"m\n"),
        "quotes": (b"package m\nimport (", b'"', b")"),
        "not-utf-8": (b"package m // ", b"\xff", b"\n"),
    },
    "constraint": {
        "ands": (b"//go:build a", b" && a", b""),
        "ors": (b"//go:build a", b" || !b", b""),
        "nots": (b"//go:build ", b"!", b"a"),
        "open": (b"//go:build ", b"(", b"a"),
        "plus": (b"// +build a", b" a,!b", b""),
        "plus-lines": (b"// +build a", b"\n// +build a", b""),
    },
    "go.mod": {
        "requires": (b"module m\nrequire (\n", b"a.b/c v1.0.0\n", b")\n"),
        "lines": (b"module m\n", b"exclude a.b/c v1.0.0\n", b""),
        "unknown": (b"module m\n", b"what is this\n", b""),
        "quotes": (b"module ", b'"', b""),
        "comments": (b"", b"// x\n", b"module m\n"),
        "words": (b"module m ", b"x ", b"\n"),
    },
    "go.work": {"uses": (b"go 1.26\nuse (\n", b"./a\n", b")\n"), "open": (b"use ", b"(\n", b"")},
    "modules.txt": {
        "modules": (b"", b"# a.b/c v1.0.0\n## explicit\na.b/c\n", b""),
        "packages": (b"# a.b/c v1.0.0\n", b"a.b/c/d\n", b""),
        "marks": (b"# a v1.0.0\n", b"## ", b"\n"),
    },
    "policy": {
        "patterns": (b'[rules.r]\nkind = "deny"\nto = [', b'"a.b/c/...", ', b"]\n"),
        "mistakes": (b"", b"x = 1\n", b""),
        "comments": (b"", b"# x\n", b'[rules.r]\nkind = "acyclic"\n'),
        "open": (b"a = ", b"[", b""),
        "blanks": (b'[rules.r]\nkind = "acyclic"', b" ", b"\n"),
    },
    "baseline": {"lines": (b"", b"r m a.go fmt dot\n", b""), "words": (b"r ", b"x ", b"\n")},
    "ignores": {"comments": (b"package m\nimport (\n", b'"a" //gomodlint:ignore r x\n', b")\n")},
    "event": {"numbers": (b'{"before": [', b"1,", b"1]}"), "open": (b"", b"[", b"")},
    "lock": {
        "imports": (LOCK + b"module a v1 h1:x\npackage a a\n", b"\tb/c\tlinux\n", b""),
        "packages": (LOCK + b"module a v1 h1:x\n", b"package a a\n", b""),
        "modules": (LOCK, b"module a v1 h1:x\n", b""),
        "conditions": (LOCK + b"module a v1 h1:x\npackage a a\n\tb\ta", b" && a", b"\n"),
    },
    "costs": {
        "packages": (b'{"schema_version":1,"sections":[{"tags":[', b'"a",', b'"a"]}]}'),
        "open": (b"", b"[", b""),
    },
    "verdict": {
        "modules": (b'{"schema_version":1,"looked_at":{"modules":[', b'"a",', b'"a"]}}'),
        "open": (b"", b"[", b""),
    },
    "go-file": {
        "embeds": (b'package m\nimport _ "embed"\n', b"//go:embed a\n", b""),
        "patterns": (b'package m\nimport _ "embed"\n//go:embed', b" a*", b"\n"),
        "stars": (b'package m\nimport _ "embed"\n//go:embed ', b"*a", b"\n"),
        "cgo-imports": (b"package m\n", b'import "C"\n', b""),
        "cgo-group": (b"package m\nimport (\n", b'/* #cgo LDFLAGS: x */\n"C"\n', b")\n"),
        "cgo-lines": (b"package m\n", b"// #cgo LDFLAGS: x\n", b'import "C"\n'),
        "unclosed-comments": (b'package m\nimport "C"\n', b"/*", b""),
        "unclosed-strings": (b'package m\nvar x = MustCompile("', b'\\"', b"\n"),
    },
    "go-env": {"lines": (b"", b"GOFLAGS=-x\n", b""), "flags": (b"", b"-x ", b"")},
    "glob": {"stars": (b"", b"*a", b""), "sets": (b"", b"[a-b]", b""), "open": (b"", b"[", b"")},
    "patch": {"lines": (b"@@ -1 +1 @@\n", b"+x\n", b""), "hunks": (b"", b"@@ -1 +1 @@\n", b"")},
    "comment": {"marks": (b"", b"<!-- gomodlint:1:0123456789abcdef -->\n", b"")},
    "trace": {"inits": (b"", b"init a @1 ms, 1 ms clock, 1 bytes, 1 allocs\n", b""), "words": (b"", b"init ", b"")},
    "profile": {"records": (b"", b"1: 4 [2: 9] @ 0x1\n#\t0x1\ta.init+0x2\t/x\n", b"")},
    "cache": {"strings": (b"1 a\ta.go/1:1:1:1/\t[[", b'"x",', b'"x"]]'), "open": (b"1 a\ta.go/1/\t", b"[", b"")},
}


def seconds(name: str, data: bytes) -> float:
    """CPU time of one reading: the smallest of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        says(READERS[name], data)
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
    parser.add_argument("--size", type=int, default=1 << 14, help="bytes of the smallest input")
    parser.add_argument("--doublings", type=int, default=5)
    parser.add_argument("names", nargs="*", help="readers (default: all)")
    options = parser.parse_args()
    print("| reader | input | largest | time | exponent |\n|---|---|---|---|---|")
    worst = 0
    for name in options.names or SHAPES:
        for shape, (beginning, piece, end) in SHAPES[name].items():
            points = []
            for doubling in range(options.doublings + 1):
                count = (options.size << doubling) // len(piece)
                data = beginning + piece * count + end
                points.append((len(data), seconds(name, data)))
            fitted = exponent(points[-4:])
            size, taken = points[-1]
            is_bad = fitted > 1.4 and taken > 0.1
            worst |= is_bad
            mark = " **not linear**" if is_bad else ""
            print(f"| {name} | {shape} | {size >> 10} KiB | {taken * 1000:.1f} ms | {fitted:.2f}{mark} |", flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main())
