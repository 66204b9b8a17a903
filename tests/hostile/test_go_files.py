"""Go files of any size and shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.bounded import POLICY, Runner, write


def test_a_go_file_of_a_gigabyte(run: Runner, module: Path) -> None:
    for name, start in (("zeros.go", b"package m\n\nfunc f() {}\n"), ("comment.go", b"/* ")):
        with (module / name).open("wb") as file:
            file.write(start)
            file.truncate(1 << 30)
    said = run(module)
    assert said.status == 2
    assert "comment.go:1:" in said.out
    assert "zeros.go" not in said.out + said.err


def test_a_million_imports_in_a_file(run: Runner, module: Path) -> None:
    write(module, {"m.go": "package m\n\nimport (\n" + '"x"\n' * 1_000_000 + ")\n"})
    said = run(module)
    assert said.status == 2
    assert "m.go:1:1: error header longer than 1 MiB: not read" in said.out


def test_as_many_imports_as_fit(run: Runner, module: Path) -> None:
    write(module, {"m.go": "package m\n\nimport (\n" + "".join(f'"x.y/{n}"\n' for n in range(60_000)) + ")\n"})
    assert run(module).status == 0


@pytest.mark.parametrize(
    "constraint",
    [
        "(" * 1_000_000,
        "(" * 500_000 + "linux" + ")" * 500_000,
        "!" * 1_000_000 + "linux",
        "!(" * 250_000 + "linux" + ")" * 250_000,
        "linux" + " && linux" * 100_000,
        "linux" + " || !windows && linux" * 45_000,
    ],
    ids=["open", "nested", "nots", "nested-nots", "ands", "ors"],
)
def test_a_constraint_as_long_as_a_header_may_be(run: Runner, module: Path, constraint: str) -> None:
    write(module, {"b.go": f"//go:build {constraint}\n\npackage m\n"})
    said = run(module)
    assert said.status in {0, 2}
    if said.status == 2:
        assert "b.go:1:" in said.out + said.err


@pytest.mark.parametrize("size", [10, 60])
def test_constraints_that_look_exponential(run: Runner, module: Path, size: int) -> None:
    pairs = " && ".join(f"(a{n} || b{n})" for n in range(size))
    crossed = " || ".join(f"(a{n} && b{size - 1 - n})" for n in range(size))
    write(module, {"b.go": f"//go:build {pairs}\n\npackage m\n", "c.go": f"//go:build {crossed}\n\npackage m\n"})
    write(module, {"gomodlint.toml": '[build]\ntags = ["*"]\n' + POLICY})
    said = run(module)
    assert said.status == 0
    assert "clean" in said.out
