"""What `go list` says of a commit, in each of a few builds."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from oracle.history import git, key, tree

FIELDS = (
    "ImportPath,Dir,Name,Standard,Module,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,IgnoredGoFiles,InvalidGoFiles,"
    "Imports,TestImports,XTestImports,ForTest"
)


class UnlistedError(Exception):
    """Go cannot list a commit: a module of it cannot be had, say."""


class Build(NamedTuple):
    """A build configuration."""

    goos: str
    goarch: str
    cgo: bool
    tags: tuple[str, ...]

    @property
    def environ(self) -> dict[str, str]:
        return {"GOOS": self.goos, "GOARCH": self.goarch, "CGO_ENABLED": str(int(self.cgo))}

    @property
    def true(self) -> set[str]:
        """The words of a constraint that are true here."""
        words = {self.goos, self.goarch, "gc", *self.tags, *(f"go1.{n}" for n in range(1, 28))}
        return words | ({"cgo"} if self.cgo else set()) | ({"unix"} if self.goos != "windows" else set())

    def __str__(self) -> str:
        return ",".join([f"{self.goos}/{self.goarch}", *["cgo"] * self.cgo, *self.tags])


class Package(NamedTuple):
    """A package in one build. `files` are built there: name to whether it is a test's; `others` are not."""

    path: str
    directory: str
    name: str
    own: bool
    files: dict[str, bool]
    others: list[str]
    imports: list[str]
    test_imports: list[str]


Facts = dict[str, Package]  # by import path


class Lister:
    """Asks `go list`, and keeps what it said below `scratch`. `clone` is checked out at commit after commit."""

    def __init__(self, clone: Path, scratch: Path, go: str) -> None:
        self._clone, self._scratch, self._go = clone, scratch, go
        scratch.mkdir(parents=True, exist_ok=True)

    def facts(self, commit: str, build: Build) -> Facts:
        """The packages of `./...` and all that they and their tests need."""
        with gzip.open(self.ask(commit, build), "rt") as file:
            return {path: Package(path, *values) for path, values in json.load(file).items()}

    def ask(self, commit: str, build: Build) -> Path:
        """Ask, unless that was done before. Where the answer is kept. One process at a time has the clone."""
        kept = self._scratch / f"{key(tree(self._clone, commit))}-{str(build).replace('/', '-')}.json.gz"
        if kept.exists():
            return kept
        with open(self._clone / ".git" / "listing.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                if git(self._clone, "rev-parse", "HEAD").strip() != commit:
                    git(self._clone, "checkout", "-q", "--force", "--detach", commit)
                found = self._ask(build)
                with gzip.open(f"{kept}.new", "wt", compresslevel=3) as file:
                    json.dump(found, file)
                os.replace(f"{kept}.new", kept)
        return kept

    def _ask(self, build: Build) -> dict[str, list[Any]]:
        command = [self._go, "list", "-e", "-deps", "-test", f"-json={FIELDS}"]
        command += [f"-tags={','.join(build.tags)}"] if build.tags else []
        environ = {**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOWORK": "off", **build.environ}
        done = subprocess.run(
            [*command, "./..."], cwd=self._clone, env=environ, capture_output=True, text=True, check=False
        )
        top = os.path.realpath(self._clone)
        found: dict[str, list[Any]] = {}
        for one in objects(done.stdout):
            path = one["ImportPath"]
            if one.get("ForTest") or path.endswith(".test"):
                continue  # the variants: what their files import is in TestImports and XTestImports
            own = bool(one.get("Module", {}).get("Main")) and not one.get("Standard")
            directory = os.path.relpath(one["Dir"], top) if own else ""
            built = dict.fromkeys([*one.get("GoFiles", ()), *one.get("CgoFiles", ())], False)
            built |= dict.fromkeys([*one.get("TestGoFiles", ()), *one.get("XTestGoFiles", ())], True)
            others = [*one.get("IgnoredGoFiles", ()), *one.get("InvalidGoFiles", ())] if own else []
            tests = [*one.get("TestImports", ()), *one.get("XTestImports", ())] if own else []
            values = [directory.removeprefix("."), one.get("Name", ""), own, built if own else {}, others]
            found[path] = [*values, one.get("Imports", []), sorted(set(tests))]
        if not found:
            raise UnlistedError(f"go list said nothing in {build}: {done.stderr[-500:]}")
        return found


def objects(text: str) -> list[dict[str, Any]]:
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text):
        one, at = decoder.raw_decode(text, at)
        found.append(one)
        while at < len(text) and text[at].isspace():
            at += 1
    return found
