"""A lock whose conditions are too large: it says no less than is true, and the same with the modules and without."""

from __future__ import annotations

import json
import subprocess
import tempfile
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import drawn_tags
import many_tags
import module_cache
import pytest
from asked import run
from hypothesis import event, given
from judged import Read, read

from gomodlint.engine.locks import locks
from gomodlint.source import constraint
from tests.test_questions_beyond import thorough, tight

SIZE = 16
HARD = many_tags.pairs(SIZE)  # 65,536 decision nodes, for there stand all a before all b
TAGS = [f"{letter}{number:02}" for letter in "ab" for number in range(SIZE)]
BUILD = '[build]\nports = ["linux/amd64"]\ntags = ["*"]\n'
RULES = (
    '[rules.one]\nkind = "deny"\ntransitive = true\nfrom = ["./cmd/a"]\nto = ["net/textproto"]\n'
    '[rules.never]\nkind = "deny"\ntransitive = true\nfrom = ["./cmd/a"]\nto = ["text/scanner"]\n'
    '[rules.else]\nkind = "deny"\ntransitive = true\nfrom = ["./cmd/a"]\nto = ["database/sql"]\n'
)
OWN = {
    "go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.org/big v1.0.0\n",
    "gomodlint.toml": BUILD + RULES,
    "cmd/a/main.go": 'package main\n\nimport _ "example.org/big"\n\nfunc main() {}\n',
    "cmd/b/main.go": f'//go:build {HARD}\n\npackage main\n\nimport _ "example.org/big/c"\n\nfunc main() {{}}\n',
    "tags/tags.go": f"//go:build {' && '.join(TAGS)}\n\npackage tags\n",
}
BIG = {
    "go.mod": "module example.org/big\n\ngo 1.26\n",
    "big.go": 'package big\n\nimport _ "example.org/big/always"\n',
    "text.go": f'//go:build {HARD}\n\npackage big\n\nimport _ "net/textproto"\nimport _ "example.org/big/mid"\n',
    "sql.go": '//go:build a00 && !b00\n\npackage big\n\nimport _ "container/ring"\n',
    "always/always.go": 'package always\n\nimport _ "example.org/big/files"\n',
    "files/files.go": "package files\n",
    "mid/mid.go": "package mid\n",
    "mid/scan.go": f'//go:build !({HARD})\n\npackage mid\n\nimport _ "text/scanner"\n',
    "c/c.go": "package c\n",
    "c/d.go": f'//go:build {HARD}\n\npackage c\n\n// int x;\nimport "C"\n',
} | {  # the same as in text.go, by many files: what is too large is another step of the algebra
    f"files/f{n:02}.go": f'//go:build a{n:02} && b{n:02}\n\npackage files\n\nimport _ "container/list"\n'
    for n in range(SIZE)
}  # fmt: skip


def place(directory: Path, own: dict[str, str], big: dict[str, str]) -> Path:
    """A module and a module cache that has what it needs; where the module is."""
    for top, files in (("m", own), ("cache/example.org/big@v1.0.0", big)):
        for name, text in files.items():
            path = directory / top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    module_cache.fill(directory / "m", directory / "cache")
    return directory / "m"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = place(tmp_path, OWN, BIG)
    monkeypatch.chdir(top)
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "cache"))
    return top


def contents(text: str, program: str) -> dict[str, str]:
    """What a lock says that a program contains, and where."""
    section = text.split(f"main example.com/m/{program}", 1)[1].split("\nmain ", 1)[0].splitlines()
    rows = [line[1:].split("\t") for line in section[1:] if line]
    return {row[0]: row[1] for row in rows}


def judged(capfd: pytest.CaptureFixture[str], status: int) -> tuple[list[Any], list[str]]:
    """What a check finds (whom, by way of whom, in which builds, and one of them), and what it cannot tell."""
    said = json.loads(run(capfd, "check", "--no-cache", "--format", "json", status=status))
    found = [
        (one["rule"], [step["to"] for step in one["chain"]], one["condition"], one["witness"])
        for one in said["findings"]
    ]
    return found, [problem["message"] for problem in said["errors"]]


