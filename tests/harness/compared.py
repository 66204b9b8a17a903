"""Real `go list` and `gomodlint list` side by side: what each printed, made comparable."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from gomodlint.cli.main import main


class Run(NamedTuple):
    """One command: variables that stand in front of the words as in a shell, and the words."""

    environ: dict[str, str]
    words: list[str]


class Ran(NamedTuple):
    """What one command printed."""

    status: int
    out: str
    err: str


def packages(text: str) -> list[dict[str, Any]]:
    """The packages of an output in JSON, without what differs from run to run of Go itself."""
    decoder, at, found = json.JSONDecoder(), 0, []
    text = text.rstrip()
    while at < len(text):
        package, at = decoder.raw_decode(text, at)
        at += 1
        if package.get("ImportPath", "").endswith(".test"):
            package["GoFiles"] = ["_testmain.go"]  # go names a file of its build cache
        if "DepsErrors" in package:  # Go's order of equal import stacks changes from run to run
            package["DepsErrors"].sort(key=json.dumps)
        found.append(package)
    return found


def ask_go(go: str, directory: Path, run: Run) -> Ran:
    """Run `go list`."""
    environ = {**os.environ, **run.environ, "PWD": str(directory)}
    command = [go, "list", *run.words]
    done = subprocess.run(command, cwd=directory, env=environ, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def ask_us(go: str, directory: Path, run: Run) -> Ran:
    """Run `gomodlint list` in this process, with `go` in front on the PATH."""
    path = f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}"
    out, err, before = io.StringIO(), io.StringIO(), os.getcwd()
    with _environment({**run.environ, "PATH": path, "PWD": str(directory)}):
        os.chdir(directory)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = main(["list", *run.words])
        finally:
            os.chdir(before)
    return Ran(status, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


# With -mod=mod Go looks for a module that has the package, first on the proxy, which is off.
_LOOKED_FOR = re.compile(
    r"go: (?:finding module for package|downloading) .*\n"
    r"|(?<=cannot find module providing package )(.*?): module lookup disabled by GOPROXY=off"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ABSENT = re.compile(r"module lookup disabled by GOPROXY=off|module is not in the module cache")


def differences(theirs: Ran, ours: Ran) -> list[str]:
    """Where two listings in JSON differ: status, messages, packages and their order, fields. Empty when they agree.

    A module that is not in the cache is said in other words (Go would have it downloaded): of such a message only
    that it is one is compared.
    """
    found = []
    if theirs.status != ours.status:
        found.append(f"status {theirs.status} != {ours.status}: {theirs.err!r} {ours.err!r}")
    if _words(theirs.err) != _words(ours.err):
        found.append(f"said {theirs.err!r} != {ours.err!r}")
    one, other = packages(theirs.out), packages(ours.out)
    paths, our_paths = [p["ImportPath"] for p in one], [p["ImportPath"] for p in other]
    if paths != our_paths:
        place = next((n for n, pair in enumerate(zip(paths, our_paths, strict=False)) if pair[0] != pair[1]), 0)
        only, ours_only = sorted(set(paths) - set(our_paths)), sorted(set(our_paths) - set(paths))
        found.append(
            f"packages {only} != {ours_only}, order {paths[place : place + 3]} != {our_paths[place : place + 3]}"
        )
    known = {p["ImportPath"]: p for p in other}
    pairs = zip(one, other, strict=True) if paths == our_paths else ((p, known.get(p["ImportPath"], p)) for p in one)
    for package, mine in pairs:
        found += [
            f"{package['ImportPath']} {key}: {_apart(package.get(key), mine.get(key))}"
            for key in package.keys() | mine.keys()
            if _words(json.dumps(package.get(key))) != _words(json.dumps(mine.get(key)))
        ]
    return found


def _apart(one: object, other: object) -> str:
    """Two values that are not equal; of two lists with different items, those that only one has."""
    if isinstance(one, list) and isinstance(other, list):
        left, right = [i for i in one if i not in other], [i for i in other if i not in one]
        if left or right:
            return f"only go: {left!r}; only gomodlint: {right!r}"
    return f"{one!r} != {other!r}"


def _words(text: str) -> str:
    text = _LOOKED_FOR.sub(r"\1", text)
    text = _CONTROLS.sub(lambda match: f"\\x{ord(match[0]):02x}", text)  # which gomodlint never prints as such
    return "a module is absent" if _ABSENT.search(text) else text.strip()
