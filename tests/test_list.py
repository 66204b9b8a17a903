"""`gomodlint list` prints what real `go list` prints: the same packages, in the same order, with the same fields."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from compared import Run, ask_go, ask_us, packages
from module_cache import LONG_AGO, age, fill
from txtar import Archive, parse, write

from gomodlint.listing.package import FIELDS

FIXTURES = Path(__file__).parent.parent / "fixtures" / "conformance"
BUILDS = (
    {"GOOS": "linux", "GOARCH": "amd64", "CGO_ENABLED": "1"},
    {"GOOS": "windows", "GOARCH": "arm64", "CGO_ENABLED": "0"},
    {"GOOS": "ios", "GOARCH": "arm64", "CGO_ENABLED": "0"},
)
DEFAULT = "-e -deps -test ./..."


class Case(NamedTuple):
    """One module and the listings asked of it."""

    name: str
    options: dict[str, str]
    archive: Archive
    runs: tuple[str, ...] = (DEFAULT,)


def cases() -> Iterator[Case]:
    for file in sorted(FIXTURES.glob("*.txt")):
        for text in re.split(r"^=== ", file.read_text(), flags=re.MULTILINE)[1:]:
            name, _, rest = text.partition("\n")
            archive = parse(rest)
            lines = [line.partition(": ")[::2] for line in archive.prose.splitlines()]
            runs = tuple(text for option, text in lines if option == "args")
            yield Case(f"{file.stem}/{name}", dict(lines), archive, runs or (DEFAULT,))


CASES = {case.name: case for case in cases()}


def lay_out(case: Case, directory: Path) -> Path:
    """Write a case's files, older than two seconds: go reads directories with young files in another way."""
    write(case.archive, directory)
    if "raw" in case.options:
        for name, text in case.archive.files.items():
            data = text.encode().decode("unicode_escape").encode("latin-1")
            (directory / name).write_bytes(data)
    for link in case.options.get("links", "").split():
        name, _, target = link.partition("=")
        (directory / name).symlink_to(target)
    if (directory / "modcache").is_dir():
        (directory / "modcache").rename(directory.parent / "modcache")
        fill(directory, directory.parent / "modcache")
    age(directory.parent)
    return directory / case.options.get("dir", ".")


def run_of(case: Case, directory: Path, build: dict[str, str], text: str) -> Run:
    words = [word.replace("$TOP", str(directory)) for word in shlex.split(text)]
    environ = {**build, **settings(case, directory)}
    while words and re.match(r"[A-Z0-9]+=", words[0]):
        name, _, value = words.pop(0).partition("=")
        environ[name] = value
    return Run(environ, words if "text" in case.options else [f"-json={','.join(FIELDS)}", *words])


def builds_of(option: str, number: int) -> tuple[dict[str, str], ...]:
    """The builds of one command line: so many, or `turn` about one of them."""
    return (BUILDS[number % len(BUILDS)],) if option == "turn" else BUILDS[: int(option)]


def settings(case: Case, directory: Path) -> dict[str, str]:
    found = dict(word.split("=", 1) for word in case.options.get("env", "").split())
    top = directory.parent if "dir" in case.options else directory
    cache = top.parent / "modcache"
    return {"GOMODCACHE": str(cache), **found} if cache.is_dir() else found


@pytest.mark.parametrize("name", CASES)
def test_conformance(name: str, tmp_path: Path, go: str) -> None:
    case = CASES[name]
    if "posix" in case.options and os.name == "nt":
        pytest.skip("names that Windows cannot have")
    directory = lay_out(case, tmp_path / "top")
    runs = [
        run_of(case, directory, build, text)
        for number, text in enumerate(case.runs)
        for build in builds_of(case.options.get("builds", "3"), number)
    ]
    with ThreadPoolExecutor(2) as pool:
        expected = list(pool.map(lambda run: ask_go(go, directory, run), runs))
    for run, theirs in zip(runs, expected, strict=True):
        ours = ask_us(go, directory, run)
        assert (ours.status, run) == (theirs.status, run), ours.err + theirs.err
        if "status-only" in case.options:
            continue
        if "text" in case.options:
            assert (run, ours.out) == (run, theirs.out)
        else:
            ours_found, theirs_found = packages(ours.out), packages(theirs.out)
            for one, other in zip(ours_found, theirs_found, strict=False):
                assert (run, one) == (run, other)
            assert [p["ImportPath"] for p in ours_found] == [p["ImportPath"] for p in theirs_found]
        assert (run, ours.err.strip()) == (run, theirs.err.strip())


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 150
    assert time.time() > LONG_AGO + 2


@pytest.mark.parametrize("words", [["std"], ["net/http", "./crypto/x509"], ["-test", "./net/textproto"], ["cmd/vet"]])
@pytest.mark.parametrize("below", ["", "cmd"])
def test_within_std_itself(words: list[str], below: str, go: str) -> None:
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    asked = ["-e", "-deps", "-json=ImportPath,Imports,ImportMap,TestImports,XTestImports,Module,Standard", *words]
    directory = Path(root, "src", below)
    build = {"GOOS": "linux", "GOARCH": "arm64", "CGO_ENABLED": "0"}
    run = Run(build, asked)
    theirs, ours = ask_go(go, directory, run), ask_us(go, directory, run)
    assert (ours.status, ours.err) == (theirs.status, theirs.err)
    assert ours.out == theirs.out
    assert "vendor/golang.org/x" in ours.out or "-test" in words
