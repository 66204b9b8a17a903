"""A policy of many rules for a module, written to standard output: `python bench/many_rules.py DIRECTORY [COUNT]`.

The rules are what a large team has: for each directory of the module some that keep its packages from others, direct
and transitive, from std and third parties, and a few of every other kind. The same directory gives the same policy.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

TARGETS = (
    "net/http/pprof", "os/exec", "database/sql", "plugin", "net/rpc", "expvar", "unsafe", "testing", "encoding/gob",
    "crypto/md5", "html/template", "go/ast", "image", "archive/zip", "net/smtp",
)  # fmt: skip
HEAD = """\
[build]
unresolved = "warn"

[rules.cycles]
kind = "acyclic"

[rules.trees]
kind = "acyclic"
level = "directory"

[rules.dots]
kind = "dot-import"

[rules.blanks]
kind = "blank-import"

[rules.twice]
kind = "duplicate-import"

[rules.tests]
kind = "test-only"
packages = ["testing", "net/http/httptest"]
from = ["$main"]
optional = true
transitive = true

"""


def main() -> int:
    """Print the policy."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    directories = sorted(_directories(sys.argv[1]))
    print(HEAD, end="")
    for number in range(count - 6):
        directory = directories[number * 7 % len(directories)]
        other = directories[(number * 13 + 5) % len(directories)]
        target = TARGETS[number % len(TARGETS)] if number % 3 else f"./{other}"
        print(f'[rules.r{number}]\nkind = "deny"\nfrom = ["./{directory}/..."]')
        print(f'to = ["{target}"]\ntransitive = {"true" if number % 4 else "false"}\n')
    return 0


def _directories(top: str) -> Iterator[str]:
    """Directories with Go files below the top one, without vendor, testdata and hidden ones."""
    for place, names, files in os.walk(top):
        names[:] = [n for n in names if n[0] not in "._" and n not in {"vendor", "testdata"}]
        if "go.mod" in files and place != top:
            names[:] = []
        elif place != top and any(name.endswith(".go") and not name.endswith("_test.go") for name in files):
            yield os.path.relpath(place, top).replace(os.sep, "/")


if __name__ == "__main__":
    sys.exit(main())
