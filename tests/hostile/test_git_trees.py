"""Trees of git with anything in them: every verb that reads a commit ends in bounded time, named, and runs nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from repository import Git

from tests.hostile.bounded import MODULE, Runner

POLICY = (
    '[rules.r]\nkind = "dot-import"\n[rules.d]\nkind = "deny"\ntransitive = true\nfrom = ["./..."]\nto = ["net/http"]\n'
    '[rules.c]\nkind = "acyclic"\n'
)
FILES = {**MODULE, "gomodlint.toml": POLICY, "b/b.go": 'package b\n\nimport _ "fmt"\n'}
DOT = b'package m\n\nimport . "net/http"\n'
Entry = tuple[bytes, bytes, str]  # mode, name, object


class Objects:
    """Writes objects that git itself would refuse to make."""

    def __init__(self, git: Git) -> None:
        self.git = git

    def write(self, kind: str, data: bytes) -> str:
        command = ["git", "hash-object", "-t", kind, "-w", "--stdin", "--literally"]
        return (
            subprocess.run(command, cwd=self.git.directory, input=data, capture_output=True, check=True)
            .stdout.decode()
            .strip()
        )

    def blob(self, data: bytes) -> str:
        return self.write("blob", data)

    def tree(self, entries: Sequence[Entry]) -> str:
        return self.write(
            "tree", b"".join(mode + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
        )

    def commit(self, entries: Sequence[Entry], parent: str) -> str:
        return self.git("commit-tree", "-p", parent, "-m", "x", self.tree(entries))


Make = Callable[[Objects, list[Entry]], list[Entry]]


def added(mode: bytes, name: bytes, data: bytes = DOT) -> Make:
    return lambda objects, usual: [*usual, (mode, name, objects.blob(data))]


def instead(mode: bytes, name: bytes, data: bytes) -> Make:
    def make(objects: Objects, usual: list[Entry]) -> list[Entry]:
        return [*(entry for entry in usual if entry[1] != name), (mode, name, objects.blob(data))]

    return make


def submodule(name: bytes) -> Make:
    return lambda _, usual: [*(entry for entry in usual if entry[1] != name), (b"160000", name, "1" * 40)]


def nested(objects: Objects, usual: list[Entry]) -> list[Entry]:
    tree = objects.tree([(b"100644", b"a.go", objects.blob(DOT))])
    for _ in range(12):
        tree = objects.tree([(b"40000", b"%d" % n, tree) for n in range(10)])
    return [*usual, (b"40000", b"c", tree)]


def deep(objects: Objects, usual: list[Entry]) -> list[Entry]:
    tree = objects.tree([(b"100644", b"a.go", objects.blob(DOT))])
    for _ in range(600):
        tree = objects.tree([(b"40000", b"d", tree)])
    return [*usual, (b"40000", b"c", tree)]


NAMES = (
    b"..", b".", b".git", b".GIT", b"git~1", b"x/y.go", b"/etc/z.go", b"../../z.go", b"a\nb.go", b'a"b.go', b"\xff.go",
    b"\x1b[31m.go", b"::error::x.go", b"A.GO", b"-a.go", b"\xe2\x80\xae.go", b"con.go", b"go.mod\n", b" .go",
    b"x" * 5000,
)  # fmt: skip
DIRECTORIES = (b"..", b".git", b"/etc", b"a\nb", b"\xff", b"B", b"b", b"a.go", b"go.mod", b"x/../..")
FILES_READ = (b"go.mod", b"gomodlint.toml", b"a.go", b"b", b"go.work", b"gomodlint-baseline.txt")
TARGETS = (
    b"/etc/passwd",
    b"../../../../etc/passwd",
    b"b/b.go",
    b"b",
    b".git/config",
    b"x" * 10_000,
    b"\n\xff",
    b"a.go",
)


def directory(*names: bytes) -> Make:
    def make(objects: Objects, usual: list[Entry]) -> list[Entry]:
        tree = objects.tree([(b"100644", b"z.go", objects.blob(DOT))])
        return [*usual, *((b"40000", name, tree) for name in names)]

    return make


def files(*names: bytes) -> Make:
    return lambda objects, usual: [*usual, *((b"100644", name, objects.blob(DOT)) for name in names)]


ALONE = {  # with GOMODLINT_FUZZ
    **{f"name-{number}": files(name) for number, name in enumerate(NAMES)},
    **{f"directory-{number}": directory(name) for number, name in enumerate(DIRECTORIES)},
    **{
        f"link-{name.decode()}-{n}": instead(b"120000", name, to) for name in FILES_READ for n, to in enumerate(TARGETS)
    },
}
TREES: dict[str, Make] = {
    **(ALONE if os.environ.get("GOMODLINT_FUZZ") else {}),
    "names": files(*NAMES),
    "directories": directory(*DIRECTORIES),
    **{f"link-{name.decode()}": instead(b"120000", name, b"/etc/passwd") for name in FILES_READ},
    "link-to-itself": instead(b"120000", b"go.mod", b"go.mod"),
    "link-long": instead(b"120000", b"a.go", b"x" * 10_000),
    **{f"submodule-{name.decode()}": submodule(name) for name in (b"go.mod", b"gomodlint.toml", b"b", b"vendor")},
    **{f"mode-{mode.decode()}": added(mode, b"z.go") for mode in (b"100600", b"0", b"777777", b"160000", b"40000")},
    "twice-go.mod": added(b"100644", b"go.mod", b"module example.com/other\n"),
    "twice-policy": added(b"100644", b"gomodlint.toml", b""),
    "tree-as-file": lambda objects, usual: [*usual, (b"100644", b"z.go", objects.tree(usual))],
    "tree-as-link": lambda objects, usual: [*usual, (b"120000", b"z.go", objects.tree(usual))],
    "missing-file": lambda _, usual: [*usual, (b"100644", b"z.go", "2" * 40)],
    "missing-tree": lambda _, usual: [*usual, (b"40000", b"z", "2" * 40)],
    "unsorted": lambda _, usual: usual[::-1],
    "deep": deep,
}


@pytest.fixture
def objects(git: Git) -> Objects:
    git.commit(FILES)
    return Objects(git)


def _usual(objects: Objects) -> list[Entry]:
    found = []
    for line in objects.git("ls-tree", "HEAD").splitlines():
        head, _, name = line.partition("\t")
        mode, _, oid = head.split(" ")
        found.append((mode.lstrip("0").encode(), name.encode(), oid))
    return found


@pytest.mark.parametrize("name", TREES)
def test_a_tree_with_anything_in_it(run: Runner, objects: Objects, name: str) -> None:
    git = objects.git
    usual = git("rev-parse", "HEAD")
    hostile = objects.commit(TREES[name](objects, _usual(objects)), usual)
    for arguments in (
        ["check", "--base", usual, "--head", hostile],
        ["check", "--base", hostile, "--head", usual],
        ["diff", hostile, usual],
    ):
        _ends_well(run, git.directory, arguments)
    git("update-ref", "refs/heads/main", hostile)
    for arguments in (["check", "--staged"], ["diff", usual], ["action"]):
        _ends_well(run, git.directory, arguments)


def test_directories_that_contain_each_other_many_times(run: Runner, objects: Objects) -> None:
    """Ten directories of ten directories ...: 10^13 files in a few hundred bytes."""
    usual = objects.git("rev-parse", "HEAD")
    hostile = objects.commit(nested(objects, _usual(objects)), usual)
    said = run(objects.git.directory, "check", "--base", usual, "--head", hostile)
    assert said.status == 2
    assert "git lists more than fits into memory" in said.err


def _ends_well(run: Runner, directory: Path, arguments: list[str]) -> None:
    said = run(directory, *arguments)
    assert said.status in {0, 1, 2}, (arguments, said)
    assert "root:" not in said.said, "nothing of a file outside is shown"
    assert "\x1b[31m" not in said.said
    assert said.status != 2 or "no verdict" in said.said, (arguments, said)


def test_settings_that_lead_elsewhere(run: Runner, objects: Objects, tmp_path: Path) -> None:
    """A work tree, replaced objects, grafts, an attributes file and an order of files that never end."""
    git = objects.git
    usual = git("rev-parse", "HEAD")
    head = git.commit({"b.go": DOT.decode()})
    os.mkfifo(tmp_path / "fifo")
    git("replace", head, usual)
    (git.directory / ".git" / "info").mkdir(exist_ok=True)
    (git.directory / ".git" / "info" / "grafts").write_text(f"{head}\n")
    for name in ("attributesFile", "excludesFile"):
        git("config", f"core.{name}", str(tmp_path / "fifo"))
    git("config", "diff.orderFile", str(tmp_path / "fifo"))
    for arguments in (["--base", usual], ["--base", usual, "--head", head]):
        said = run(git.directory, *arguments)
        assert said.status == 1, said
        assert "b.go:3:8" in said.out, "what is replaced is looked at as it is"
    git("config", "core.worktree", "/etc")
    said = run(git.directory, "--base", usual)
    assert said.status in {1, 2}, said
    assert "root:" not in said.said
