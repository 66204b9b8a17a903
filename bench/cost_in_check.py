"""What a file of measured costs adds to a check: a policy with limits of cost against the same one without.

    python bench/cost_in_check.py --main ./cmd/dockerd REPOSITORY

REPOSITORY is cloned. Every package that any package of it reaches gets a figure; these are drawn at random, only
their number matters. Prints the median difference of paired whole processes.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

WITHOUT = '[rules.no-pprof]\nkind = "deny"\ntransitive = true\nfrom = ["$main"]\nto = ["net/http/pprof"]\n'
WITH = """
[rules.start]
kind = "budget"
from = ["{main}"]
max-allocs = 1000000000

[rules.heavy]
kind = "blank-import"
max-cost = "100000 allocs, 100 MiB"
"""
ROUNDS = 25


def main() -> None:
    """Print two lines of Markdown: without a cache, and with one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--main", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        top = Path(directory) / "copy"
        subprocess.run(["git", "clone", "-q", str(options.repository), str(top)], check=True)
        (top / "without.toml").write_text(WITHOUT)
        (top / "with.toml").write_text(WITHOUT + WITH.format(main=options.main))
        number = write_costs(top, options.main)
        print(f"{options.repository.name}, figures of {number} packages:\n")
        for name, flags in (("no cache", ["--no-cache"]), ("second run", [])):
            for policy in ("with", "without"):
                gomodlint(top, "--policy", f"{policy}.toml", *flags)
            pairs = [(timed(top, "with", flags), timed(top, "without", flags)) for _ in range(ROUNDS)]
            added = median(one - other for one, other in pairs)
            print(f"- {name}: {median(one for one, _ in pairs):.3f} s, of which costs {1000 * added:.0f} ms")


def write_costs(top: Path, program: str) -> int:
    """Write gomodlint-cost.json for every package; returns how many."""
    names = sorted(set(gomodlint(top, "list", "-e", "-deps", "./...").split()))
    [path] = gomodlint(top, "list", program).split()
    draw = random.Random(1)  # noqa: S311
    packages = {
        name: {"allocs": draw.randrange(3000), "bytes": draw.randrange(300_000), "us": draw.randrange(500), "from": "x"}
        for name in names
    }
    whole = {"allocs": 3_000_000, "bytes": 300_000_000, "us": 1, "live_bytes": 1, "gc": 0, "packages": len(names)}
    build = {"go": "go1.27.3", "goos": "linux", "goarch": "amd64", "cgo": True, "tags": [], "mode": "main", "runs": 5}
    sections = [{**build, "mains": {path: whole}, "packages": packages}]
    (top / "gomodlint-cost.json").write_text(json.dumps({"schema_version": 1, "sections": sections}))
    return len(names)


def timed(top: Path, policy: str, flags: list[str]) -> float:
    start = time.perf_counter()
    gomodlint(top, "--policy", f"{policy}.toml", *flags)
    return time.perf_counter() - start


def gomodlint(top: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "gomodlint", *arguments]
    done = subprocess.run(command, cwd=top, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


if __name__ == "__main__":
    main()
