"""Does gomodlint.lock stand in for the modules? Prints a table in Markdown.

    python bench/locked.py --repos DIR [NAME...]

DIR is a folder of clones that bench/repositories.py made (with --download). Each is cloned once more and checked, with
chains from programs and packages to standard and third-party packages, cycles and a budget: with the module cache, and
with its lock alone (an empty module cache, and a PATH without go). Findings with their conditions, witnesses, states
and chains must be the same, and `gomodlint lock --check` must find nothing; else the status is 1.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from repositories import clone_of

POLICY = """\
[build]
ports = ["first-class"]
tags = ["*"]

[rules.programs]
kind = "deny"
transitive = true
from = ["$main"]
to = ["net/http/pprof", "expvar", "net/http/httptest", "os/user", "plugin"]

[rules.packages]
kind = "deny"
transitive = true
from = ["$own"]
to = ["google.golang.org/grpc/...", "golang.org/x/sys/windows/...", "unsafe"]

[rules.tests]
kind = "deny"
transitive = true
scope = "test"
from = ["$own"]
to = ["os/exec"]

[rules.cycles]
kind = "acyclic"

[rules.small]
kind = "budget"
max-packages = 300
"""
UNVENDORED = ["caddy", "etcd", "hugo", "istio", "prometheus", "tailscale"]


def main() -> int:
    """Print the table; 1 if a lock says anything else than the modules."""
    options = _options()
    print(
        "| | modules | programs | lines | longest | bytes | with gzip | findings with modules | with the lock alone |"
    )
    print(f"|{'---|' * 9}")
    same = [_row(name, clone_of(name, options.repos)) for name in options.names]
    return 0 if all(same) else 1


def _row(name: str, clone: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        subprocess.run(["git", "clone", "-q", "--shared", str(clone), str(place)], check=True)
        (place / "gomodlint.toml").write_text(POLICY, encoding="utf-8")
        for old in place.glob("vendor"):
            raise SystemExit(f"{old}: nothing to lock where modules are vendored")
        _run(place, dict(os.environ), "lock", "--update")
        empty = {**os.environ, "GOMODCACHE": folder + "/empty", "PATH": folder + "/empty"}
        there, locked = (_findings(place, environ) for environ in (dict(os.environ), empty))
        clean = _run(place, empty, "lock", "--check").returncode == 0
        data = (place / "gomodlint.lock").read_bytes()
    same = there == locked and clean
    lines = data.decode().splitlines()
    modules, programs = (sum(line.startswith(verb) for line in lines) for verb in ("module ", "main "))
    figures = [modules, programs, len(lines), max(map(len, lines)), len(data), len(gzip.compress(data)), len(there)]
    print(f"| {name} | {' | '.join(f'{n:,}' for n in figures)} | {'the same' if same else 'OTHERS'} |", flush=True)
    return same


def _findings(place: Path, environ: dict[str, str]) -> list[dict[str, Any]]:
    """Findings, without the places that only source has. Raises SystemExit where there is no verdict."""
    done = _run(place, environ, "check", "--no-cache", "--format", "json")
    said = json.loads(done.stdout or "{}")
    if done.returncode == 2 or said["errors"]:
        raise SystemExit(done.stderr or str(said["errors"]))
    found: list[dict[str, Any]] = said["findings"]
    for step in (step for finding in found for step in finding["chain"]):
        if "@v" in step["file"]:
            step |= {"file": "", "line": 0, "column": 0}
    return found


def _run(place: Path, environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gomodlint", *arguments]
    done = subprocess.run(command, cwd=place, env=environ, capture_output=True, text=True, check=False)
    if arguments[-1] == "--update" and done.returncode:
        raise SystemExit(done.stderr)
    return done


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, metavar="DIR")
    parser.add_argument("names", nargs="*", metavar="NAME", default=UNVENDORED)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
