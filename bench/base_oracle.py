"""Is what `gomodlint check --base` reports what `go list` and git say? Prints a report in Markdown.

    python bench/base_oracle.py --repos DIR --scratch DIR [--commits 70] [--planted 25] NAME...

DIR holds clones with their history. For each of them commits of the first-parent history are chosen that touch Go
files (renames, constraints and go.mod first), and compared with their first parents, under the policies in
oracle/policies.py. Planted commits change some of these at random, so that there is something new to find.
`go list` is asked in four builds of each commit, which are exactly the builds that count in the policy; what it said
is kept below --scratch, so that a second run only runs gomodlint. Status 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from oracle.compare import Change, disagreements
from oracle.findings import Commit, Found, evaluate
from oracle.history import Blobs, Pair, choose, diff, tree
from oracle.listing import Lister, UnlistedError
from oracle.plant import Planter
from oracle.policies import SUBJECTS, toml
from oracle.specs import Spec, read

STATES = ("new", "widened", "moved", "known")
KEPT = 4  # commits kept in memory


class Bench:
    """One repository: a clone to play with, and what is known of its commits."""

    def __init__(self, name: str, options: argparse.Namespace) -> None:
        self.clone = options.scratch / name
        if not self.clone.exists():
            source = str(options.repos / name)
            subprocess.run(["git", "clone", "-q", "--shared", source, str(self.clone)], check=True)
        self.subject = SUBJECTS[name]
        self.policy = options.scratch / f"{name}.toml"
        self.policy.write_text(toml(self.subject))
        self.lister = Lister(self.clone, options.scratch / "listings", options.go)
        self._blobs = Blobs(self.clone)
        self._specs: dict[str, list[Spec]] = {}
        self._known: OrderedDict[str, tuple[Commit, Found]] = OrderedDict()

    def look(self, commit: str) -> tuple[Commit, Found]:
        """A commit and what breaks its rules, by the oracle."""
        if commit not in self._known:
            facts = {build: self.lister.facts(commit, build) for build in self.subject.builds}
            files = {path: blob for path, blob in tree(self.clone, commit).items() if path.endswith(".go")}
            wanted = {path for path in files if not path.startswith("vendor/")}
            mods = {path.rpartition("/")[0] for path in tree(self.clone, commit) if path.endswith("/go.mod")}
            seen = Commit(facts, {path: self._read(files[path]) for path in wanted}, frozenset(mods))
            self._known[commit] = seen, evaluate(self.subject, seen)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return self._known[commit]

    def _read(self, blob: str) -> list[Spec]:
        if blob not in self._specs:
            self._specs[blob] = read(self._blobs.read(blob))
        return self._specs[blob]

    def report(self, pair: Pair) -> dict[str, Any]:
        """What gomodlint says."""
        command = [sys.executable, "-m", "gomodlint", "check", "--base", pair.base, "--head", pair.head]
        environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "GOWORK": "off", "GOFLAGS": ""}
        environ["GOMODLINT_CACHE"] = str(self.policy.parent / "cache")
        options = ["--policy", str(self.policy), "--format", "json"]
        done = subprocess.run(
            [*command, *options], cwd=self.clone, env=environ, capture_output=True, text=True, check=False
        )
        if done.returncode not in {0, 1} or "Traceback" in done.stderr:
            return {"crash": f"exit {done.returncode}: {done.stderr[-1500:]}"}
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def judge(self, pair: Pair, counts: dict[str, int]) -> list[str]:
        """What differs for one pair of commits."""
        (base, then), (head, now) = self.look(pair.base), self.look(pair.head)
        report = self.report(pair)
        if "crash" in report:
            return [report["crash"]]
        change = Change(self.subject, base, then, head, now, diff(self.clone, pair.base, pair.head))
        return list(disagreements(change, report, counts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--commits", type=int, default=70)
    parser.add_argument("--planted", type=int, default=25)
    parser.add_argument("--go", default=shutil.which("go"))
    parser.add_argument("--only", choices=("real", "planted"), help="one half of it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes that judge")
    parser.add_argument("names", nargs="+", choices=sorted(SUBJECTS))
    options = parser.parse_args()
    options.scratch = options.scratch.resolve()
    print("| repository | commits | disagreements | findings compared | " + " | ".join(STATES) + " |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    failed = False
    signal.signal(signal.SIGINT, _stop)
    for name in options.names:
        bench = Bench(name, options)
        pairs = choose(options.repos / name, options.commits)
        if options.only != "planted":
            failed = _row(name, name, pairs, options) or failed
        if options.only != "real":
            planted = _planted(bench, pairs, options.planted)
            failed = _row(f"{name}, planted", name, planted, options) or failed
    sys.exit(failed)


stopped: list[int] = []
workers: list[Bench] = []


def _stop(number: int, _frame: object) -> None:
    """An interrupt ends a row early: it says how many commits were judged."""
    stopped.append(number)


def _planted(bench: Bench, pairs: list[Pair], number: int) -> list[Pair]:
    """Made-up commits on top of some of the real ones."""
    step = max(1, len(pairs) // max(1, number))
    found = []
    for at, pair in enumerate(pairs[::step][:number]):
        commit, _ = bench.look(pair.head)
        found.append(Planter(bench.clone, bench.subject, commit, pair.head).plant(at))
    return found


def _row(name: str, clone: str, pairs: list[Pair], options: argparse.Namespace) -> bool:
    """Judge pairs, print a line; whether anything differs."""
    counts: dict[str, int] = {}
    judged = wrong = 0
    with ProcessPoolExecutor(options.jobs, initializer=_begin, initargs=(clone, options)) as pool:
        waiting = {pool.submit(_judge, pair): pair for pair in pairs}
        for done in as_completed(waiting):
            pair, (found, counted) = waiting[done], done.result()
            if found is None:
                continue
            judged += 1
            wrong += len(found)
            for state, number in counted.items():
                counts[state] = counts.get(state, 0) + number
            print(f"{name} {judged}/{len(pairs)} {pair.head[:12]} {pair.why}: {len(found)}", file=sys.stderr)
            for line in found[:8]:
                print(f"    {line}", file=sys.stderr, flush=True)
    cells = [f"{counts.get(state, 0):,}" for state in STATES]
    print(f"| {name} | {judged} | {wrong} | {sum(counts.values()):,} |", " | ".join(cells), "|", flush=True)
    return wrong > 0


def _begin(name: str, options: argparse.Namespace) -> None:
    """In each process that judges."""
    workers.append(Bench(name, options))


def _judge(pair: Pair) -> tuple[list[str] | None, dict[str, int]]:
    """What differs (None: interrupted, or not to be listed), and how many findings were compared."""
    if stopped:
        return None, {}
    counts: dict[str, int] = {}
    try:
        return workers[0].judge(pair, counts), counts
    except UnlistedError as error:
        print(f"left out: {pair.head[:12]}: {error}", file=sys.stderr)
        return None, {}


if __name__ == "__main__":
    main()
