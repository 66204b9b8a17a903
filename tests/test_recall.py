"""The last answer is given again only when nothing that it came from has changed."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cached import YOUNG, cache, module, run, write

import gomodlint.engine
import gomodlint.engine.again
from gomodlint.cache.store import SUFFIX, Store

__all__ = ["cache", "module"]


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each run that was not recalled, whether it was made anew or began with a kept graph."""
    made: list[int] = []
    original = gomodlint.engine.check
    original_again = gomodlint.engine.again.check_again

    def check(request: gomodlint.engine.Request) -> object:
        made.append(1)
        return original(request)

    def check_again(*arguments: Any) -> object:
        verdict = original_again(*arguments)
        if verdict is not None:
            made.append(1)
        return verdict

    monkeypatch.setattr(gomodlint.engine, "check", check)
    monkeypatch.setattr(gomodlint.engine.again, "check_again", check_again)
    return made


def settle() -> None:
    time.sleep(1.5 * YOUNG / 1e9)


def test_a_second_run_is_recalled_and_says_the_same(
    module: Path, checks: list[int], capfd: pytest.CaptureFixture[str]
) -> None:
    write(module, "b/b.go", 'package b\n\nimport . "fmt"\n')
    settle()
    first = run(module, capfd, "--format", "json")
    assert first[0] == 1
    assert run(module, capfd, "--format", "json") == first
    assert len(checks) == 1
    assert run(module, capfd, "--no-cache", "--format", "json") == first
    assert len(checks) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda m: write(m, "b/b.go", 'package b\n\nimport "fmt"\n\nfunc F() { fmt.Println() }\n'),
        lambda m: (write(m, "b/new", 'package b\n\nimport "fmt"\n'), os.replace(m / "b" / "new", m / "b" / "b.go")),
        lambda m: (write(m, "b/x.go", "package b\n"), (m / "b" / "x.go").unlink()),
        lambda m: os.utime(m / "b" / "b.go"),
    ],
    ids=["body", "saved-by-rename", "came-and-went", "touched"],
)
def test_what_changes_no_header_changes_no_answer(
    change: Callable[[Path], object], module: Path, checks: list[int], capfd: pytest.CaptureFixture[str]
) -> None:
    first = run(module, capfd)
    change(module)
    assert run(module, capfd) == first
    assert len(checks) == 1


def test_an_answer_to_a_changed_import_is_given_again_too(
    module: Path, checks: list[int], capfd: pytest.CaptureFixture[str]
) -> None:
    write(module, "b/b.go", "package b\n")
    settle()
    clean = run(module, capfd)
    write(module, "b/b.go", 'package b\n\nimport . "fmt"\n')
    found = run(module, capfd)
    assert (clean[0], found[0], len(checks)) == (0, 1, 2)
    assert run(module, capfd) == found
    write(module, "b/b.go", 'package b\n\nimport . "fmt"\n\nvar _ = Println\n')
    assert run(module, capfd) == found
    assert len(checks) == 2, "nothing is new"
    assert run(module, capfd, "--format", "json")[0] == 1
    assert len(checks) == 3, "asked in another way"
    write(module, "b/b.go", 'package b\n\n\nimport . "fmt"\n')
    moved = run(module, capfd)
    assert moved == (1, found[1].replace("b.go:3", "b.go:4"), found[2])
    assert len(checks) == 4
    write(module, "b/b.go", "package b\n")
    assert run(module, capfd) == clean
    assert len(checks) == 4
    write(module, "b/b.go", 'package b\n\nimport . "fmt"\n')
    policy = (module / "gomodlint.toml").read_text()
    write(module, "gomodlint.toml", f"{policy}\n# changed\n")
    assert run(module, capfd) == found
    assert len(checks) == 5, "another file of the run is another"