def test_the_lock_is_the_same_without_the_modules(
    module: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "2 programs, 1 module" in run(capfd, "lock", "--update", status=0)
    text = (module / "gomodlint.lock").read_text()
    with_modules = judged(capfd, 1)
    monkeypatch.setenv("GOMODCACHE", "/nonexistent")
    assert "clean" in run(capfd, "lock", "--check", status=0)
    assert "as it was" in run(capfd, "lock", "--update", status=0)
    assert (module / "gomodlint.lock").read_text() == text
    found, undecided = judged(capfd, 1)
    assert (found, undecided) == with_modules
    assert [rule for rule, *_ in found] == ["one"]
    assert len(undecided) == 1
    assert "rule never is undecided" in undecided[0]
    for verb in ("why", "cut"):
        assert "example.org/big" in run(capfd, verb, "./cmd/a", "net/textproto", status=0)
        assert "undecided" in run(capfd, verb, "./cmd/a", "text/scanner", status=2)


def test_what_a_lock_says_covers_what_go_lists(
    module: Path, go: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the tags are; and what has no condition is always there."""
    run(capfd, "lock", "--update", status=0)
    text = (module / "gomodlint.lock").read_text()
    assert "main example.com/m/cmd/a\n" in text, "it is a program in all builds, whatever it contains"
    assert "main example.com/m/cmd/b\tat most " in text
    said = contents(text, "cmd/a")
    assert (said["example.org/big"], said["example.org/big/always"]) == ("", "")
    assert said["container/ring"].startswith("at most ")
    assert said["net/textproto"].startswith("at most ")
    assert "\texample.org/big/c\tperhaps\t< example.com/m/cmd/b\tcgo" in text
    monkeypatch.setenv("CGO_ENABLED", "0")

    def deps(tags: list[str], package: str) -> list[str]:
        command = [go, "list", "-deps", f"-tags={','.join(tags)}", package]
        return subprocess.run(command, cwd=module, capture_output=True, text=True, check=True).stdout.split()

    not_imported = {*deps([], "runtime"), "example.com/m/cmd/a"}  # what every program is linked with
    listed = set()
    for tags in ([], ["a00"], ["a05", "b05"], ["a07", "b08"], TAGS):
        there = set(deps(tags, "./cmd/a")) - not_imported
        there = {path for path in there if not {"internal", "vendor"} & set(path.split("/"))}
        listed.update(there)
        for path in there:
            label = said[path].removeprefix("at most ")
            assert label in {"", "perhaps"} or holds(label, tags), (path, tags)
        assert {path for path, label in said.items() if label == ""} <= there
    assert {"net/textproto", "text/scanner", "container/ring"} - listed == {"text/scanner"}
    assert "text/scanner" in said, "no build has it, which is too hard to see"


def holds(label: str, tags: list[str]) -> bool:
    """Whether a label holds with these tags on."""
    expression = constraint.parse(label)

    def value(one: Any) -> bool:
        if one[0] == "tag":
            return one[1] in tags or one[1] in {"linux", "amd64", "unix"}
        parts = [value(part) for part in one[1:]]
        return not parts[0] if one[0] == "not" else all(parts) if one[0] == "and" else any(parts)

    return value(expression)


def test_a_new_import_behind_hard_conditions_is_drift(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "lock", "--update", status=0)
    (module / "cmd/a/more.go").write_text(f'//go:build {HARD}\n\npackage main\n\nimport _ "container/heap"\n')
    said = run(capfd, "lock", "--check", status=1)
    assert "example.com/m/cmd/a now contains container/heap at most where a00 || a01" in said
    assert "is a program" not in said
    (module / "cmd/a/main.go").write_text(f"//go:build {HARD}\n\n{OWN['cmd/a/main.go']}")
    said = run(capfd, "lock", "--check", status=1)
    assert "example.com/m/cmd/a is a program at most where a00 || a01" in said
    assert "; it was always" in said


def third_party(drawn: list[tuple[int, int, str, int]]) -> tuple[dict[str, str], dict[str, str]]:
    """Two own programs and four packages of a module that they need, with a file for each edge."""
    own = {f"p{n}/p.go": "package main\n" for n in range(2)}
    big = {f"p{n}/p.go": f"package p{n}\n" for n in range(2, 6)} | {"go.mod": BIG["go.mod"]}
    own |= {"z/z.go": many_tags.source("z", (), " && ".join(drawn_tags.TAGS)), "go.mod": OWN["go.mod"]}
    for number, (importer, imported, text, kind) in enumerate(drawn):
        if imported > 1 and importer != imported:
            files, name = (own, "main") if importer < 2 else (big, f"p{importer}")
            source = many_tags.source(name, (f"p{imported}",), text).replace("example.com/m", "example.org/big")
            more = "" if kind else 'import _ "unsafe"\n'
            files[f"p{importer}/e{number}.go"] = source + more
    return own, big


@given(drawn_tags.modules, drawn_tags.wheres, drawn_tags.rooms)
@thorough
def test_little_room_and_no_modules(drawn: Any, where: str, room: Any) -> None:
    own, big = third_party(drawn)
    policy = BUILD.replace("[build]", f'[build]\nwhere = "{where}"') if where else BUILD
    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        top = place(Path(directory), own | {"gomodlint.toml": policy + '[rules.r]\nkind = "dot-import"\n'}, big)
        patch.setenv("GOMODCACHE", f"{directory}/cache")

        def said(one: Read, universe: Any) -> str:
            return "".join(lock.after for lock in locks(one.look(universe)))

        there = read(top)
        truth = said(there, there.universe)
        with tight(room) as bound:
            text = said(there, there.universe.fresh(bound))
            if "module " not in truth:
                return
            (top / "gomodlint.lock").write_text(text)
            patch.setenv("GOMODCACHE", "/nonexistent")
            alone = read(top)
            assert said(alone, alone.universe.fresh(bound)) == text
        event("wider" if "at most " in text or "perhaps" in text else "exact")
        (top / "gomodlint.lock").write_text(truth)
        alone = read(top)
        assert said(alone, alone.universe) == truth
        builds = [set(tags) for tags in chain.from_iterable(combinations(drawn_tags.TAGS, n) for n in range(7))]
        for program in ("p0", "p1"):
            one, other = contents(truth, program), contents(text, program)
            assert one.keys() <= other.keys()
            for path, label in one.items():
                wide = other[path].removeprefix("at most ")
                if wide not in {"", "perhaps"}:
                    assert label, path
                    assert all(holds(wide, [*tags]) for tags in builds if holds(label, [*tags])), (path, label, wide)
