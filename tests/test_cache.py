"""The cache: the same verdict with it and without, whatever happens to files and to the cache itself."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cached import LONG_AGO, PACKAGES, age, cache, module, run, write
from repository import Git

from gomodlint.cache.place import directory
from gomodlint.cache.store import SUFFIX, Damaged, Store
from gomodlint.source.limits import ANY, Most

__all__ = ["cache", "module"]


def headers_read(module: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The Go files that a check opens."""
    from gomodlint.source.disk import DiskTree

    opened = []
    original = DiskTree.read

    def read(self: DiskTree, path: str, limit: int = -1, *, most: Most = ANY) -> bytes:
        if path.endswith(".go"):
            opened.append(path)
        return original(self, path, limit, most=most)

    with monkeypatch.context() as patch:
        patch.setattr(DiskTree, "read", read)
        run(module, capfd)
    return opened


def test_only_what_changed_is_read_again(
    module: Path, cache: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(headers_read(module, capfd, monkeypatch)) == 5
    assert headers_read(module, capfd, monkeypatch) == []
    write(module, "b/b.go", 'package b\n\nimport . "fmt"\n')
    assert set(headers_read(module, capfd, monkeypatch)) == {"b/b.go"}
    assert "b/b.go:3:8: error dot import" in run(module, capfd)[1]


def test_a_change_that_keeps_size_and_modification_time_is_seen(
    module: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(module, "b/b.go", 'package b\n\nimport _ "fmt"\n')
    age(module)
    assert run(module, capfd)[0] == 0
    write(module, "b/b.go", 'package b\n\nimport . "fmt"\n')
    os.utime(module / "b" / "b.go", (LONG_AGO, LONG_AGO))
    assert run(module, capfd)[0] == 1


def test_a_file_that_is_still_young_is_never_trusted(
    module: Path, cache: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gomodlint.source.watch.YOUNG", 10**10)
    write(module, "b/b.go", 'package b\n\nimport "os"\n')
    assert "b/b.go" in headers_read(module, capfd, monkeypatch)
    assert "b/b.go" in headers_read(module, capfd, monkeypatch)


def test_the_same_verdict_with_and_without_whatever_changes(
    module: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(7)
    seen = set()
    for _ in range(40):
        name = dice.choice(PACKAGES)
        path = module / name / dice.choice([f"{name}.go", "x_windows.go", "y_test.go"])
        if path.name[0] in "xy" and path.exists() and dice.random() < 0.4:
            path.unlink()
        else:
            imports = dice.sample(
                ['"fmt"', '. "os"', '_ "net/url"', '"net/http"', *(f'"example.com/m/{p}"' for p in PACKAGES)], 2
            )
            constraint = dice.choice(["", "//go:build linux\n\n", "//go:build !cgo\n\n"])
            path.write_text(f"{constraint}package {name}\n\nimport (\n\t{imports[0]}\n\t{imports[1]}\n)\n")
        with_cache = run(module, capfd, "--format", "json")
        without = run(module, capfd, "--format", "json", "--no-cache")
        assert with_cache == without
        seen.add(with_cache[1])
    assert len(seen) > 20, "the changes change verdicts"


def test_the_index_and_commits_with_and_without(
    git: Git, cache: Path, capfd: pytest.CaptureFixture[str], module: Path
) -> None:
    files = {str(p.relative_to(module)): p.read_text() for p in module.rglob("*") if p.is_file()}
    git.commit(files)
    dice = random.Random(3)
    seen = set()
    for number in range(8):
        name = dice.choice(PACKAGES)
        imported = dice.choice(['. "os"', '"net/http"', '"example.com/m/d"'])
        git.write({f"{name}/new{number}.go": f"package {name}\n\nimport {imported}\n"})
        git("add", "-A")
        for arguments in (["--staged"], ["--base", "HEAD"], []):
            with_cache = run(git.directory, capfd, "--format", "json", *arguments)
            assert with_cache == run(git.directory, capfd, "--format", "json", "--no-cache", *arguments)
            seen.add(with_cache[1])
        git("commit", "-q", "-m", "change")
    assert len(seen) > 8


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda _: b"",
        lambda _: b"\x80\x04nothing of ours\n" * 99,
        lambda data: data.replace(b"a.go", b"b.go"),
        lambda data: data + b"x",
    ],
    ids=["cut", "empty", "foreign", "changed", "longer"],
)
def test_a_damaged_cache_is_built_anew_with_one_line(
    damage: object, module: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert callable(damage)
    expected = run(module, capfd)
    for path in cache.glob(f"*{SUFFIX}"):
        path.write_bytes(damage(path.read_bytes()))
    status, out, err = run(module, capfd)
    assert (status, out) == expected[:2]
    assert err.count("\n") == 1
    assert "cache was damaged" in err
    assert run(module, capfd) == expected


def test_what_a_stranger_wrote_with_a_right_checksum_does_no_harm(
    module: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    expected = run(module, capfd)
    for path in cache.glob(f"files-*{SUFFIX}"):
        made_by = path.read_bytes().split(b" ")[2].decode()
        store, name = Store(str(cache), made_by), path.name.removesuffix(SUFFIX)
        lines = store.read(name) or []
        for evil in (
            "[" * 100_000,
            '[[1],["a.go",0]]',
            "null",
            '[["x"],["a.go","a",[0.5],"",0,false,[],null]]',
            '[["x"],["a.go","a",[0,0,1],"",0,false,[],null]]',
            '[["x"],["a.go","a",[0,1,1,1],"",0,false,[],null]]',
            '[["x"],["a.go","a",[1,0,1,1],"",0,false,[],null]]',
            '[["x"],["a.go","a",[0,-1,1,1],"",0,false,[],null]]',
            "\x1b[2J",
        ):
            store.write(f"texts-{name}", [evil for _ in lines[1:]])
            store.write(name, [store.sums[f"texts-{name}"], *lines[1:]])
            status, out, err = run(module, capfd)
            assert (status, out) == expected[:2]
            assert "cache was damaged (a line does not make sense)" in err
            assert "\x1b" not in err


def test_another_version_does_not_read_it(tmp_path: Path) -> None:
    Store(str(tmp_path), "1").write("x", ["line"])
    assert Store(str(tmp_path), "1").read("x") == ["line"]
    assert Store(str(tmp_path), "2").read("x") is None
    (tmp_path / f"d{SUFFIX}").mkdir()
    with pytest.raises((Damaged, OSError)):
        Store(str(tmp_path), "1").read("d")


def test_the_oldest_files_go_when_the_cache_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gomodlint.cache.store.LARGEST_CACHE", 3000)
    store = Store(str(tmp_path), "1")
    for number in range(9):
        store.write(str(number), ["x" * 900])
        os.utime(tmp_path / f"{number}{SUFFIX}", (LONG_AGO + number, LONG_AGO + number))
    assert store.size().bytes <= 3000
    assert store.read("8") is not None
    assert store.read("0") is None


def test_a_place_that_cannot_be_written_to_is_said_once(
    module: Path, cache: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(module, capfd, "--no-cache")
    in_the_way = module.parent / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("GOMODLINT_CACHE", str(in_the_way / "cache"))
    status, out, err = run(module, capfd)
    assert (status, out) == expected[:2]
    assert err.count("\n") == 1
    assert "the cache is not written: Not a directory" in err


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(str(tmp_path), "1")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        store.write("x", ["line"])
    assert list(tmp_path.iterdir()) == []


def test_a_symlink_in_place_of_the_cache_is_not_followed(
    module: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(module, capfd)
    [kept] = cache.glob(f"files-*{SUFFIX}")
    victim = module.parent / "victim"
    victim.write_text("mine")
    kept.unlink()
    kept.symlink_to(victim)
    run(module, capfd)
    assert victim.read_text() == "mine"


def test_runs_side_by_side_agree(module: Path, cache: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-m", "gomodlint", "--format", "json"]
    for _ in range(2):
        runs = [
            subprocess.Popen(command, cwd=module, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(4)
        ]
        said = {each.communicate() for each in runs}
        assert len(said) == 1
        assert said.pop()[1] == b""


KILLED = """
import os, signal, sys
from gomodlint.cli.main import main
left, half = int(sys.argv[1]), sys.argv[2] == "half"
def die():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
replace, fdopen = os.replace, os.fdopen
def dying_replace(*names):
    if not half:
        die()
    replace(*names)
class Dying:
    def __init__(self, file):
        self.file = file
    def __enter__(self):
        return self
    def __exit__(self, *error):
        self.file.close()
    def write(self, data):
        self.file.write(data[: len(data) // 2])
        self.file.flush()
        die()
        self.file.write(data[len(data) // 2 :])
    def seek(self, place):
        self.file.seek(place)
def dying_fdopen(handle, mode="r", *more, **others):
    file = fdopen(handle, mode, *more, **others)
    return Dying(file) if half and mode == "wb" else file
os.replace, os.fdopen = dying_replace, dying_fdopen
sys.exit(main(["--format", "json"]))
"""


@pytest.mark.parametrize("where", ["half", "whole"])
def test_a_run_that_is_killed_leaves_a_cache_that_is_sound(
    where: str, module: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Killed half through each file that it writes, and before each is moved to its place."""
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    time.sleep(2.1)  # the killed processes know nothing of shorter times
    statuses = []
    for number in range(1, 13):
        write(
            module, "go.mod", f"module example.com/m\n\ngo 1.26\n\n// {number}\n"
        )  # what is kept does not do for that
        write(module, "b/b.go", f'package b\n\nimport . "fmt"\n\nconst X = {number}\n')
        command = [sys.executable, "-c", KILLED, str(number), where]
        done = subprocess.run(command, cwd=module, env=environ, capture_output=True, check=False)
        statuses.append(done.returncode)
        expected = run(module, capfd, "--no-cache")
        assert run(module, capfd) == expected
        assert expected[2] == ""
    assert len(list(cache.glob(f"*{SUFFIX}"))) > 3
    assert statuses.count(-9) >= 4


def test_where_it_lies() -> None:
    assert directory({"GOMODLINT_CACHE": "off", "HOME": "/h"}) == ""
    assert directory({}) == ""
    assert directory({"GOMODLINT_CACHE": "/x"}) == os.path.abspath("/x")
    if sys.platform == "linux":
        assert directory({"XDG_CACHE_HOME": "/c", "HOME": "/h"}) == "/c/gomodlint"
        assert directory({"XDG_CACHE_HOME": "relative", "HOME": "/h"}) == "/h/.cache/gomodlint"


def test_info_and_clear(
    module: Path, cache: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(module, capfd, "cache") == (0, f"{cache}: 0 files, 0.0 MB\n", "")
    run(module, capfd)
    assert " files, " in run(module, capfd, "cache", "info")[1].replace("1 file,", "1 files,")
    (cache / f"files-1{SUFFIX}.123.tmp").write_text("left by a run that was killed")
    (cache / "mine.txt").write_text("not ours")
    status, out, _ = run(module, capfd, "cache", "clear")
    assert (status, out.startswith("removed ")) == (0, True)
    assert [path.name for path in cache.iterdir()] == ["mine.txt"]
    monkeypatch.setenv("GOMODLINT_CACHE", "off")
    assert run(module, capfd, "cache")[1] == "there is no cache: GOMODLINT_CACHE is off\n"
    assert run(module, capfd)[0] == 0
