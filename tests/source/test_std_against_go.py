"""The shipped tables, and a GOROOT read by gomodlint's own scanner, say what real Go says.

The releases besides the installed one take GOMODLINT_GOROOTS, a list like PATH of GOROOT directories.
"""

from pathlib import Path

import pytest

from gomodlint.source import std
from tests.source.std_truth import Build, go_list, installed_goroots, release_of, said

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


@pytest.mark.parametrize("build", BUILDS, ids=str)
@pytest.mark.parametrize("goroot", GOROOTS, ids=release_of)
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
