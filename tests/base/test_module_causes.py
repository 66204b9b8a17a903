"""What made a finding new in code that is not one's own: a line of go.mod, or of vendor/modules.txt."""

from __future__ import annotations

from pathlib import Path

import pytest
from comparing import START, verdict
from module_cache import fill
from repository import Git

from gomodlint.finding import Cause

CLEAN = START | {"old/old.go": "package old\n"}
PPROF = 'package x\n\nimport _ "net/http/pprof"\n'
REQUIRE = "module example.com/m\n\ngo 1.26\n\nrequire example.org/x v1.0.0\n"
LISTED = "# example.org/x v1.0.0\n## explicit; go 1.26\nexample.org/x\n"


def vendored(go_mod: str, listed: str, body: str) -> dict[str, str]:
    return {
        "go.mod": go_mod,
        "vendor/modules.txt": listed,
        "vendor/example.org/x/x.go": body,
        "cmd/a/main.go": 'package main\n\nimport _ "example.org/x"\n',
    }


def the_cause(git: Git) -> Cause | None:
    [finding] = [one for one in verdict(git, base="HEAD~1").findings if one.state == "new"]
    assert finding.file == "cmd/a/main.go"
    return finding.cause


def test_a_replacement_is_the_cause_of_what_it_brings(git: Git) -> None:
    git.commit(CLEAN | vendored(REQUIRE, LISTED, "package x\n"))
    git.commit(
        vendored(
            f"{REQUIRE}\nreplace example.org/x => example.org/fork v1.2.0\n",
            "# example.org/x v1.0.0 => example.org/fork v1.2.0\n## explicit; go 1.26\nexample.org/x\n"
            "# example.org/x => example.org/fork v1.2.0\n",
            PPROF,
        )
    )
    assert the_cause(git) == Cause("module", "go.mod", 7, "replace example.org/x  => example.org/fork v1.2.0")


def test_an_exclusion_is_the_cause_of_another_version(git: Git) -> None:
    git.commit(CLEAN | vendored(REQUIRE, LISTED, "package x\n"))
    listed = LISTED.replace("v1.0.0", "v1.1.0")
    git.commit(vendored(f"{REQUIRE}\nexclude example.org/x v1.0.0\n", listed, PPROF))
    assert the_cause(git) == Cause("module", "go.mod", 7, "exclude example.org/x v1.0.0")


def test_a_requirement_that_raises_another_module_is_the_cause(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line of go.mod names y; what z requires of it does."""
    cache = tmp_path / "modules"
    monkeypatch.setenv("GOMODCACHE", str(cache))
    for name, requires, body in (
        ("x@v1.0.0", "y v1.0.0", 'package x\n\nimport _ "example.org/y"\n'),
        ("y@v1.0.0", "", "package y\n"),
        ("y@v1.1.0", "", PPROF),
        ("z@v1.0.0", "", "package z\n"),
        ("z@v1.1.0", "y v1.1.0", "package z\n"),
    ):
        at = cache / "example.org" / name
        at.mkdir(parents=True)
        (at / "a.go").write_text(body)
        path = name.partition("@")[0]
        lines = f"\nrequire example.org/{requires}\n" if requires else ""
        (at / "go.mod").write_text(f"module example.org/{path}\n\ngo 1.16\n{lines}")
    fill(git.directory, cache)
    before = "module example.com/m\n\ngo 1.16\n\nrequire example.org/x v1.0.0\nrequire example.org/z v1.0.0\n"
    files = {
        "cmd/a/main.go": 'package main\n\nimport _ "example.org/x"\n',
        "cmd/b/main.go": 'package main\n\nimport _ "example.org/z"\n',
    }
    git.commit(CLEAN | files | {"go.mod": before})
    git.commit({"go.mod": before.replace("z v1.0.0", "z v1.1.0")})
    assert the_cause(git) == Cause("module", "go.mod", 6, "example.org/z v1.1.0")


def test_a_vendor_directory_that_is_new_is_the_cause_of_what_it_holds(git: Git) -> None:
    policy = f'[build]\nunresolved = "warn"\n\n{START["gomodlint.toml"]}'
    importer = 'package main\n\nimport _ "example.org/x"\n'
    git.commit(CLEAN | {"gomodlint.toml": policy, "go.mod": REQUIRE, "cmd/a/main.go": importer})
    listed = f"{LISTED}# example.org/y v1.0.0\n## explicit; go 1.26\nexample.org/y\n"
    files = vendored(REQUIRE, listed, 'package x\n\nimport _ "example.org/y"\n')
    git.commit(files | {"vendor/example.org/y/y.go": PPROF})
    assert the_cause(git) == Cause("module", "vendor/modules.txt", 1, "example.org/x")
