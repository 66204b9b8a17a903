"""The go command that measures."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gomodlint.cost.record import Build
from gomodlint.errors import NoVerdict, Problem
from gomodlint.programs import program

OFFLINE = {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOSUMDB": "off"}
# Of GOFLAGS only what says where modules are and how to work: tags are those of --tags, and a program for the race
# detector or for coverage is another one.
_KEPT_FLAGS = {"mod", "modcacherw", "trimpath", "p"}


class Toolchain(NamedTuple):
    """A go command, the build that it makes for this machine, and the environment it gets: no network, no download."""

    command: str
    build: Build
    environ: Mapping[str, str]


def toolchain(environ: Mapping[str, str], directory: str, tags: Sequence[str]) -> Toolchain:
    """The go command on PATH. Raises NoVerdict when there is none, or when it would build for another machine."""
    command = program("go", environ)
    if not command:
        raise NoVerdict(
            Problem(
                "no go command on PATH: costs are measured by building and running", hint="install Go 1.21 or newer"
            )
        )
    quiet = {**environ, **OFFLINE}
    names = ["GOOS", "GOARCH", "GOHOSTOS", "GOHOSTARCH", "CGO_ENABLED", "GOVERSION", "GOFLAGS"]
    done = subprocess.run(
        [command, "env", "-json", *names], cwd=directory, env=quiet, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoVerdict(Problem(f"go env: {done.stderr.strip()}", hint="does go build work here?"))
    said = json.loads(done.stdout)
    if (said["GOOS"], said["GOARCH"]) != (said["GOHOSTOS"], said["GOHOSTARCH"]):
        port, host = f"{said['GOOS']}/{said['GOARCH']}", f"{said['GOHOSTOS']}/{said['GOHOSTARCH']}"
        raise NoVerdict(
            Problem(
                f"a program for {port} does not run on {host}", hint="leave GOOS and GOARCH unset, or measure there"
            )
        )
    version = next(word for word in said["GOVERSION"].split() if word.startswith("go"))  # "devel go1.28-0123abc ..."
    build = Build(version, said["GOOS"], said["GOARCH"], said["CGO_ENABLED"] == "1", tuple(tags))
    return Toolchain(command, build, {**quiet, "GOFLAGS": _flags(said["GOFLAGS"])})


def _flags(text: str) -> str:
    """GOFLAGS for a build that leaves the tree alone. Never empty: then Go would take those of `go env -w`."""
    kept = [word for word in text.split() if word.lstrip("-").partition("=")[0] in _KEPT_FLAGS]
    readonly = ["-mod=readonly" if word.lstrip("-") == "mod=mod" else word for word in kept]
    return " ".join(["-buildvcs=false", *readonly])


def isolated() -> list[str]:
    """The words before a command that take the network away from it; none where the system does not let us.

    Who may do so without a user namespace does: in one, root may not raise limits, which some inits do.
    """
    unshare = program("unshare", os.environ)
    if not unshare or os.name == "nt":
        return []
    for words in ([unshare, "-n"], [unshare, "-rn"]):
        try:
            done = subprocess.run([*words, "true"], capture_output=True, check=False, timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return words
    return []
