"""Compares verdicts with and without the cache over the history of real repositories.

    python bench/same_verdict.py --repos DIR [--commits 100] [NAME ...]

Checks out one commit after another (first parents, oldest first) in a work tree of its own, runs `gomodlint check`
twice with the cache and once without, and compares standard output and exit status. Ends with status 1 at the first
difference.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def check(tree: Path, name: str, environ: dict[str, str], *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "gomodlint", "--format", "json", *arguments]
    policy = HERE / "policies" / f"{name}.toml"
    if policy.exists():
        command += ["--policy", str(policy)]
    done = subprocess.run(command, cwd=tree, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def written(cache: Path) -> list[int]:
    """When what a run begins with was last written."""
    return sorted(path.stat().st_mtime_ns for path in cache.glob("read-*"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--commits", type=int, default=100)
    parser.add_argument("names", nargs="+")
    options = parser.parse_args()
    for name in options.names:
        with tempfile.TemporaryDirectory() as temporary:
            tree = Path(temporary) / name
            environ = {**os.environ, "GOMODLINT_CACHE": str(Path(temporary) / "cache"), "PYTHONPATH": str(HERE.parent)}
            git = ["git", "-C", str(tree)]
            clone = ["git", "clone", "-q", "--shared", "--no-checkout", str(options.repos / name), str(tree)]
            subprocess.run(clone, check=True)
            listed = [*git, "log", "--first-parent", f"-{options.commits}", "--format=%H"]
            commits = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split()[::-1]
            verdicts = set()
            anew = 0
            for number, commit in enumerate(commits):
                subprocess.run([*git, "checkout", "-q", commit], check=True)
                without = check(tree, name, environ, "--no-cache")
                before = written(Path(environ["GOMODLINT_CACHE"]))
                for attempt in ("first", "second"):
                    if check(tree, name, environ) != without:
                        print(f"{name} {commit}: the {attempt} run with the cache differs")
                        return 1
                verdicts.add(without)
                anew += written(Path(environ["GOMODLINT_CACHE"])) != before
                if number % 10 == 9:
                    print(f"{name}: {number + 1} commits, {len(verdicts)} verdicts, all the same", flush=True)
            print(f"{name}: {len(commits)} commits, {len(verdicts)} different verdicts, the same with and without")
            print(f"{name}: {anew} commits were checked anew, the others began with what was kept", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
