"""A check of the index, or against a base, that begins with a kept graph says what one from the start says."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cached import LONG_AGO, PACKAGES, POLICY, YOUNG, cache, run
from repository import Git

import gomodlint.engine.again_in_git
from gomodlint.finding import Verdict

__all__ = ["cache"]

STAGES = int(os.environ.get("GOMODLINT_AGAIN", "30"))


@pytest.fixture
def git(tmp_path: Path, cache: Path) -> Git:
    found = Git(tmp_path / "r")
    files = {"go.mod": "module example.com/m\n\ngo 1.26\n", "gomodlint.toml": POLICY, "README.md": "x\n"}
    files |= {f"{name}/{name}.go": source(name, ['"fmt"']) for name in PACKAGES}
    files |= {f"{name}/{name}_windows.go": source(name, ['"os"']) for name in PACKAGES}
    found.write(files)
    add(found)
    found("commit", "-q", "-m", "start")
    return found


@pytest.fixture
def began(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each run that could begin with a kept graph, whether it did."""
    found: list[bool] = []
    original = gomodlint.engine.again_in_git.check_again_in_git

    def watched(*arguments: object) -> Verdict | None:
        verdict = original(*arguments)  # type: ignore[arg-type]
        found.append(verdict is not None)
        return verdict

    monkeypatch.setattr(gomodlint.engine.again_in_git, "check_again_in_git", watched)
    return found


def add(git: Git, *names: str) -> None:
    """Add files, none of which is as young as the index: git could not tell such a one without reading it."""
    for name in names or [str(path) for path in git.directory.rglob("*") if ".git" not in path.parts]:
        os.utime(git.directory / name, (LONG_AGO, LONG_AGO))
    time.sleep(1.5 * YOUNG / 1e9)
    git("add", "-A")


def source(package: str, imports: list[str], constraint: str = "") -> str:
    return f"{constraint}package {package}\n\nimport (\n" + "".join(f"\t{spec}\n" for spec in imports) + ")\n"


def both(git: Git, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """What a run says, after it was found to be what a run without cache says."""
    found = run(git.directory, capfd, "--format", "json", *arguments)
    assert found == run(git.directory, capfd, "--format", "json", "--no-cache", *arguments)
    return found


def test_whatever_is_staged_and_committed(git: Git, began: list[bool], capfd: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(8)
    specs = ['"fmt"', '. "os"', '_ "net/url"', '"net/http"', *(f'"example.com/m/{name}"' for name in PACKAGES)]
    seen = set()
    for number in range(STAGES):
        for _ in range(dice.randint(1, 2)):
            name = dice.choice(PACKAGES)
            file = dice.choice([f"{name}/{name}.go", f"{name}/{name}_windows.go"])
            constraint = dice.choice(["", "", "//go:build linux\n\n", "//go:build !cgo\n\n"])
            git.write({file: source(name, dice.sample(specs, 2), constraint)})
        if number % 7 == 3:
            git.write({f"{dice.choice(PACKAGES)}/new{number}.go": source("x", []), "README.md": f"{number}\n"})
        git("add", "-A")
        staged = both(git, capfd, "--staged")
        assert both(git, capfd, "--staged", "a/a.go")[0] in {0, 1}
        seen.add(staged[1])
        git.write({"c/c.go": source("c", dice.sample(specs, 2))})  # on disk alone
        both(git, capfd, "--base", "HEAD")
        git("checkout", "-q", "c/c.go")
        if dice.random() < 0.6:
            git("commit", "-q", "-m", "change")
            both(git, capfd, "--staged")  # nothing is
            both(git, capfd, "--base", "HEAD~1", "--head", "HEAD")
    assert len(seen) > STAGES // 2
    assert began.count(True) > STAGES // 2


@pytest.mark.parametrize("arguments", [["--staged"], ["--base", "HEAD"]], ids=["index", "disk"])
def test_one_import_is_begun_with(
    arguments: list[str], git: Git, began: list[bool], capfd: pytest.CaptureFixture[str]
) -> None:
    both(git, capfd, *arguments)
    for number, imported in enumerate(['"os"', '"net/url"', '"container/ring"']):
        git.write({"b/b.go": source("b", ['"fmt"', imported])})
        add(git, "b/b.go")
        assert both(git, capfd, *arguments)[0] == 0
        if number == 1:
            git("commit", "-q", "-m", "change")
    assert began == [False, True, True, True]


Change = Callable[[Git], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda git: git.write({"go.mod": "module example.com/m\n\ngo 1.25\n"}),
        lambda git: git.write({"gomodlint.toml": POLICY + "\n"}),
        lambda git: git.write({"gomodlint-baseline.txt": ""}),
        lambda git: git.write({"b/new.go": "package b\n"}),
        lambda git: git.write({"e/e.go": "package e\n"}),
        lambda git: (git.directory / "b" / "b_windows.go").unlink(),
        lambda git: (git.directory / "b" / "link.go").symlink_to("b.go"),
        lambda git: git.write({"b/b.go": 'package b\n\nimport . "os"\n'}),
    ],
    ids=["go.mod", "policy", "baseline", "file", "package", "gone", "symlink", "new finding"],
)
def test_what_more_than_imports_may_change_is_a_run_from_the_start(
    change: Change, git: Git, began: list[bool], capfd: pytest.CaptureFixture[str]
) -> None:
    git.write({"a/a.go": source("a", ['"os"'])})
    git("add", "-A")
    both(git, capfd, "--staged")
    both(git, capfd, "--staged")
    assert began == [False, True]
    change(git)
    git("add", "-A")
    both(git, capfd, "--staged")
    assert True not in began[2:]


def test_what_lies_on_disk_alone_is_no_matter_of_the_index(
    git: Git, began: list[bool], capfd: pytest.CaptureFixture[str]
) -> None:
    git.write({"a/a.go": source("a", ['"os"'])})
    git("add", "-A")
    both(git, capfd, "--staged")
    git.write({"a/a.go": source("a", ['. "net/http"']), "go.mod": "broken", "gomodlint.toml": "broken"})
    assert both(git, capfd, "--staged")[0] == 0
    assert began == [False, True]


def test_a_policy_that_was_named_is_looked_at(git: Git, began: list[bool], capfd: pytest.CaptureFixture[str]) -> None:
    policy = git.directory.parent / "strict.toml"
    policy.write_text('[rules.no-fmt]\nkind = "deny"\nto = ["fmt"]\n')
    git.write({"a/a.go": source("a", ['"fmt"', '"os"'])})
    git("add", "-A")
    assert both(git, capfd, "--staged", "--policy", str(policy))[0] == 0
    policy.write_text('[rules.no-os]\nkind = "deny"\nto = ["os"]\n')
    assert both(git, capfd, "--staged", "--policy", str(policy))[0] == 1


@pytest.mark.parametrize("damage", [b"", b"nothing of ours\n", None], ids=["empty", "foreign", "gone"])
def test_a_memory_that_is_damaged_is_made_anew(
    damage: bytes | None, git: Git, cache: Path, began: list[bool], capfd: pytest.CaptureFixture[str]
) -> None:
    git.write({"a/a.go": source("a", ['"os"'])})
    git("add", "-A")
    both(git, capfd, "--staged")
    kept = [path for path in cache.iterdir() if "-git-" in path.name]
    assert len(kept) == 2
    for path in kept:
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)
    both(git, capfd, "--staged")
    both(git, capfd, "--staged")
    assert began == [False, False, True]
