"""Checks a repository whole, and each of its modules by itself; compares the merged verdict with the whole one's.

    python bench/split.py --repos DIR [--policy FILE] [NAME ...]        (default: etcd)

Each part is a run with `[build] modules = [MODULE]` over the same policy, as in a CI matrix; `gomodlint merge` joins
the JSON reports. Findings must be equal in every field. Ends with status 1 when they are not. Prints Markdown: what the
whole run takes, the longest part, and all parts together.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
POLICY = """
[rules.no-dot]
kind = "dot-import"
scope = "all"
[rules.no-blank]
kind = "blank-import"
[rules.cycles]
kind = "acyclic"
[rules.pprof]
kind = "deny"
transitive = true
from = ["..."]
to = ["net/http/pprof", "expvar"]
"""


def gomodlint(tree: Path, *arguments: str) -> tuple[dict[str, Any], float]:
    """The verdict, and seconds."""
    environ = {**os.environ, "PYTHONPATH": str(HERE.parent), "GOMODLINT_CACHE": "off"}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "gomodlint", *arguments, "--format", "json"],
        cwd=tree,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout), time.perf_counter() - start


def modules(tree: Path) -> list[str]:
    """Directories with a go.mod that git tracks, outside vendor and testdata."""
    listed = ["git", "ls-files", "go.mod", "**/go.mod"]
    files = subprocess.run(listed, cwd=tree, check=True, capture_output=True, text=True).stdout.split()
    return [str(Path(file).parent) for file in files if not {"vendor", "testdata"} & set(Path(file).parts)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--policy", type=Path)
    parser.add_argument("names", nargs="*", default=["etcd"])
    options = parser.parse_args()
    print(
        "| repository | modules | findings | whole | longest part | all parts | merged |\n|---|---|---|---|---|---|---|"
    )
    for name in options.names:
        with tempfile.TemporaryDirectory() as temporary:
            tree = Path(temporary) / name
            subprocess.run(["git", "clone", "-q", "--shared", str(options.repos / name), str(tree)], check=True)
            policy = tree / "gomodlint.toml"
            policy.write_text(options.policy.read_text() if options.policy else POLICY)
            whole, seconds = gomodlint(tree)
            reports, taken = [], []
            parts = modules(tree)
            for number, module in enumerate(parts):
                part = tree / f"part{number}.toml"
                part.write_text(f'extends = ["gomodlint.toml"]\n[build]\nmodules = ["{module}"]\n')
                verdict, spent = gomodlint(tree, "--policy", str(part))
                taken.append(spent)
                reports.append(Path(temporary) / f"part{number}.json")
                reports[-1].write_text(json.dumps(verdict))
            merged, _ = gomodlint(tree, "merge", *map(str, reports))
            same = merged["findings"] == whole["findings"]
            same &= merged["looked_at"]["packages"] == whole["looked_at"]["packages"]
            print(
                f"| {name} | {len(parts)} | {len(whole['findings'])} | {seconds:.2f} s | {max(taken):.2f} s "
                f"| {sum(taken):.2f} s | {'the same verdict' if same else 'DIFFERS'} |"
            )
            if not same:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
