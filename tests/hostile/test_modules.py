"""go.mod, go.work, vendor/modules.txt, replacements and the module cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.bounded import DENY, Runner, write


@pytest.mark.parametrize(
    "target", ["/", "../../..", "../../../../../../../../../..", ".", "./", "./b", "/dev", "/proc/self"]
)
def test_a_replacement_by_any_directory(run: Runner, module: Path, target: str) -> None:
    write(module, {"gomodlint.toml": DENY})
    mod = f"module example.com/m\n\ngo 1.26\n\nrequire example.com/x v1.0.0\n\nreplace example.com/x => {target}\n"
    write(module, {"go.mod": mod, "a.go": 'package m\n\nimport (\n\t_ "example.com/x"\n\t_ "example.com/x/etc"\n)\n'})
    said = run(module)
    assert said.status == 2
    assert "example.com/x" in said.out + said.err


def test_a_damaged_module_cache(run: Runner, module: Path, tmp_path: Path) -> None:
    cache = tmp_path / "modcache"
    mod = "module example.com/m\n\ngo 1.26\n\nrequire example.com/x v1.0.0\n"
    write(module, {"gomodlint.toml": DENY, "go.mod": mod, "a.go": 'package m\n\nimport _ "example.com/x"\n'})
    damages: list[dict[str, str | bytes]] = [
        {"example.com/x@v1.0.0": b"PK\3\4 a file where a directory should be"},
        {"example.com/x@v1.0.0/x.go": b"\0\xff\xfe"},
        {"example.com/x@v1.0.0/x.go/y.go": "package x\n"},
        {"cache/download/example.com/x/@v/v1.0.0.mod": b"\0\xff module (((\n", "example.com/x@v1.0.0/x.txt": ""},
        {"cache/download/example.com/x/@v/v1.0.0.mod": "module example.com/x\nrequire example.com/x v9.9.9\n"},
    ]
    for number, files in enumerate(damages):
        write(cache / str(number), files)
        said = run(module, GOMODCACHE=str(cache / str(number)))
        assert said.status in {0, 2}, said
        assert said.status == 0 or "example.com/x" in said.out + said.err


@pytest.mark.parametrize("name", ["go.mod", "go.work", "vendor/modules.txt"])
@pytest.mark.parametrize(
    "text",
    [
        b"\0" * 1000,
        b"\xff\xfe" * 1000,
        b"(" * 500_000,
        b"module " + b"x" * 1_000_000,
        b"require (\n" * 100_000,
        b'"' * 99_999,
    ],
    ids=["nul", "not-utf-8", "open", "long", "blocks", "quotes"],
)
def test_module_files_of_nonsense(run: Runner, module: Path, name: str, text: bytes) -> None:
    write(module, {name: text})
    said = run(module)
    assert said.status in {0, 2}
    if name != "vendor/modules.txt" and (name, text[:7]) != ("go.mod", b"module "):  # that path is long, and fine
        assert said.status == 2
        assert name in said.err
        assert len(said.err) < 100_000
