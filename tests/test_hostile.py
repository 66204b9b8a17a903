"""Whatever a repository, a machine or a user does: bounded time and memory, a clear message, the right exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from repository import Git

from gomodlint.source.disk import DiskTree
from gomodlint.source.tree import TreeError

if os.name == "nt":
    pytest.skip("these attacks are made of what POSIX systems have", allow_module_level=True)
ROOT = Path(__file__).parent.parent
MODULE = {"go.mod": "module example.com/m\n\ngo 1.26\n", "a.go": "package m\n"}
POLICY = '[rules.r]\nkind = "dot-import"\n'
DENY = '[rules.r]\nkind = "deny"\ntransitive = true\nfrom = ["./..."]\nto = ["net/http"]\n'
MEMORY = 1 << 30  # bytes that a run may take
SECONDS = 20  # of a run that takes about one on a quiet machine


class Said(NamedTuple):
    """How a run ended, and what it said."""

    status: int
    out: str
    err: str


def write(top: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def run(directory: Path, *arguments: str, **environ: str) -> Said:
    """A process of its own, with bounded memory and time."""

    def bounded() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    done = subprocess.run(
        [sys.executable, "-m", "gomodlint", *arguments],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        timeout=SECONDS,
        preexec_fn=bounded,
        check=False,
    )
    said = Said(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
    assert "Traceback" not in said.err, said.err
    assert "internal error" not in said.err, said.err
    return said


@pytest.fixture
def module(tmp_path: Path) -> Path:
    write(tmp_path, MODULE | {"gomodlint.toml": POLICY})
    return tmp_path


# Go files


def test_a_go_file_of_a_gigabyte(module: Path) -> None:
    for name, start in (("zeros.go", b"package m\n\nfunc f() {}\n"), ("comment.go", b"/* ")):
        with (module / name).open("wb") as file:
            file.write(start)
            file.truncate(1 << 30)
    said = run(module)
    assert said.status == 2
    assert "comment.go:1:" in said.out
    assert "zeros.go" not in said.out + said.err


def test_a_million_imports_in_a_file(module: Path) -> None:
    write(module, {"m.go": "package m\n\nimport (\n" + '"x"\n' * 1_000_000 + ")\n"})
    said = run(module)
    assert said.status == 2
    assert "m.go:1:1: error header longer than 1 MiB: not read" in said.out


def test_as_many_imports_as_fit(module: Path) -> None:
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
def test_a_constraint_as_long_as_a_header_may_be(module: Path, constraint: str) -> None:
    write(module, {"b.go": f"//go:build {constraint}\n\npackage m\n"})
    said = run(module)
    assert said.status in {0, 2}
    if said.status == 2:
        assert "b.go:1:" in said.out + said.err


@pytest.mark.parametrize("size", [10, 60])
def test_constraints_that_look_exponential(module: Path, size: int) -> None:
    pairs = " && ".join(f"(a{n} || b{n})" for n in range(size))
    crossed = " || ".join(f"(a{n} && b{size - 1 - n})" for n in range(size))
    write(module, {"b.go": f"//go:build {pairs}\n\npackage m\n", "c.go": f"//go:build {crossed}\n\npackage m\n"})
    write(module, {"gomodlint.toml": '[build]\ntags = ["*"]\n' + POLICY})
    said = run(module)
    assert said.status in {0, 2}
    if said.status == 2:
        assert "combine in more than" in said.err
        assert "hint: declare fewer tags" in said.err


# Directories and names


def test_directories_deeper_than_a_path_may_be(module: Path) -> None:
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


def test_names_with_every_byte(module: Path) -> None:
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
        assert run(module, "--format", style) == said


def test_names_that_differ_in_case(module: Path) -> None:
    write(module, {"Pkg/x.go": "package p\n", "pkg/x.go": "package p\n", "pkg/X.go": 'package p\n\nimport . "os"\n'})
    said = run(module)
    assert said.status == 1
    assert "pkg/X.go:3:8" in said.out.replace("pkg/x.go", "pkg/X.go")


def test_a_device_is_never_waited_for(tmp_path: Path) -> None:
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

    def read(self: DiskTree, path: str, limit: int = -1) -> bytes:
        (module / "b" / "b.go").unlink(missing_ok=True)
        (module / "a.go").write_text('package m\n\nimport . "os"\n')
        return original(self, path, limit)

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


# Modules


@pytest.mark.parametrize(
    "target", ["/", "../../..", "../../../../../../../../../..", ".", "./", "./b", "/dev", "/proc/self"]
)
def test_a_replacement_by_any_directory(module: Path, target: str) -> None:
    write(module, {"gomodlint.toml": DENY})
    mod = f"module example.com/m\n\ngo 1.26\n\nrequire example.com/x v1.0.0\n\nreplace example.com/x => {target}\n"
    write(module, {"go.mod": mod, "a.go": 'package m\n\nimport (\n\t_ "example.com/x"\n\t_ "example.com/x/etc"\n)\n'})
    said = run(module)
    assert said.status == 2
    assert "example.com/x" in said.out + said.err


def test_a_damaged_module_cache(module: Path, tmp_path: Path) -> None:
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
def test_module_files_of_nonsense(module: Path, name: str, text: bytes) -> None:
    write(module, {name: text})
    said = run(module)
    assert said.status in {0, 2}
    if name != "vendor/modules.txt" and (name, text[:7]) != ("go.mod", b"module "):  # that path is long, and fine
        assert said.status == 2
        assert name in said.err
        assert len(said.err) < 100_000


# Policies


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{a=" * 100_000,
        "a" + ".a" * 100_000 + " = 1",
        "[" + "a." * 50_000 + "a]",
        "[[rules]]\n" * 50_000,
        "".join(f'[rules.r{n}]\nkind = "nothing"\n' for n in range(3_000)),
        POLICY + "to = [" + '"x",' * 100_000 + "]",
        POLICY + f'why = "{"x" * 3_000_000}"',
        POLICY + 'to = ["' + "*" * 50_000 + '"]',
        POLICY + 'to = ["' + "{a,b}" * 5_000 + '"]',
        "x = 1" + "0" * 100_000,
        "# " + "x" * 20_000_000,
    ],
    ids=[
        "arrays", "tables", "dots", "header", "array-of-tables", "mistakes", "list", "string", "stars", "braces",
        "number", "comment",
    ],
)  # fmt: skip
def test_a_policy_that_is_a_bomb(module: Path, text: str) -> None:
    write(module, {"gomodlint.toml": text})
    said = run(module)
    assert said.status in {0, 2}
    if said.status == 2:
        assert "gomodlint.toml" in said.err


# git


def test_nothing_that_git_is_configured_with_is_run(git: Git, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\necho run >> {canary}\ncat\n")
    trap.chmod(0o755)
    git.commit({**MODULE, "gomodlint.toml": POLICY})
    included = tmp_path / "included"
    included.write_text(f"[core]\n\tfsmonitor = {trap}\n\tpager = {trap}\n\tsshCommand = {trap}\n")
    settings = {
        "core.hooksPath": str(tmp_path / "hooks"), "core.fsmonitor": str(trap), "core.pager": str(trap),
        "pager.diff": str(trap),
        "filter.evil.clean": str(trap), "filter.evil.smudge": str(trap), "filter.evil.process": str(trap),
        "diff.evil.textconv": str(trap), "diff.evil.command": str(trap), "diff.external": str(trap),
        "core.editor": str(trap), "credential.helper": str(trap), "core.alternateRefsCommand": str(trap),
        "includeIf.gitdir:/.path": str(included), "include.path": str(included), "merge.evil.driver": str(trap),
        "uploadpack.packObjectsHook": str(trap), "gpg.program": str(trap), "alias.ls-files": f"!{trap}",
        "alias.rev-parse": f"!{trap}", "core.gitProxy": str(trap), "trace2.normalTarget": str(canary),
    }  # fmt: skip
    for name in ("post-index-change", "fsmonitor-watchman", "pre-commit", "reference-transaction", "post-checkout"):
        write(tmp_path, {f"hooks/{name}": trap.read_text()})
        (tmp_path / "hooks" / name).chmod(0o755)
        write(git.directory, {f".git/hooks/{name}": trap.read_text()})
        (git.directory / ".git" / "hooks" / name).chmod(0o755)
    git.write(
        {"b.go": 'package m\n\nimport . "os"\n', ".gitattributes": "* filter=evil diff=evil merge=evil text eol=crlf\n"}
    )
    git("add", "-A")
    for name, value in settings.items():
        git("config", name, value)
    canary.unlink(missing_ok=True)
    (git.directory / ".git" / "objects" / "info" / "alternates").write_text("/nowhere\n/dev/zero\n")
    for arguments in (["--staged"], ["--base", "HEAD"], ["--tracked"], []):
        said = run(git.directory, *arguments)
        assert said.status == 1, said
        assert "b.go:3:8" in said.out
    assert not canary.exists(), canary.read_text()


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: (d / ".git" / "index").write_bytes(b"DIRC nonsense"),
        lambda d: (d / ".git" / "HEAD").write_text("nonsense\n"),
        lambda d: (d / ".git" / "config").write_text("[nonsense\n"),
        lambda d: subprocess.run(["rm", "-rf", str(d / ".git" / "objects")], check=True),
    ],
    ids=["index", "head", "config", "objects"],
)
def test_a_damaged_repository(git: Git, damage: object) -> None:
    assert callable(damage)
    git.commit({**MODULE, "gomodlint.toml": POLICY})
    git.write({"b.go": "package m\n"})
    git("add", "-A")
    damage(git.directory)
    for arguments in (["--staged"], ["--base", "HEAD"]):
        said = run(git.directory, *arguments)
        assert said.status == 2, said
        assert "no verdict" in said.err


# The machine


@pytest.mark.parametrize(
    "value", ["", " ", "nonsense", "/", "/dev/null", "\n", "-mod=", "\x1b[2J", "%s%n", "x" * 4_000]
)
def test_environment_variables_of_nonsense(module: Path, value: str) -> None:
    expected = run(module)
    names = (
        "HOME", "XDG_CACHE_HOME", "GOMODLINT_CACHE", "GOMODCACHE", "GOPATH", "GOROOT", "GOOS", "GOARCH", "CGO_ENABLED",
        "GOARM", "GOEXPERIMENT", "TERM", "COLUMNS", "LINES", "NO_COLOR", "LANG", "LC_ALL", "TZ", "TMPDIR", "GIT_CONFIG",
        "GIT_PAGER", "GITHUB_EVENT_PATH", "GITHUB_ACTIONS", "PAGER", "SHELL",
    )  # fmt: skip
    said = run(module, **dict.fromkeys(names, value))
    assert said[:2] == expected[:2]
    assert "\x1b" not in said.err
    for name in ("GOFLAGS", "GOWORK"):
        said = run(module, **{name: value})
        assert said.status in {0, 2}
        assert "\x1b" not in said.err + said.out


def test_without_any_environment(module: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from gomodlint.cli.main import main; sys.exit(main([]))"],
        cwd=module, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def shell(module: Path, command: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    line = command.replace("GOMODLINT", f'"{sys.executable}" -m gomodlint')
    return subprocess.run(["bash", "-c", line], cwd=module, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("command", ["GOMODLINT > /dev/full", "GOMODLINT --format json --output /dev/full"])
def test_a_full_disk(module: Path, command: str) -> None:
    for _ in range(2):
        done = shell(module, command)
        assert done.returncode == 2, done
        assert "No space left" in done.stderr
        assert "Traceback" not in done.stderr
        assert "bug" not in done.stderr


@pytest.mark.parametrize("command", ["GOMODLINT >&-", "GOMODLINT 2>&-", "GOMODLINT >&- 2>&-", "GOMODLINT <&-"])
def test_closed_streams(module: Path, command: str) -> None:
    done = shell(module, command)
    assert done.returncode == 0, done
    assert "Traceback" not in done.stderr
    write(module, {"b.go": 'package m\n\nimport . "os"\n'})
    assert shell(module, command).returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_full_streams_never_look_like_findings(module: Path) -> None:
    write(module, {"b.go": "package m\n\nimport os\n"})
    assert shell(module, "GOMODLINT 2> /dev/full").returncode == 2
    assert shell(module, "GOMODLINT > /dev/full 2> /dev/full").returncode == 2
    assert shell(module, "GOMODLINT --nonsense 2> /dev/full").returncode == 2


def test_an_interrupt_at_any_moment(module: Path) -> None:
    write(module, {f"p{n}/x.go": f'package p{n}\n\nimport "os"\n' for n in range(200)})
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "GOMODLINT_CACHE": str(module.parent / "cache")}
    program = (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from gomodlint.cli import main\n"
        "main._open_closed_streams = lambda: print('started', file=sys.stderr, flush=True)\n"
        "main.run_as_program()\n"
    )
    ends = set()
    for step in range(16):
        process = subprocess.Popen(
            [sys.executable, "-c", program], cwd=module, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert process.stderr is not None
        process.stderr.readline()
        time.sleep(step * 0.012)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)
        assert "Traceback" not in err, err
        assert process.returncode in {0, 130, -signal.SIGINT}, err  # the last: while Python ends, after the verdict
        assert process.returncode != 130 or "interrupted, no verdict" in err
        assert process.returncode == 130 or "looked at" in out
        ends.add(process.returncode)
    assert 130 in ends
    assert run(module, GOMODLINT_CACHE=environ["GOMODLINT_CACHE"])[:1] == (0,)
    assert "damaged" not in run(module, GOMODLINT_CACHE=environ["GOMODLINT_CACHE"]).err
