"""What gomodlint writes, where something is in the way: a full disk, a symlink, a device, a directory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.bounded import Runner, shell, without_room, write

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "main.go": 'package main\n\nimport . "fmt"\n\nfunc main() { Println() }\n',
    "gomodlint.toml": '[rules.r]\nkind = "dot-import"\n',
}
WRITING = {
    "report": (["--output", "report.json"], "report.json"),
    "picture": (["graph", "--outside", "-o", "report.json"], "report.json"),
    "lock": (["lock", "--update"], "gomodlint.lock"),
    "baseline": (["baseline", "--update", "--allow-growth"], "gomodlint-baseline.txt"),
}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    write(tmp_path / "m", FILES)
    return tmp_path / "m"


@pytest.mark.parametrize("name", WRITING)
def test_nothing_is_written_through_a_symlink(run: Runner, module: Path, name: str) -> None:
    arguments, file = WRITING[name]
    precious = module.parent / "precious"
    precious.write_text("as it was\n")
    (module / file).symlink_to(precious)
    said = run(module, *arguments)
    assert said.status == 2, said
    assert "symlink" in said.err or "not a regular file" in said.err
    assert precious.read_text() == "as it was\n"
    assert sorted(path.name for path in module.iterdir()) == sorted([*FILES, file]), "no remains"


@pytest.mark.parametrize("name", WRITING)
def test_a_directory_in_the_way_is_named(run: Runner, module: Path, name: str) -> None:
    arguments, file = WRITING[name]
    (module / file).mkdir()
    said = run(module, *arguments)
    assert said.status == 2, said
    assert file in said.err
    assert (module / file).is_dir()


@pytest.mark.parametrize("name", WRITING)
def test_a_whole_file_or_none_where_the_disk_is_full(run: Runner, module: Path, name: str) -> None:
    arguments, file = WRITING[name]
    assert run(module, *arguments).status in {0, 1}
    whole = (module / file).read_bytes()
    assert whole
    (module / "other.go").write_text('package main\n\nimport . "os"\nimport _ "expvar"\n\nvar _ = Exit\n')
    done = without_room(module, f"GOMODLINT {' '.join(arguments)}", GOMODLINT_CACHE="off")
    assert done.returncode == 2, done
    assert "file too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert (module / file).read_bytes() == whole
    assert not [path for path in module.iterdir() if path.name.startswith(".gomodlint-")]


def test_devices_and_pipes_are_written_to(run: Runner, module: Path) -> None:
    before = os.stat(os.devnull)
    assert run(module, "--output", os.devnull).status == 1
    assert run(module, "graph", "-o", os.devnull).status == 0
    after = os.stat(os.devnull)
    assert (before.st_ino, before.st_mode) == (after.st_ino, after.st_mode)
    done = shell(module, "GOMODLINT --format json --output /dev/stdout | cat")
    assert '"schema_version": 1' in done.stdout
    done = shell(module, "GOMODLINT --output >(cat >&2)")
    assert done.returncode == 1, done


@pytest.mark.parametrize("cache", ["/proc/nowhere", "/dev/null", "gomodlint.toml", "x" * 300])
def test_a_cache_that_cannot_be_written(run: Runner, module: Path, cache: str) -> None:
    for _ in range(2):
        said = run(module, GOMODLINT_CACHE=cache)
        assert said.status == 1
        assert said.err.count("\n") == 1, said.err
        assert "cache" in said.err


@pytest.mark.parametrize(
    "name", ["PYTHONSTARTUP", "PYTHONIOENCODING", "PYTHONUTF8", "PYTHONWARNINGS", "PYTHONHASHSEED"]
)
def test_variables_of_python(module: Path, name: str) -> None:
    done = shell(module, "GOMODLINT", **{name: "0" if name in {"PYTHONUTF8", "PYTHONHASHSEED"} else "ascii"})
    assert done.returncode == 1, done
    assert "main.go:3:8: error dot import of fmt" in done.stdout
