"""Every verb meets every input that may be hostile: bounded, without a crash, and with the right status."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.hostile.bounded import Runner, write

GIB = 1 << 30
FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "main.go": 'package main\n\nimport "example.com/m/b"\n\nfunc main() { b.Use() }\n',
    "b/b.go": 'package b\n\nimport "fmt"\n\nfunc Use() { fmt.Println() }\n',
    "gomodlint.toml": '[build]\ntags = ["*"]\n[rules.r]\nkind = "deny"\ntransitive = true\nfrom = ["./..."]\n'
    'to = ["net/http"]\n[rules.d]\nkind = "dot-import"\n[rules.c]\nkind = "acyclic"\n',
}
LOOKING = {
    "check": ["check", "--no-cache"],
    "conditions": ["list", "--conditions", "-json", "-deps", "-test", "./..."],
    "why": ["why", "--all", "./...", "fmt"],
    "cut": ["cut", "./...", "fmt"],
    "cycles": ["cycles", "--level", "directory"],
    "dot": ["graph"],
    "page": ["graph", "--format", "html"],
    "metrics": ["metrics"],
    "lock": ["lock"],
    "baseline": ["baseline"],
    "prove": ["prove"],
}
LIST = ["list", "-e", "-json", "-deps", "-test", "./..."]
Make = Mapping[str, str | bytes] | Callable[[Path], object]


@pytest.fixture
def module(tmp_path: Path) -> Path:
    write(tmp_path / "m", FILES)
    return tmp_path / "m"


def fifo(name: str) -> Callable[[Path], object]:
    def make(top: Path) -> None:
        _clear(top / name)
        os.mkfifo(top / name)

    return make


def link(name: str, target: str) -> Callable[[Path], object]:
    def make(top: Path) -> None:
        _clear(top / name)
        (top / name).symlink_to(target)

    return make


def large(name: str, start: bytes = b"") -> Callable[[Path], object]:
    """A file of a gigabyte, of which the disk holds the beginning alone."""

    def make(top: Path) -> None:
        _clear(top / name)
        with (top / name).open("wb") as file:
            file.write(start)
            file.truncate(GIB)

    return make


def _clear(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)


def replaced_by(target: str) -> Mapping[str, str]:
    mod = f"{FILES['go.mod']}\nrequire example.com/x v1.0.0\n\nreplace example.com/x => {target}\n"
    return {"go.mod": mod, "b/x.go": 'package b\n\nimport (\n\t_ "example.com/x"\n\t_ "example.com/x/etc"\n)\n'}


REFUSED: dict[str, tuple[Make, str]] = {
    "go.mod-nul": ({"go.mod": b"\0" * 1000}, r"go\.mod:1:1"),
    "go.mod-open": ({"go.mod": b"(" * 100_000}, r"go\.mod:1:"),
    "go.mod-empty": ({"go.mod": b""}, r"no go\.mod in \. or below"),
    "go.mod-large": (large("go.mod", b"module example.com/m\n"), r"go\.mod: cannot read: larger than 1 MiB"),
    "go.work-nul": ({"go.work": b"\0" * 1000}, r"go\.work:1:1"),
    "go.work-large": (large("go.work"), r"go\.work: cannot read: larger than 1 MiB"),
    "vendor-fifo": (fifo("vendor/modules.txt"), r"modules\.txt: cannot read: not a regular file"),
    "vendor-device": (link("vendor/modules.txt", "/dev/zero"), r"modules\.txt: cannot read: .*not followed"),
    "vendor-large": (large("vendor/modules.txt"), r"modules\.txt: cannot read: larger than 2 MiB"),
    "vendor-elsewhere": (link("vendor", "/usr"), r"vendor: reached through a symlink out of the repository"),
    "lock-fifo": (fifo("gomodlint.lock"), r"gomodlint\.lock: cannot read the lock: not a regular file"),
    "lock-large": (large("gomodlint.lock"), r"gomodlint\.lock: cannot read the lock: larger than 32 MiB"),
    "lock-nonsense": ({"gomodlint.lock": "{}"}, r"gomodlint\.lock:1:1: not a lock"),
    "lock-elsewhere": (link("gomodlint.lock", "/etc/passwd"), r"gomodlint\.lock: cannot read the lock: .*not followed"),
    "policy-fifo": (fifo("gomodlint.toml"), r"gomodlint\.toml: .*not a regular file"),
    "policy-device": (link("gomodlint.toml", "/dev/zero"), r"gomodlint\.toml: .*out of the repository"),
    "policy-secret": (link("gomodlint.toml", "/etc/passwd"), r"gomodlint\.toml: .*out of the repository"),
    "policy-large": (large("gomodlint.toml"), r"gomodlint\.toml: .*larger than 1 MiB"),
    "policy-bomb": ({"gomodlint.toml": "a = " + "[" * 100_000}, r"gomodlint\.toml:1:1: .*too deeply"),
    "policy-nul": ({"gomodlint.toml": b"\0" * 1000}, r"gomodlint\.toml:1:1: not TOML"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_named_by_every_verb(run: Runner, module: Path, name: str) -> None:
    make, message = REFUSED[name]
    _make(module, make)
    for verb, arguments in LOOKING.items():
        said = run(module, *arguments)
        assert said.status == 2, (verb, said)
        assert re.search(message, said.err), (verb, said)
        assert len(said.err) < 20_000, verb
        assert "root:" not in said.said, "nothing of a file outside is shown"
    assert run(module, *LIST).status in {0, 1}
    assert run(module, "cost").status == 2


MISSING = 'package b\n\nimport _ "example.com/x"\n'
TAKEN: dict[str, Make] = {
    "go-file-large": large("b/l.go", b"package b\n\nfunc f() {}\n"),
    "go-file-comment": large("b/l.go", b"/* "),
    "go-file-nul": {"b/n.go": b"\0" * 1000},
    "go-file-open": {"b/n.go": b"package b\n\nimport " + b"(" * 100_000},
    "go-file-fifo": fifo("b/f.go"),
    "go-file-device": link("b/f.go", "/dev/zero"),
    "directory-fifo": fifo("b/f"),
    "directory-loop": link("b/loop", "."),
    "directory-elsewhere": link("c", "/usr"),
    "constraint-long": {"b/c.go": "//go:build " + "!(" * 200_000 + "linux" + ")" * 200_000 + "\n\npackage b\n"},
    "sum-device": link("go.sum", "/dev/zero"),
    "sum-large": large("go.sum"),
    "costs-nested": {"gomodlint-cost.json": "[" * 100_000},
    "costs-infinite": {"gomodlint-cost.json": '{"schema_version": 1, "sections": [{"runs": 1e999}]}'},
    "costs-large": large("gomodlint-cost.json"),
    "costs-fifo": fifo("gomodlint-cost.json"),
    "costs-device": link("gomodlint-cost.json", "/dev/zero"),
    "baseline-large": large("gomodlint-baseline.txt"),
    "baseline-fifo": fifo("gomodlint-baseline.txt"),
    "baseline-nonsense": {"gomodlint-baseline.txt": b"r a b\n\0\n"},
    "replaced-by-root": replaced_by("/"),
    "replaced-by-above": replaced_by("../../.."),
    "replaced-by-proc": replaced_by("/proc/self"),
    "replaced-by-itself": replaced_by("./"),
    "go.work-elsewhere": {"go.work": "go 1.26\n\nuse ./nowhere\n"},
    "missing-module": {"go.mod": f"{FILES['go.mod']}\nrequire example.com/x v1.0.0\n", "b/x.go": MISSING},
    "git-file-device": lambda top: (top / ".git").write_text("gitdir: /dev/zero\n"),
    "git-fifo": lambda top: os.mkfifo(top / ".git"),
    "embed": {"b/e.go": 'package b\n\nimport _ "embed"\n\n//go:embed [z-a] ' + "*" * 5000 + "x\nvar s string\n"},
    "cgo": {"b/e.go": "package b\n\n" + "/*\n#cgo LDFLAGS: " + "\\" * 99_999 + '"\n*/\nimport "C"\n'},
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_no_verb_is_broken_by(run: Runner, module: Path, name: str) -> None:
    _make(module, TAKEN[name])
    for verb, arguments in {**LOOKING, "list": LIST, "cost": ["cost"]}.items():
        said = run(module, *arguments)
        assert said.status in {0, 1, 2}, (verb, said)
        assert len(said.err) < 20_000, verb
        assert said.size < 512 << 20, (verb, said.size)
    for arguments in (["--staged"], ["--base", "HEAD"], ["--tracked"], ["diff", "HEAD"]):
        assert run(module, *arguments).status == 2, "this is not a git repository"
    (module / "verdict.json").write_text(run(module, "--format", "json").out)
    review = ["review", "verdict.json", "--repo", "o/n", "--pr", "1", "--head-sha", "a" * 40]  # there is no token
    for arguments in (["policy"], ["cache", "info"], ["merge", "verdict.json", "verdict.json"], review, ["action"]):
        said = run(module, *arguments, RUNNER_TEMP=str(module.parent))
        assert said.status in {0, 1, 2}, (arguments, said)
        assert "internal error" not in said.said


def _make(module: Path, make: Make) -> None:
    if callable(make):
        make(module)
    else:
        write(module, make)
