"""Installs other tools with `go install` at pinned versions, and times them against `gomodlint check --no-cache`.

    python bench/peers.py --repos DIR [--runs 5] [NAME ...]

A tool that cannot be installed is named with the last line that the go command said. What each run does differs: the
column says it. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from compare import run

HERE = Path(__file__).resolve().parent
MAINS = {"moby": "./cmd/dockerd", "containerd": "./cmd/containerd", "tailscale": "./cmd/tailscaled"}
REVIVE = (
    '[rule.imports-blocklist]\narguments = ["net/http/pprof", "expvar"]\n[rule.dot-imports]\n[rule.blank-imports]\n'
)


class Peer(NamedTuple):
    """A tool: what to install, what is run ({main}: a main package, {config}: a file), and what that looks at."""

    package: str
    version: str
    command: tuple[str, ...]
    looks_at: str


PEERS = (
    Peer("github.com/mgechev/revive", "v1.3.9", ("revive", "-config", "{config}", "./..."), "each file by itself"),
    Peer(
        "github.com/tailscale/depaware",
        "v0.0.0-20260720165112-f20f66241ec6",
        ("depaware", "-goos=linux", "{main}"),
        "one main, linux",
    ),
    Peer("github.com/loov/goda", "v0.5.7", ("goda", "list", "./...:all"), "one configuration"),
    Peer("github.com/fe3dback/go-arch-lint", "v1.11.6", ("go-arch-lint", "check"), "direct imports"),
    Peer("github.com/arch-go/arch-go", "v1.5.4", ("arch-go",), "direct imports"),
    Peer(
        "github.com/golangci/golangci-lint/cmd/golangci-lint",
        "v1.62.0",
        ("golangci-lint", "run", "--no-config", "--disable-all", "--enable=depguard"),
        "depguard",
    ),
)


def install(peer: Peer, tools: Path, environ: dict[str, str]) -> str:
    """Install; why not, or "" """
    try:
        done = subprocess.run(
            ["go", "install", f"{peer.package}@{peer.version}"],
            env=environ | {"GOBIN": str(tools)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "took longer than 300 s to install"
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1].strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("names", nargs="*", default=["moby", "containerd"])
    options = parser.parse_args()
    print("| repository | tool | looks at | wall | memory | gomodlint, all builds | ratio | exit |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        tools = Path(temporary) / "bin"
        config = Path(temporary) / "revive.toml"
        config.write_text(REVIVE)
        building = {**os.environ, "GOFLAGS": "-modcacherw", "GOPATH": str(Path(temporary) / "go")}
        missing = {peer: install(peer, tools, building) for peer in PEERS}
        running = {**os.environ, "GOFLAGS": "", "GOPROXY": "off", "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        running["PYTHONPATH"] = str(HERE.parent)
        for name in options.names:
            directory = options.repos / name
            policy = HERE / "policies" / f"{name}.toml"
            check = [sys.executable, "-m", "gomodlint", "check", "--no-cache", "--policy", str(policy)]
            for peer in PEERS:
                if missing[peer]:
                    continue
                command = [word.format(config=config, main=MAINS[name]) for word in peer.command]
                if shutil.which(command[0], path=str(tools)):
                    command[0] = str(tools / command[0])
                ours, theirs = [], []
                for number in range(options.runs + 1):
                    pair = run(check, directory, running), run(command, directory, running)
                    if number:
                        ours.append(pair[0])
                        theirs.append(pair[1])
                wall = [statistics.median(r.seconds for r in side) for side in (ours, theirs)]
                ratio = statistics.median(a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True))
                memory = statistics.median(r.mebibytes for r in theirs)
                what = f"{peer.package.rpartition('/')[2]} {peer.version[:12]} | {peer.looks_at}"
                if theirs[-1].status not in {0, 1}:
                    print(f"| {name} | {what} | did not run: exit status {theirs[-1].status} ||||||", flush=True)
                    continue
                seen = f"{wall[1]:.2f} s | {memory:.0f} MiB | {wall[0]:.2f} s | **{ratio:.2f}** | {theirs[-1].status}"
                print(f"| {name} | {what} | {seen} |", flush=True)
        for peer, why in missing.items():
            if why:
                print(f"\nnot installed: {peer.package} {peer.version}: {why}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
