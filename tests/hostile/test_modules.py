"""go.mod, go.work, vendor/modules.txt, replacements and the module cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.bounded import DENY, MODULE, Runner, write

DIGITS = "9" * 6_000


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


@pytest.mark.parametrize(
    "files",
    [
        {"go.mod": f"module example.com/m\n\ngo 1.{DIGITS}\n"},
        {"go.mod": f"module example.com/m\n\ngo 1.26\n\ntoolchain go1.{DIGITS}\n"},
        {"go.mod": f"{MODULE['go.mod']}\nrequire example.com/x v{DIGITS}.0.0\n"},
        {
            "go.mod": f"{MODULE['go.mod']}\nrequire example.com/x v1.0.0\n\n"
            f"replace example.com/x v1.{DIGITS}.0 => example.com/y v1.0.{DIGITS}\n"
        },
        {"go.work": f"go 1.{DIGITS}\n\nuse .\n"},
        {"vendor/modules.txt": f"# example.com/x v1.{DIGITS}.0\n## explicit; go 1.{DIGITS}\nexample.com/x\n"},
        {"b.go": f"//go:build go1.{DIGITS}\n\npackage m\n"},
        {"b.go": f"//line x.go:{DIGITS}\npackage m\nimport x\n//line y.go:{DIGITS}:{DIGITS}\n"},
        {"b.go": f"package m\n//line y.go:{DIGITS}:7\nimport x\n"},
    ],
    ids=["go", "toolchain", "require", "replace", "work", "vendor", "constraint", "line", "column"],
)
def test_numbers_that_no_computer_counts_to(run: Runner, module: Path, files: dict[str, str]) -> None:
    """Python reads no number of more than 4,300 digits."""
    write(module, files)
    assert run(module, "check", "--no-cache").status in {0, 2}
    assert run(module, "lock").status in {0, 2}
    assert run(module, "list", "-e", "-json", "-deps", "./...").status in {0, 1}


def test_very_many_modules(run: Runner, module: Path) -> None:
    requires = "".join(f"\ta.b/m{n} v1.0.0\n" for n in range(10_000))
    imports = "".join(f'\t_ "a.b/m{n}/x"\n' for n in range(10_000))
    write(module, {"go.mod": f"{MODULE['go.mod']}\nrequire (\n{requires})\n", "gomodlint.toml": DENY})
    write(module, {"a.go": f"package m\n\nimport (\n{imports})\n"})
    assert run(module, "check", "--no-cache").status == 2, "nobody knows what these import"
    vendored = "".join(f"# a.b/m{n} v1.0.0\n## explicit\na.b/m{n}/x\n" for n in range(10_000))
    write(module, {"vendor/modules.txt": vendored})
    assert run(module, "check", "--no-cache").status == 2


def test_an_import_path_longer_than_any_directory(run: Runner, module: Path) -> None:
    write(module, {"gomodlint.toml": DENY, "a.go": f'package m\n\nimport _ "x.y{"/a" * 100_000}"\n'})
    assert run(module).status == 2
