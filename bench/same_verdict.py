"""Compares verdicts with and without the cache over the history of real repositories.

    python bench/same_verdict.py --repos DIR [--commits 100] [NAME ...]

Checks out one commit after another (first parents, oldest first) in a work tree of its own, runs `gomodlint check`
twice with the cache and once without, then `gomodlint check --base HEAD~1` likewise, and compares all output and the
exit status. Ends with status 1 at the first difference. A commit of which the copy lacks files is named and left out.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
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


def checked_out(git: list[str], commit: str) -> bool:
    """Whether the work tree has the commit; a copy of a repository may lack some of its files."""
    done = subprocess.run([*git, "checkout", "-q", "-f", commit], capture_output=True, text=True, check=False)
    return done.returncode == 0


def compare(options: argparse.Namespace, name: str, temporary: Path) -> bool:
    """Go through the commits of one repository; whether all verdicts were the same."""
    tree = temporary / name
    environ = {**os.environ, "GOMODLINT_CACHE": str(temporary / "cache"), "PYTHONPATH": str(HERE.parent)}
    git = ["git", "-C", str(tree)]
    clone = ["git", "clone", "-q", "--shared", "--no-checkout", str(options.repos / name), str(tree)]
    subprocess.run(clone, check=True)
    listed = [*git, "log", "--first-parent", f"-{options.most}", "--format=%H"]
    commits = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split()
    if options.skip:
        commits = commits[options.skip :]
    chosen = commits[: options.commits][::-1]  # the oldest first
    verdicts: dict[str, set[tuple[int, str]]] = {"": set(), "HEAD~1": set()}
    statuses: dict[str, Counter[int]] = {"": Counter(), "HEAD~1": Counter()}
    anew, looked, skipped = 0, 0, list[str]()
    for commit in chosen:
        if not checked_out(git, commit):
            skipped.append(commit)
            continue
        looked += 1
        for base, found in verdicts.items():
            arguments = ["--base", base] if base else []
            without = check(tree, name, environ, "--no-cache", *arguments)
            before = written(Path(environ["GOMODLINT_CACHE"]))
            for attempt in ("first", "second"):
                if check(tree, name, environ, *arguments) != without:
                    print(f"{name} {commit} {' '.join(arguments)}: the {attempt} run with the cache differs")
                    return False
            found.add(without)
            statuses[base][without[0]] += 1
            anew += not base and written(Path(environ["GOMODLINT_CACHE"])) != before
        if looked % 10 == 0:
            seen = ", ".join(f"{len(found)} verdicts" for found in verdicts.values())
            print(f"{name}: {looked} commits, {seen}, all the same", flush=True)
    for commit in skipped:
        print(f"{name} {commit}: left out, this copy of the repository lacks files of it")
    for base, found in verdicts.items():
        by = f"with --base {base}: " if base else ""
        ends = ", ".join(f"{count} with exit status {status}" for status, count in sorted(statuses[base].items()))
        print(f"{name}: {by}{looked} commits, {len(found)} different verdicts ({ends}), the same with and without")
    print(f"{name}: {anew} commits were checked anew, the others began with what was kept", flush=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--commits", type=int, default=100)
    parser.add_argument("--skip", type=int, default=0, help="leave out the newest commits")
    parser.add_argument("names", nargs="+")
    options = parser.parse_args()
    options.most = options.commits + options.skip
    for name in options.names:
        with tempfile.TemporaryDirectory() as temporary:
            if not compare(options, name, Path(temporary)):
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
