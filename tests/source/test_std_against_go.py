"""The shipped tables, and a GOROOT read by gomodlint's own scanner, say what real Go says.

The releases besides the installed one take GOMODLINT_GOROOTS, a list like PATH of GOROOT directories; every port with
and without cgo, and random tags, take GOMODLINT_STD_BUILDS=all.
"""

import os
import random
from pathlib import Path

import pytest

from gomodlint.conditions.ports import universe_for
from gomodlint.source import std
from gomodlint.source.cgo import CGO_ENABLED
from gomodlint.source.constraint import tags
from tests.source.std_truth import Build, deps_of, go_list, installed_goroots, release_of, said

BUILDS = [
    Build("linux", "amd64", cgo=False),
    Build("linux", "amd64", cgo=True),
    Build("linux", "arm64", cgo=True),
    Build("linux", "s390x", cgo=False),
    Build("linux", "386", cgo=True, tags=("purego", "netgo", "osusergo")),
    Build("darwin", "arm64", cgo=True),
    Build("darwin", "amd64", cgo=False),
    Build("windows", "amd64", cgo=True),
    Build("windows", "arm64", cgo=False),
    Build("freebsd", "amd64", cgo=True),
    Build("android", "arm", cgo=True),
    Build("ios", "arm64", cgo=True),
    Build("js", "wasm", cgo=False),
    Build("wasip1", "wasm", cgo=False),
    Build("plan9", "arm", cgo=False),
    Build("aix", "ppc64", cgo=True),
    Build("solaris", "amd64", cgo=True, tags=("cgo", "race")),
    Build("linux", "riscv64", cgo=False, tags=("cgo", "windows", "faketime")),
]
GOROOTS = installed_goroots()


def all_builds(release: str) -> list[Build]:
    """Every port with and without cgo, and some builds with random tags that std's constraints mention."""
    configurations = universe_for(ports=["all"], go=release).configurations
    table = std.table(release)
    edges = [edge for path in table.packages() for edge in table.imports(path)]
    mentioned = set().union(*(tags(where) for _, where in edges if where)) - {CGO_ENABLED[1], "ignore"}
    drawn = random.Random(release)
    return [
        *(Build(*configuration) for configuration in configurations),
        *(Build(*drawn.choice(configurations), tuple(drawn.sample(sorted(mentioned), 5))) for _ in range(40)),
    ]


def cases() -> list[object]:
    everything = os.environ.get("GOMODLINT_STD_BUILDS") == "all"
    return [
        pytest.param(goroot, build, id=f"{release_of(goroot)}-{build}")
        for goroot in GOROOTS
        for build in (all_builds(release_of(goroot)) if everything else BUILDS)
    ]


@pytest.mark.parametrize(("goroot", "build"), cases())
def test_the_table_is_what_go_list_says(goroot: Path, build: Build) -> None:
    table = std.table(release_of(goroot))
    assert table.exact
    truth = go_list(goroot, build)
    assert len(truth) > 250
    assert said(table, build) == truth


@pytest.mark.parametrize("build", BUILDS[1:5], ids=str)
@pytest.mark.parametrize("goroot", GOROOTS, ids=release_of)
def test_a_goroot_is_what_go_list_says(goroot: Path, build: Build) -> None:
    assert said(std.from_goroot(str(goroot)), build) == go_list(goroot, build)


MAINS = [
    Build("linux", "amd64", cgo=False),
    Build("linux", "arm", cgo=False),
    Build("android", "arm", cgo=True),
    Build("android", "arm64", cgo=True),
    Build("ios", "arm64", cgo=True),
    Build("ios", "amd64", cgo=True),
    Build("windows", "arm64", cgo=True),
]
SOURCES = {
    "main": {"main.go": "package main\n"},
    "cgo": {"p.go": 'package p\n\nimport "C"\n'},
    "simd": {"p.go": 'package p\n\nimport "simd"\n'},
    "library": {"p.go": "package p\n"},
}


@pytest.mark.parametrize("build", MAINS, ids=str)
@pytest.mark.parametrize("goroot", GOROOTS, ids=release_of)
def test_the_go_command_adds_these_imports(goroot: Path, build: Build, tmp_path: Path) -> None:
    table = std.table(release_of(goroot))
    release = int(table.go.removeprefix("1."))
    kinds = [kind for kind in SOURCES if kind != "simd" or release >= 27]
    (tmp_path / "go.mod").write_text(f"module m\n\ngo {table.go}\n")
    for kind in kinds:
        (tmp_path / kind).mkdir()
        for name, text in SOURCES[kind].items():
            (tmp_path / kind / name).write_text(text)
    truth = go_list(goroot, build, "./...", tmp_path)
    for kind in kinds:
        if kind == "cgo" and not build.cgo:
            continue  # no file is built
        what = {"main": kind == "main", "cgo": kind == "cgo", "simd": kind == "simd"}
        edges = [*std.implicit_imports(release=release, **what), *([("simd", None)] if kind == "simd" else [])]
        assert deps_of(table, build, edges) == truth[f"m/{kind}"].deps, kind
