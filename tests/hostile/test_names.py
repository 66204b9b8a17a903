"""Directories and names: depth, every byte, case, devices, what vanishes and changes meanwhile."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from gomodlint.source.disk import DiskTree
from gomodlint.source.limits import ANY, Most
from gomodlint.source.tree import TreeError
from tests.hostile.bounded import MODULE, Runner, write


def test_directories_deeper_than_a_path_may_be(run: Runner, module: Path) -> None:
    at = os.open(module, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("deep", dir_fd=at)
        inner = os.open("deep", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(at)
    said = run(module)
    assert said.status == 2
    assert "cannot list the directory: file name too long" in said.err
    subprocess.run(["rm", "-rf", str(module / "deep")], check=True)


def test_names_with_every_byte(run: Runner, module: Path) -> None:
    for byte in range(1, 256):
        if byte != ord("/"):
            name = bytes([ord("x"), byte, ord("y")])
            try:
                os.mkdir(os.path.join(os.fsencode(module), name))
            except OSError:
                continue  # a file system of Unicode names
            with open(os.path.join(os.fsencode(module), name, name + b".go"), "wb") as file:
                file.write(b'package p\n\nimport . "os"\n')
    for style in ("text", "json", "github", "markdown", "sarif", "checkstyle", "junit", "rdjson", "gitlab"):
        said = run(module, "--format", style)
        assert said.status == 1, said
        assert not {c for c in said.out if c < " " and c != "\n"} - ({"\t"} if style != "text" else set()), style
        assert run(module, "--format", style)[:3] == said[:3]


def test_names_that_differ_in_case(run: Runner, module: Path) -> None:
    write(module, {"Pkg/x.go": "package p\n", "pkg/x.go": "package p\n", "pkg/X.go": 'package p\n\nimport . "os"\n'})
    said = run(module)
    assert said.status == 1
    assert "pkg/X.go:3:8" in said.out.replace("pkg/x.go", "pkg/X.go")


def test_a_device_is_never_waited_for(run: Runner, tmp_path: Path) -> None:
    tree = DiskTree(str(tmp_path))
    assert len(tree.read("/dev/zero", 4096)) == 4096
    with pytest.raises(TreeError, match="not a regular file"):
        tree.read("/dev/zero")
    os.mkfifo(tmp_path / "gomodlint.toml")
    write(tmp_path, MODULE)
    said = run(tmp_path)
    assert said.status == 2
    assert "not a regular file" in said.err


def test_files_that_vanish_and_change_under_us(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gomodlint.cli.main import main

    write(module, {"b/b.go": "package b\n", "b/c.go": "package b\n"})
    monkeypatch.chdir(module)
    original = DiskTree.read

    def read(self: DiskTree, path: str, limit: int = -1, *, most: Most = ANY) -> bytes:
        (module / "b" / "b.go").unlink(missing_ok=True)
        (module / "a.go").write_text('package m\n\nimport . "os"\n')
        return original(self, path, limit, most=most)

    monkeypatch.setattr(DiskTree, "read", read)
    assert main([]) == 1  # a finding beats what could not be read
    monkeypatch.undo()


def test_a_directory_that_vanishes(
    module: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from gomodlint.cli.main import main

    write(module, {"b/b.go": "package b\n"})
    monkeypatch.chdir(module)
    original = DiskTree.entries

    def entries(self: DiskTree, directory: str) -> object:
        if directory == "b":
            raise TreeError("b", "no such file or directory")
        return original(self, directory)

    monkeypatch.setattr(DiskTree, "entries", entries)
    assert main([]) == 2
    assert "b: cannot list the directory: no such file or directory" in capfd.readouterr().err