CHANGES: dict[str, Callable[[Path], object]] = {
    "import": lambda m: write(m, "b/b.go", 'package b\n\nimport . "fmt"\n'),
    "line": lambda m: write(m, "b/b.go", 'package b\n\n\nimport "fmt"\n'),
    "constraint": lambda m: write(m, "b/b.go", '//go:build linux\n\npackage b\n\nimport "fmt"\n'),
    "new-file": lambda m: write(m, "b/n.go", 'package b\n\nimport . "os"\n'),
    "new-directory": lambda m: write(m, "n/n.go", 'package n\n\nimport . "os"\n'),
    "new-module-inside": lambda m: write(m, "d/go.mod", "module example.com/other\n\ngo 1.26\n"),
    "removed-file": lambda m: (m / "d" / "d.go").unlink(),
    "policy": lambda m: write(m, "gomodlint.toml", '[rules.r]\nkind = "dot-import"\nscope = "all"\n'),
    "hidden-policy": lambda m: write(m, ".gomodlint.toml", '[rules.r]\nkind = "dot-import"\n'),
    "nested-policy": lambda m: write(m, "b/gomodlint.toml", 'nested = true\n[rules.r]\nkind = "deny"\nto = ["fmt"]\n'),
    "baseline": lambda m: write(m, "gomodlint-baseline.txt", "what is this\n"),
    "go-mod": lambda m: write(m, "go.mod", "module example.com/m\n\ngo 1.22\n"),
    "go-work": lambda m: write(m, "go.work", "go 1.26\n\nuse ./nowhere\n"),
    "vendor": lambda m: write(m, "vendor/modules.txt", "# example.com/x v1.0.0\n"),
    "symlink": lambda m: (m / "b" / "l.go").symlink_to("../target.txt"),
    "git": lambda m: (m.parent / ".git").mkdir(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_other_change_is_seen(
    name: str, module: Path, checks: list[int], capfd: pytest.CaptureFixture[str]
) -> None:
    write(module, "target.txt", 'package b\n\nimport . "os"\n')
    settle()
    run(module, capfd)
    CHANGES[name](module)
    assert run(module, capfd) == run(module, capfd, "--no-cache")
    assert len(checks) == 3


def test_what_a_symlink_leads_to_is_seen(module: Path, checks: list[int], capfd: pytest.CaptureFixture[str]) -> None:
    write(module, "other/target.txt", 'package b\n\nimport "os"\n')
    (module / "b" / "l.go").symlink_to("../other/target.txt")
    settle()
    run(module, capfd)
    run(module, capfd)
    assert len(checks) == 1
    write(module, "other/target.txt", 'package b\n\nimport . "os"\n')
    assert run(module, capfd)[0] == 1
    (module / "other" / "target.txt").unlink()
    assert run(module, capfd)[0] == 0


def test_another_question_has_another_answer(
    module: Path, checks: list[int], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in ([], ["--format", "json"], ["--today", "2031-01-01"], ["--policy", "gomodlint.toml"], ["./a"]):
        before = len(checks)
        run(module, capfd, *arguments)
        assert len(checks) == before + 1, arguments
    monkeypatch.setenv("GOFLAGS", "-mod=mod")
    run(module, capfd)
    monkeypatch.setenv("GOMODCACHE", str(module))
    run(module, capfd)
    assert len(checks) == 7


def test_no_verdict_is_not_remembered(module: Path, checks: list[int], capfd: pytest.CaptureFixture[str]) -> None:
    write(module, "b/b.go", "package b\n\nimport fmt\n")
    settle()
    assert run(module, capfd)[0] == run(module, capfd)[0] == 2
    assert len(checks) == 2


@pytest.mark.parametrize("kind", ["answer", "read"])
def test_a_damaged_answer_is_not_given(
    kind: str, module: Path, cache: Path, checks: list[int], capfd: pytest.CaptureFixture[str]
) -> None:
    expected = run(module, capfd)
    [path] = cache.glob(f"{kind}-*{SUFFIX}")
    data = path.read_bytes()
    store = Store(str(cache), data.split(b" ")[2].decode())
    name = path.name.removesuffix(SUFFIX)
    lines = store.read(name) or []
    evils = [[], [""], lines[:1], [lines[0], '""', "[]", "[]", "[]", "[1]"], [lines[0], *["{}"] * 9], lines[:-1]]
    evils += [
        [*lines[:number], evil, *lines[number + 1 :]] for number in range(len(lines)) for evil in ("", "[]", "{}")
    ]
    for evil in evils:
        store.write(name, evil)
        assert run(module, capfd) == expected
    path.write_bytes(data[:-9])
    assert run(module, capfd) == expected
    assert len(checks) > 7


def test_the_same_answer_as_without_a_cache_whatever_changes(
    module: Path, checks: list[int], capfd: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(11)
    recalled = 0
    changes = [change for name, change in CHANGES.items() if name not in {"git", "removed-file", "hidden-policy"}]
    for step in range(30):
        if step % 3 == 0:
            dice.choice(changes)(module) if dice.random() < 0.6 else write(
                module, f"{dice.choice('abcd')}/z{dice.randrange(3)}.go", "package z\n"
            )
        elif step % 3 == 1:
            write(module, "c/c.go", f'package c\n\nimport "fmt"\n\nconst X = {step}\n')
        settle()
        before = len(checks)
        answer = run(module, capfd)
        recalled += len(checks) == before
        assert answer == run(module, capfd, "--no-cache")
        for odd in ("go.work", "gomodlint-baseline.txt", "b/l.go", "vendor/modules.txt"):
            if dice.random() < 0.5:
                (module / odd).unlink(missing_ok=True)
    assert 3 < recalled < 27
