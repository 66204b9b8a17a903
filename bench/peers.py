"""Installs other tools with `go install` at pinned versions, and times them against `gomodlint check --no-cache`.

    python bench/peers.py --repos DIR [--runs 5] [NAME ...]

A tool that cannot be installed has a row that says so; below stand the go command's words. What each run does differs:
the column says it. Neither side begins with a cache of its own; Go's build cache is warm. Nothing here is a test.
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
ARCH = """version: 3
workdir: .
allow:
  depOnAnyVendor: true
  deepScan: false   # with it, the default, moby takes more than ten minutes, or fails with Go 1.27
components:
  all: { in: "**" }
deps:
  all: { mayDependOn: [all] }
"""
ARCH_GO = """version: 1
dependenciesRules:
  - package: "**"
    shouldNotDependsOn:
      external: ["net/http/pprof", "expvar"]
"""
GOLANGCI = """version: "2"
run: { timeout: 10m }
linters:
  default: none
  enable: [depguard]
  settings:
    depguard:
      rules:
        main:
          deny:
            - { pkg: net/http/pprof, desc: registers handlers }
            - { pkg: expvar, desc: registers handlers }
"""


class Peer(NamedTuple):
    """A tool: what to install, what is run ({main}: a main package), and what that looks at.

    `files` are laid into the copy of the repository that it runs in. `cache` is a variable that names the tool's own
    cache: every run gets an empty one, as gomodlint runs with --no-cache.
    """

    package: str
    version: str
    command: tuple[str, ...]
    looks_at: str
    files: tuple[tuple[str, str], ...] = ()
    cache: str = ""

    @property
    def name(self) -> str:
        """The command and its version."""
        return f"{self.command[0]} {self.version[:12]}"


PEERS = (
    Peer(
        "github.com/mgechev/revive",
        "v1.17.0",
        ("revive", "-config", "revive-bench.toml", "./..."),
        "import lines, each file by itself",
        (("revive-bench.toml", REVIVE),),
    ),
    Peer(
        "github.com/tailscale/depaware",
        "v0.0.0-20260720165112-f20f66241ec6",
        ("depaware", "-goos=linux", "{main}"),
        "what one main reaches, linux, one build",
    ),
    Peer(
        "github.com/fe3dback/go-arch-lint",
        "v1.13.0",
        ("go-arch-lint", "check", "--arch-file", "arch-bench.yml"),
        "direct imports of own packages",
        (("arch-bench.yml", ARCH),),
    ),
    Peer(
        "github.com/golangci/golangci-lint/v2/cmd/golangci-lint",
        "v2.15.0",
        ("golangci-lint", "run", "--config", "golangci-bench.yml", "./..."),
        "depguard alone: import lines and tests, one build",
        (("golangci-bench.yml", GOLANGCI),),
        "GOLANGCI_LINT_CACHE",
    ),
    Peer("github.com/loov/goda", "v0.5.7", ("goda", "list", "reach({main}, net/http/pprof)"), "one main, one build"),
    Peer(
        "github.com/arch-go/arch-go",
        "v1.5.4",
        ("arch-go",),
        "direct imports of own packages, one build",
        (("arch-go.yml", ARCH_GO),),
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
    if done.returncode == 0:
        return ""
    said = [
        line.strip()
        for line in done.stderr.splitlines()
        if line.startswith(("go: ", "\t")) and "downloading" not in line
    ]
    return "; ".join(said[-2:]) or f"exit status {done.returncode}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tools", type=Path, help="folder of tools that are installed already, at these versions")
    parser.add_argument("names", nargs="*", default=["moby", "containerd"])
    options = parser.parse_args()
    print("| repository | tool | looks at | wall | CPU | memory | gomodlint, all builds | ratio | of CPU | exit |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        tools = options.tools or Path(temporary) / "bin"
        building = {**os.environ, "GOFLAGS": "-modcacherw", "GOPATH": str(Path(temporary) / "go")}
        there = {peer.command[0] for peer in PEERS if shutil.which(peer.command[0], path=str(tools))}
        missing = {peer: "" if peer.command[0] in there else install(peer, tools, building) for peer in PEERS}
        running = {**os.environ, "GOFLAGS": "", "GOPROXY": "off", "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        running["PYTHONPATH"] = str(HERE.parent)
        for name in options.names:
            directory = Path(temporary) / name
            shutil.copytree(options.repos / name, directory, symlinks=True, ignore=shutil.ignore_patterns(".git"))
            policy = HERE / "policies" / f"{name}.toml"
            check = [sys.executable, "-m", "gomodlint", "check", "--no-cache", "--policy", str(policy)]
            for peer in PEERS:
                if missing[peer]:
                    print(f"| {name} | {peer.name} | {peer.looks_at} | not installed ||||||| ", flush=True)
                    continue
                command = [word.format(main=MAINS[name]) for word in peer.command]
                for file, text in peer.files:
                    (directory / file).write_text(text)
                if shutil.which(command[0], path=str(tools)):
                    command[0] = str(tools / command[0])
                ours, theirs = [], []
                for number in range(options.runs + 1):
                    with tempfile.TemporaryDirectory() as empty:
                        theirs_in = {**running, peer.cache: empty} if peer.cache else running
                        pair = run(check, directory, running), run(command, directory, theirs_in)
                    if number:
                        ours.append(pair[0])
                        theirs.append(pair[1])
                wall = [statistics.median(r.seconds for r in side) for side in (ours, theirs)]
                ratio = statistics.median(a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True))
                work = statistics.median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True))
                cpu = statistics.median(r.cpu for r in theirs)
                memory = statistics.median(r.mebibytes for r in theirs)
                what = f"{peer.name} | {peer.looks_at}"
                if theirs[-1].status not in {0, 1}:
                    print(f"| {name} | {what} | did not run: exit status {theirs[-1].status} ||||||", flush=True)
                    continue
                seen = (
                    f"{wall[1]:.2f} s | {cpu:.2f} s | {memory:.0f} MiB | {wall[0]:.2f} s | **{ratio:.2f}** | {work:.2f}"
                )
                seen += f" | {theirs[-1].status}"
                print(f"| {name} | {what} | {seen} |", flush=True)
        for peer, why in missing.items():
            if why:
                print(f"\nnot installed: {peer.package} {peer.version}: {why}")
    print(f"\nload at the end: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
