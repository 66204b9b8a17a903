"""Times the algebra of conditions alone: 10,000 packages under 100 custom tags that may be on or off, each.

    python bench/symbolic.py [--packages 10000] [--tags 100]

Packages import three others with lower numbers; one file in five stands under a constraint of one tag, or of two. The
files are read first; what is timed is what has to do with conditions: the graph with the condition of every import, and
five rules, two of them over everything that mains reach. Ports are the first-class ones, cgo on and off. Prints
Markdown: CPU seconds of each part, and how many decision nodes there were of those that the bound allows.

    python bench/symbolic.py --hidden-bit 64

A module whose exact conditions are beyond that bound in whatever order tags stand, and seven rules
(tests/harness/many_tags.py): what `gomodlint check` says of each, its CPU time and its memory.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent / "tests" / "harness"))

from gomodlint.conditions.diagram import MAX_NODES
from gomodlint.engine.judge import judge
from gomodlint.engine.place import locate
from gomodlint.engine.policies import choose_policy
from gomodlint.engine.request import Request
from gomodlint.engine.side import link, read_side
from gomodlint.engine.sources import open_sources
from gomodlint.engine.std import std_of
from gomodlint.engine.universe import universe_of

POLICY = """
[build]
tags = ["*"]
[rules.no-dot]
kind = "dot-import"
[rules.direct]
kind = "deny"
from = ["./p1/..."]
to = ["net/http"]
[rules.no-pprof]
kind = "deny"
transitive = true
from = ["$main"]
to = ["net/http/pprof"]
[rules.apart]
kind = "deny"
transitive = true
from = ["./p9999"]
to = ["./p7"]
[rules.cycles]
kind = "acyclic"
"""


def generate(top: Path, packages: int, tags: int) -> None:
    """Write the module; the same for the same numbers."""
    dice = random.Random(packages)  # noqa: S311 - no secret
    (top / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (top / "gomodlint.toml").write_text(POLICY.replace("p9999", f"p{packages - 1}"))
    (top / "main.go").write_text(f'package main\n\nimport _ "example.com/m/p{packages - 1}"\n\nfunc main() {{}}\n')
    for package in range(packages):
        directory = top / f"p{package}"
        directory.mkdir()
        for name in ("x", "y"):
            constraint = ""
            if dice.random() < 0.2:
                literals = [f"{dice.choice(['', '!'])}tag{dice.randrange(tags)}" for _ in range(dice.choice((1, 2)))]
                constraint = f"//go:build {dice.choice([' && ', ' || ']).join(literals)}\n\n"
            paths = (
                {f"example.com/m/p{dice.randrange(package)}" for _ in range(3)}
                if package
                else {"fmt", "net/http/pprof"}
            )
            lines = "".join(f'\t"{path}"\n' for path in sorted(paths))
            text = f"{constraint}package p{package}\n\nimport (\n{lines})\n"
            (directory / f"{name}.go").write_text(text)


def beyond(tags: int) -> int:
    """Check the hidden weighted bit of some tags, as a process of its own; print a row for each rule."""
    import many_tags

    with tempfile.TemporaryDirectory() as temporary:
        many_tags.write(Path(temporary), many_tags.hidden_bit(tags), many_tags.HARD)
        command = [sys.executable, "-m", "gomodlint", "check", "--no-cache", "--format", "json"]
        environ = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
        done = subprocess.run(command, cwd=temporary, env=environ, capture_output=True, text=True, check=False)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = json.loads(done.stdout)
    print("| rule | what is said | imports in the chain | label |")
    print("|---|---|---|---|")
    rules = {line[7:-1]: "clean" for line in many_tags.HARD.splitlines() if line.startswith("[rules.")}
    for problem in said["errors"]:
        rules[problem["message"].split()[1]] = "undecided"
    for name, verdict in rules.items():
        findings = [finding for finding in said["findings"] if finding["rule"] == name]
        for finding in findings:
            exact = "exact" if finding.get("exact", True) else "wider"
            print(f"| {name} | {finding['message']} | {len(finding['chain'])} | {exact} |")
        if not findings:
            print(f"| {name} | {verdict} | | |")
    print(
        f"\n{tags} tags, {said['looked_at']['packages']:,} packages: {used.ru_utime:.1f} s of CPU time, "
        f"{used.ru_maxrss / 1024:.0f} MiB, exit status {done.returncode}"
    )
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=int, default=10_000)
    parser.add_argument("--tags", type=int, default=100)
    parser.add_argument("--hidden-bit", type=int, default=0, metavar="TAGS")
    options = parser.parse_args()
    if options.hidden_bit:
        return beyond(options.hidden_bit)
    with tempfile.TemporaryDirectory() as temporary:
        top = Path(temporary)
        generate(top, options.packages, options.tags)
        request = Request(directory=temporary, environ=os.environ, today=datetime.date(2026, 1, 1))
        place = locate(temporary)
        with open_sources(place, request) as sources:
            policy = choose_policy(place, request, sources).policy
            side = read_side(sources.head, policy, os.environ, {})
            std, _ = std_of(policy, side, os.environ)
            start = time.process_time()
            universe = universe_of(policy, std.go, [side.own])
            linked = link(side, universe, std)
            middle = time.process_time()
            judged = judge(policy, linked, universe, std, request.today, full=True)
            end = time.process_time()
    nodes = len(universe._nodes)  # noqa: SLF001 - a bench may look
    print("| packages | tags | graph | rules | both | findings | decision nodes | bound |")
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {options.packages:,} | {len(universe.tags)} | {middle - start:.2f} s | {end - middle:.2f} s "
        f"| **{end - start:.2f} s** | {len(judged.findings)} | {nodes:,} | {MAX_NODES:,} |"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
