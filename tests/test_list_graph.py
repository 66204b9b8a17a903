"""What `gomodlint list` reads grows with the modules and the packages, not with both multiplied."""

from __future__ import annotations

import json
from pathlib import Path

import module_cache
import pytest

from gomodlint.cli.main import main
from gomodlint.source import gomod


def workspace(directory: Path, packages: int) -> None:
    """A go.work with one module, that imports packages of a module with three more below it."""
    cache = directory / "cache"
    for number in range(4):
        root = cache / f"example.org/m{number}@v1.0.0"
        root.mkdir(parents=True)
        required = f"\nrequire example.org/m{number + 1} v1.0.0\n" if number < 3 else ""
        (root / "go.mod").write_text(f"module example.org/m{number}\n\ngo 1.26\n{required}")
    for number in range(packages):
        package = cache / f"example.org/m0@v1.0.0/p{number}"
        package.mkdir()
        (package / "p.go").write_text(f"package p{number}\n")
    own = directory / "w" / "own"
    own.mkdir(parents=True)
    (directory / "w" / "go.work").write_text("go 1.26\n\nuse ./own\n")
    (own / "go.mod").write_text("module example.com/own\n\ngo 1.26\n\nrequire example.org/m0 v1.0.0\n")
    imports = "".join(f'import _ "example.org/m0/p{number}"\n' for number in range(packages))
    (own / "own.go").write_text(f"package own\n\n{imports}")
    module_cache.fill(directory / "w", cache)
    module_cache.age(directory)


def parsed(directory: Path, packages: int, capfd: pytest.CaptureFixture[str]) -> int:
    """How many go.mod files are parsed to list the workspace."""
    workspace(directory, packages)
    number = 0
    original = gomod.parse

    def counted(*arguments: object, **options: object) -> object:
        nonlocal number
        number += 1
        return original(*arguments, **options)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gomod, "parse", counted)
        patch.chdir(directory / "w")
        patch.setenv("GOMODCACHE", str(directory / "cache"))
        patch.setenv("GOPROXY", "off")
        assert main(["list", "-deps", "-json=ImportPath,Error", "work"]) == 0
    listed = capfd.readouterr().out
    decoder, names, at = json.JSONDecoder(), [], 0
    while at < len(listed):
        found, at = decoder.raw_decode(listed, at)
        at += 1
        assert "Error" not in found
        names.append(found["ImportPath"])
    assert {f"example.org/m0/p{number}" for number in range(packages)} < set(names)
    return number


def test_go_mod_files_are_read_once_however_many_packages_there_are(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert parsed(tmp_path / "few", 2, capfd) == parsed(tmp_path / "many", 30, capfd)
