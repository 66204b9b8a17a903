"""What a machine and its user may do to a run, for every verb: no crash, nothing half written, the right status."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import VERBS, main
from gomodlint.source.disk import DiskTree
from gomodlint.source.limits import ANY, Most
from tests.conftest import _IDENTITY
from tests.hostile.bounded import Runner, shell, without_room
from tests.hostile.forks import Ended
from tests.hostile.verbs import COMMANDS, READING, WRITING, repository


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, run: Runner) -> Path:
    directory = tmp_path_factory.mktemp("verbs") / "top"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _IDENTITY.items():
            patch.setenv(name, value)
        git = Git(directory)
        git.commit({"go.mod": "module example.com/m\n\ngo 1.26\n", "main.go": "package m\n"})
        verdict = run(directory, "--format", "json")
        assert verdict.status == 0
        return repository(git, verdict.out)


@pytest.fixture
def top(original: Path, tmp_path: Path) -> Path:
    """A repository in which each verb has something to say."""
    return Path(shutil.copytree(original, tmp_path / "top"))


def environment(top: Path, **more: str) -> dict[str, str]:
    """That of a CI runner, without a token: a review is read, and not posted."""
    return {
        **os.environ, "GITHUB_WORKSPACE": str(top),
        "RUNNER_TEMP": str(top.parent), "NO_COLOR": "1", **more,
    }  # fmt: skip


def usual(run: Runner, top: Path, verb: str) -> Ended:
    said = run.with_(_ready(top, verb), COMMANDS[verb], environment(top))
    assert said.said.strip(), verb
    return said


def _ready(top: Path, verb: str) -> Path:
    if verb.startswith("init"):
        (top / "gomodlint.toml").unlink(missing_ok=True)
    return top


def test_no_verb_is_left_out(run: Runner, top: Path) -> None:
    """A new verb fails here until it has a command line in verbs.py."""
    assert set(COMMANDS) == set(VERBS)
    said = run(top, "--help").out.split("commands: ")[1].split("(gomodlint COMMAND")[0].replace("|", " ").split()
    assert {*said, "action", "check"} == {*COMMANDS, "gomodlint"}
    assert {words[0] for words, _ in WRITING.values()} <= set(COMMANDS)


@pytest.mark.parametrize("verb", COMMANDS)
def test_what_is_missing_or_closed(run: Runner, top: Path, verb: str) -> None:
    """No HOME, a cache that cannot be written, standard streams that are closed: what is said stays the same."""
    expected = usual(run, top, verb)
    without = {k: v for k, v in environment(top).items() if k not in {"HOME", "XDG_CACHE_HOME", "GOMODLINT_CACHE"}}
    said = run.with_(_ready(top, verb), COMMANDS[verb], without)
    assert said.status == expected.status, said
    if verb != "cache":  # which says where it is
        assert _TOKEN.sub("", said.out) == _TOKEN.sub("", expected.out)
    said = run.with_(_ready(top, verb), COMMANDS[verb], environment(top, GOMODLINT_CACHE="/dev/null/nowhere"))
    assert said.status == (2 if verb == "cache" else expected.status), said
    assert said.err.count("\n") <= expected.err.count("\n") + 3
    _ready(top, verb)
    words = " ".join(f"'{word}'" for word in COMMANDS[verb])
    done = shell(top, f"GOMODLINT {words} >&- 2>&- <&-", **environment(top))
    assert done.returncode == expected.status


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("verb", COMMANDS)
def test_a_full_disk_behind_standard_output(run: Runner, top: Path, verb: str) -> None:
    expected = usual(run, top, verb)
    said = run.with_(_ready(top, verb), COMMANDS[verb], environment(top), out="/dev/full")
    if expected.out:
        assert said.status == 2, said
        assert "no space left" in said.err.lower()
    assert "bug" not in said.err


@pytest.mark.parametrize("name", WRITING)
def test_what_cannot_be_written_is_named(run: Runner, top: Path, name: str) -> None:
    """A full disk, a symlink or a directory in the way: status 2, and nothing is left."""
    arguments, file = WRITING[name]
    _ready(top, name)
    began = sorted(path.name for path in top.iterdir())
    words = " ".join(f"'{word}'" for word in arguments)
    done = without_room(top, f"GOMODLINT {words}", **environment(top, GOMODLINT_CACHE="off"))
    assert done.returncode == 2, done
    assert f"{file}: cannot write: file too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in top.iterdir()) == began
    precious = top.parent / "precious"
    precious.write_text("as it was\n")
    (top / file).symlink_to(precious)
    said = run.with_(top, arguments, environment(top))
    assert (said.status, precious.read_text()) == (2, "as it was\n"), said
    assert file in said.err
    (top / file).unlink()
    (top / file).mkdir()
    said = run.with_(top, arguments, environment(top))
    assert said.status == 2, said
    assert file in said.err
    assert sorted(path.name for path in top.iterdir()) == sorted({*began, file})


@pytest.mark.parametrize("name", WRITING)
def test_ctrl_c_leaves_a_whole_file_or_none(run: Runner, top: Path, name: str) -> None:
    arguments, file = WRITING[name]
    _ready(top, name)
    began = sorted(path.name for path in top.iterdir())
    whole = run.with_(top, arguments, environment(top))
    assert whole.status in {0, 1}, whole
    content = (top / file).read_bytes()
    assert content
    ends = set()
    for moment in range(10):
        (top / file).unlink(missing_ok=True)
        said = run.with_(top, arguments, environment(top), after=0.0005 + whole.seconds * 1.2 * moment / 10)
        ends.add(said.status)
        assert said.status in {whole.status, 130}, said
        assert said.status != 130 or "interrupted, no verdict" in said.err
        if (top / file).exists():
            assert (top / file).read_bytes() == content
        assert sorted(path.name for path in top.iterdir()) in (began, sorted({*began, file}))
    assert 130 in ends


@pytest.mark.parametrize("verb", COMMANDS)
def test_ctrl_c_at_any_moment(run: Runner, top: Path, verb: str) -> None:
    expected = usual(run, top, verb)
    for moment in range(6):
        cache = str(top.parent / f"cache{moment % 2}")
        after = 0.0005 + expected.seconds * 1.2 * moment / 6
        said = run.with_(_ready(top, verb), COMMANDS[verb], environment(top, GOMODLINT_CACHE=cache), after=after)
        assert said.status in {expected.status, 130}, said
        if said.status == 130:
            assert said.err.endswith("gomodlint: interrupted, no verdict\n")
    again = run.with_(_ready(top, verb), COMMANDS[verb], environment(top, GOMODLINT_CACHE=str(top.parent / "cache0")))
    assert again.status == expected.status
    assert "damaged" not in again.err


VERDICTS: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.parent,
    "empty": lambda path: path.write_bytes(b""),
    "nonsense": lambda path: path.write_bytes(b"\0\xff" * 1000),
    "nested": lambda path: path.write_text("[" * 100_000),
    "infinite": lambda path: path.write_text('{"schema_version": 1e999}'),
    "digits": lambda path: path.write_text(f'{{"schema_version": {"9" * 6_000}}}'),
    "large": lambda path: (path.touch(), os.truncate(path, 1 << 30)),
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "directory": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("verb", ["merge", "review"])
@pytest.mark.parametrize("name", VERDICTS)
def test_verdicts_that_are_none(run: Runner, top: Path, verb: str, name: str) -> None:
    (top / "verdict.json").unlink()
    VERDICTS[name](top / "verdict.json")
    said = run.with_(
        top, COMMANDS[verb], environment(top) | {"GITHUB_TOKEN": "t", "GITHUB_API_URL": "http://127.0.0.1:9"}
    )
    assert said.status == 2, said
    assert said.err.startswith("verdict.json"), said
    assert said.size < 512 << 20


def test_ctrl_c_while_github_does_not_answer(run: Runner, top: Path) -> None:
    nobody = environment(top) | {"GITHUB_TOKEN": "t", "GITHUB_API_URL": "http://127.0.0.1:9"}
    said = run.with_(top, COMMANDS["review"], nobody, after=1.5)
    assert (said.status, said.err[-38:]) == (130, "gomodlint: interrupted, no verdict\n"[-38:])


_TOKEN = re.compile(r"[0-9a-f]{32}")  # a word of the action's that nobody can guess
CHANGES: dict[str, Callable[[Path], object]] = {
    "vanishes": lambda path: path.unlink(missing_ok=True),
    "is emptied": lambda path: path.write_bytes(b""),
    "is cut": lambda path: path.write_bytes(path.read_bytes()[:20]),
    "grows": lambda path: path.write_bytes(path.read_bytes() + b"\0" * 100_000),
    "becomes a directory": lambda path: (path.unlink(), path.mkdir()),
    "becomes a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "becomes a symlink": lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
}
HOSTS = ["go.mod", "main.go", "b/b.go", "gomodlint.toml", "gomodlint-cost.json"]
READ_BY_QUESTIONS = {"main.go", "b/b.go"}


@pytest.mark.parametrize("verb", READING)
def test_files_that_change_while_they_are_read(
    top: Path, verb: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file is another one before the first read of anything, before the second one, and so on."""
    monkeypatch.chdir(top)
    for name, value in environment(top, GOMODLINT_CACHE="off").items():
        monkeypatch.setenv(name, value)
    read, entries = DiskTree.read, DiskTree.entries
    for number, (file, what) in enumerate(product(HOSTS, CHANGES)):
        if verb == "list" and number % 5:
            continue  # it reads the whole of Go's own tree
        content = (top / file).read_bytes()
        left = 1 + number % 6

        def now(what: str = what, file: str = file) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                CHANGES[what](top / file)

        def changed_read(self: DiskTree, path: str, limit: int = -1, *, most: Most = ANY) -> bytes:
            now()
            return read(self, path, limit, most=most)

        def changed_entries(self: DiskTree, directory: str) -> object:
            now()
            return entries(self, directory)

        monkeypatch.setattr(DiskTree, "read", changed_read)
        monkeypatch.setattr(DiskTree, "entries", changed_entries)
        status = main(COMMANDS[verb])
        out, err = capfd.readouterr()
        assert status in {0, 1, 2}, what
        assert "internal error" not in err, (what, err)
        assert out or err, what
        _put_back(top / file, content)


@pytest.mark.parametrize("verb", READING)
def test_files_that_may_not_be_read(
    top: Path, verb: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As for a user without the permission; the tests may run as one who needs none."""
    monkeypatch.chdir(top)
    for name, value in environment(top, GOMODLINT_CACHE="off").items():
        monkeypatch.setenv(name, value)
    really = os.open
    for file in HOSTS[:4]:

        def refuses(path: str, *more: int, file: str = file, **others: int) -> int:
            if str(path).endswith(f"/{file}"):
                raise PermissionError(errno.EACCES, "Permission denied", path)
            return really(path, *more, **others)

        monkeypatch.setattr(os, "open", refuses)
        status = main(COMMANDS[verb])
        monkeypatch.setattr(os, "open", really)
        out, err = capfd.readouterr()
        if verb == "list":
            assert status in {0, 1}
        elif verb in {"policy", "prove"} and file != "gomodlint.toml":
            assert status in {0, 2}, (file, err)
        else:  # questions answer without the file, and say so
            assert file in READ_BY_QUESTIONS or status == (0 if verb == "action" else 2), (file, out, err)
            assert "permission denied" in (out + err).lower(), (file, out, err)
            assert file in out + err


def _put_back(path: Path, content: bytes) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    path.write_bytes(content)
