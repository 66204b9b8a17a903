"""Build configurations for benches: fixed ones, drawn ones, and what a command prints in one."""

from __future__ import annotations

import json
import os
import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gomodlint.cli.question import seen_in_every_build
from gomodlint.conditions.universe import Configuration
from gomodlint.engine.conditional import conditional
from gomodlint.engine.look import selector
from gomodlint.listing.package import to_json


class Build(NamedTuple):
    """A build configuration, and more flags of the go command."""

    goos: str
    goarch: str
    cgo: bool
    flags: tuple[str, ...] = ()

    @property
    def environ(self) -> dict[str, str]:
        return {"GOOS": self.goos, "GOARCH": self.goarch, "CGO_ENABLED": str(int(self.cgo))}

    def __str__(self) -> str:
        return " ".join([f"{self.goos}/{self.goarch}", *["cgo"] * self.cgo, *self.flags])


BUILDS = (
    Build("linux", "amd64", cgo=False),
    Build("linux", "amd64", cgo=True),
    Build("linux", "amd64", cgo=True, flags=("-race",)),
    Build("linux", "amd64", cgo=False, flags=("-tags=netgo,osusergo,integration,e2e",)),
    Build("linux", "arm64", cgo=True),
    Build("linux", "386", cgo=False),
    Build("windows", "amd64", cgo=False),
    Build("darwin", "arm64", cgo=True),
    Build("freebsd", "amd64", cgo=False),
    Build("android", "arm64", cgo=True),
    Build("illumos", "amd64", cgo=False),
    Build("js", "wasm", cgo=False),
    Build("wasip1", "wasm", cgo=False),
)


class EveryBuild(NamedTuple):
    """A repository looked at in every build at once: the lines of `list --conditions`, and what builds there are."""

    conditions: list[str]
    configurations: tuple[Configuration, ...]
    tags: tuple[str, ...]

    def drawn(self, number: int, seed: str) -> list[Build]:
        """Builds drawn at random, always the same for one seed: a port, cgo on or off, some of the tags."""
        draw = random.Random(seed)  # noqa: S311
        found = []
        for _ in range(number):
            at = draw.choice(self.configurations)
            tags = [tag for tag in self.tags if draw.random() < 0.3]
            found.append(Build(at.goos, at.goarch, at.cgo, (f"-tags={','.join(tags)}",) if tags else ()))
        return found


def every_build(directory: Path, environ: dict[str, str]) -> EveryBuild:
    """What `list --conditions -deps -test` says of all own packages, with the std of the toolchain on PATH."""
    before, here = dict(os.environ), Path.cwd()
    version = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout
    release = ".".join(version.strip().removeprefix("go").split(".")[:2])
    with tempfile.TemporaryDirectory() as temporary:
        policy = Path(temporary) / "policy.toml"
        policy.write_text(f'[build]\ngo = "{release}"\nunresolved = "warn"\n[rules.r]\nkind = "dot-import"\n')
        os.chdir(directory)
        os.environ.update(environ)
        try:
            seen = seen_in_every_build(str(policy))
            found = conditional(seen, selector(seen, ["$own"]), deps=True, tests=True)
            conditions = [to_json(package) for package in found]
        finally:
            os.environ.clear()
            os.environ.update(before)
            os.chdir(here)
    return EveryBuild(conditions, seen.universe.configurations, seen.universe.tags)


class Ran(NamedTuple):
    """What one command printed, and its exit status."""

    status: int
    out: str
    err: str


def run(command: Sequence[str], directory: Path, environ: dict[str, str]) -> Ran:
    """Run a command with nothing from the network."""
    here = {**os.environ, "GOTOOLCHAIN": "local", "GOPROXY": "off", **environ, "PWD": str(directory)}
    done = subprocess.run(command, cwd=directory, env=here, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def objects(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects, one after another."""
    decoder, at, text = json.JSONDecoder(), 0, text.strip()
    while at < len(text):
        found, at = decoder.raw_decode(text, at)
        yield found
        while at < len(text) and text[at].isspace():
            at += 1
