"""Asks real `go list` whether cuts cut: removes the imports that `gomodlint cut` names from real repositories.

    python bench/cuts.py --repos DIR [--go GO] [NAME ...]

For each main package and target below, on the ports below with cgo off: `go list -deps` contains the target before on
some port; without the imports of the cut on none; with any one of them put back (at most two are tried) on some port
again, so that none is there for nothing; and what has left all lists is what the cut says leaves. Prints a Markdown
table; the exit status is 1 when go list disagrees.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
MOST = 2  # imports of one cut that are put back, one at a time
PORTS = ("linux/amd64", "windows/amd64", "darwin/arm64")
POLICY = '[build]\nports = [{}]\ncgo = "off"\ngo = "{}"\nunresolved = "warn"\n'
PAIRS = {
    "moby": (
        ("./cmd/dockerd", "net/http/pprof"),
        ("./cmd/docker-proxy", "net"),
        ("./daemon/logger/...", "github.com/aws/aws-sdk-go-v2/aws"),
    ),
    "containerd": (("./cmd/containerd", "net/http/pprof"), ("./client", "github.com/Microsoft/go-winio")),
    "tailscale": (("./cmd/tailscaled", "net/http/pprof"), ("./cmd/tailscale", "golang.org/x/net/html")),
    "etcd": (("./server", "golang.org/x/net/trace"), ("./server/embed", "net/http/pprof")),
}


class Site(NamedTuple):
    """A line with an import of a cut."""

    file: str
    line: int


class Repository:
    """A copy of a repository whose lines come and go."""

    def __init__(self, source: Path, directory: Path, go: str) -> None:
        subprocess.run(["git", "clone", "-q", "--shared", source, directory], check=True)
        self.directory = directory
        self._go = go
        self._always: dict[str, set[str]] = {}
        ports = ", ".join(json.dumps(port) for port in PORTS)
        version = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout
        (directory / "gomodlint.toml").write_text(POLICY.format(ports, ".".join(version.strip()[2:].split(".")[:2])))

    def cut(self, start: str, goal: str, *unit: str) -> dict[str, Any] | None:
        command = [sys.executable, "-m", "gomodlint", "cut", start, goal, "--format", "json", "--no-cache", *unit]
        environ = {**os.environ, "PYTHONPATH": str(HERE.parent)}
        done = subprocess.run(command, cwd=self.directory, env=environ, capture_output=True, text=True, check=False)
        if done.returncode == 2:
            raise SystemExit(done.stderr)
        found: dict[str, Any] | None = json.loads(done.stdout)["cut"]
        return found

    def packages(self, pattern: str) -> dict[str, set[str]]:
        """By port: what `go list -deps` says, without what every program contains."""
        for port in PORTS:
            if port not in self._always:
                self._always[port] = self._deps(port, "runtime")
        return {port: self._deps(port, pattern) - self._always[port] for port in PORTS}

    def _deps(self, port: str, pattern: str) -> set[str]:
        goos, goarch = port.split("/")
        environ = {**os.environ, "GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": "0", "GOFLAGS": "", "GOPROXY": "off"}
        within, _, rest = pattern.removeprefix("./").partition("/")
        directory = self.directory
        if (directory / within / "go.mod").exists():
            directory, pattern = directory / within, f"./{rest}" if rest else "."
        listing = [self._go, "list", "-e", "-deps", pattern]
        done = subprocess.run(listing, cwd=directory, env=environ, capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    def without(self, sites: Collection[Site]) -> None:
        """Blank the lines of some imports; all others are as they were."""
        subprocess.run(["git", "checkout", "-q", "--", "."], cwd=self.directory, check=True)
        for site in sites:
            path = self.directory / site.file
            lines = path.read_text().split("\n")
            lines[site.line - 1] = ""
            path.write_text("\n".join(lines))


def asked(repository: Repository, start: str, goal: str, unit: Sequence[str]) -> tuple[str, bool]:
    """What the table says of one cut, and whether go list agrees."""
    found = repository.cut(start, goal, *unit)
    before = repository.packages(start)
    ports = [port for port, packages in before.items() if goal in packages]
    if found is None:
        return f"nothing to cut | | {len(ports)} of {len(PORTS)} | | |", not ports
    imports = [[Site(site["file"], site["line"]) for site in one["sites"]] for one in found["imports"]]
    repository.without([site for sites in imports for site in sites])
    after = repository.packages(start)
    left = [port for port, packages in after.items() if goal in packages]
    gone = set().union(*before.values()) - set().union(*after.values())
    same = gone == set(found["leaves"])
    needed = 0
    by_element: dict[str, list[list[Site]]] = {}
    for number, sites in enumerate(imports):
        by_element.setdefault(sites[0].file if unit else str(number), []).append(sites)
    tried = list(by_element)[:MOST]
    for element in tried:
        others = [sites for name, all_sites in by_element.items() if name != element for sites in all_sites]
        repository.without([site for sites in others for site in sites])
        needed += any(goal in packages for packages in repository.packages(start).values())
    repository.without([])
    size = f"{found['size']}{'' if found['exact'] else ' (at least ' + str(found['least']) + ')'}"
    cells = f"{size} | {len(ports)} of {len(PORTS)} | {len(left)} | {needed} of {len(tried)} | {len(gone)}"
    agrees = bool(ports) and not left and same and (needed == len(tried) or not found["exact"])
    return f"{cells}{'' if same else ', the cut says ' + str(len(found['leaves']))}", agrees


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of clones")
    parser.add_argument("--go", default=shutil.which("go"))
    parser.add_argument("names", nargs="*", default=[*PAIRS])
    options = parser.parse_args()
    print("| repository | from | to | unit | cut | ports before | after | needed | packages that leave | go list |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    agreed = True
    with tempfile.TemporaryDirectory() as temporary:
        for name in options.names:
            repository = Repository(options.repos / name, Path(temporary) / name, os.path.abspath(options.go))
            for start, goal in PAIRS[name]:
                for unit in ((), ("--through-files",)):
                    cells, agrees = asked(repository, start, goal, unit)
                    agreed = agreed and agrees
                    kind = "files" if unit else "imports"
                    said = "agrees" if agrees else "**differs**"
                    print(f"| {name} | `{start}` | `{goal}` | {kind} | {cells} | {said} |", flush=True)
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
