"""Each kind of file is read up to a size of its own: a larger one is named, with what to do, and nothing passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gomodlint.report import read_json
from gomodlint.source import limits, lock_file
from gomodlint.triage import baseline
from tests.hostile.bounded import MODULE, POLICY, Runner, write
from tests.hostile.forks import SLOWER

REQUIRED = MODULE["go.mod"] + "require example.com/x v1.0.0\n"
DEEP = {"go.mod": REQUIRED, "x.go": 'package m\n\nimport _ "example.com/x"\n', "gomodlint.lock": f"{lock_file.HEAD}\n"}
BUDGET = '[rules.r]\nkind = "budget"\nfrom = ["$main"]\nmax-bytes = "1 MiB"\n'


def grown(top: Path, name: str, by: int, start: bytes = b"") -> None:
    """A file above a limit, of which the disk holds hardly anything."""
    (top / name).parent.mkdir(exist_ok=True)
    with (top / name).open("wb") as file:
        file.write(start)
        file.truncate(by + 1)


def many(words: str) -> str:
    """A list of twenty thousand different words."""
    return json.dumps([words.format(n) for n in range(20_000)])


LIMITS: dict[str, tuple[limits.Most, dict[str, str], str]] = {  # a file, the files beside it, what is said of it
    "go.mod": (limits.GO_MOD, {}, "cannot read: larger than 1 MiB"),
    "go.work": (limits.GO_WORK, {}, "cannot read: larger than 1 MiB"),
    "vendor/modules.txt": (limits.MODULES_TXT, {}, "cannot read: larger than 2 MiB"),
    "go.sum": (limits.GO_SUM, {}, "cannot read: larger than 16 MiB"),
    "gomodlint.toml": (limits.POLICY, {}, "cannot read the policy: larger than 1 MiB"),
    "gomodlint-baseline.txt": (limits.BASELINE, {}, "cannot read the baseline: larger than 16 MiB"),
    "gomodlint.lock": (limits.LOCK, DEEP, "cannot read the lock: larger than 32 MiB"),
    "gomodlint-cost.json": (limits.COSTS, {"gomodlint.toml": BUDGET}, "cannot read the figures: larger than 16 MiB"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_file_above_its_limit(run: Runner, module: Path, name: str) -> None:
    most, files, message = LIMITS[name]
    write(module, files)
    grown(module, name, most.bytes)
    said = run(module, *(["lock"] if name == "go.sum" else ["check", "--no-cache"]))
    assert said.status == 2
    assert f"{name}: {message}: not read\n  hint: {most.hint}\n" in said.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gomodlint-baseline.txt", "\n" * (baseline.MOST_LINES + 1)),
        ("gomodlint.lock", f"{lock_file.HEAD}\n" + "\n" * lock_file.MOST_LINES),
    ],
)
def test_a_file_with_too_many_lines(run: Runner, module: Path, name: str, text: str) -> None:
    write(module, {**DEEP, name: text})
    said = run(module, "check", "--no-cache")
    assert said.status == 2
    assert f"{name}: " in said.err
    assert f"more than {text.count(chr(10)) - 1:,} lines" in said.err


def test_figures_for_ever_so_many_programs(run: Runner, module: Path) -> None:
    """A line can stand for every program: packages times programs is what counts."""
    main = {"allocs": 1, "bytes": 1, "us": 1, "live_bytes": 1, "gc": 1, "packages": 1}
    section = {"go": "go1.26", "goos": "linux", "goarch": "amd64", "cgo": True, "tags": [], "mode": "main", "runs": 1}
    section |= {"mains": {str(n): main for n in range(2_000)}, "packages": {str(n): {"from": ""} for n in range(2_000)}}
    write(
        module,
        {"gomodlint.toml": BUDGET, "gomodlint-cost.json": json.dumps({"schema_version": 1, "sections": [section]})},
    )
    said = run(module, "check", "--no-cache")
    assert said.status == 2
    assert "gomodlint-cost.json: more than 2,000,000 figures of one build: not read" in said.err


def test_policies_that_are_large_together(run: Runner, module: Path) -> None:
    """Each file is within its limit; what one policy extends has a limit of its own."""
    files = {f"p{n}.toml": f"{POLICY.replace('r]', f'r{n}]')}# {'x' * 900_000}\n" for n in range(4)}
    write(module, {**files, "gomodlint.toml": f"extends = {json.dumps(list(files))}\n"})
    said = run(module, "check", "--no-cache")
    assert said.status == 2
    assert "p2.toml:1:1: the policies that are extended have more than 2 MiB" in said.err


@pytest.mark.parametrize(
    "text",
    [
        f'[rules.r]\nkind = "deny"\nto = {many("$x{}")}\n[sets]\n'
        + "".join(f's{n} = ["a.b/c"]\n' for n in range(20_000)),
        f'[rules.r]\nkind = "deny"\nto = {many("net/httx{}")}\n',
        f"[build]\nports = {many('a{}/*')}\n{POLICY}",
        f"[build]\ntags = {many('t{}')}\n{POLICY}",
        "".join(f"[rule{n}]\n" for n in range(60_000)),
    ],
    ids=["sets", "std", "ports", "tags", "tables"],
)
def test_as_many_mistakes_as_a_policy_may_have(run: Runner, module: Path, text: str) -> None:
    """The first ones have hints with the nearest word; looking for it takes no more than a second in all."""
    assert len(text) < limits.POLICY.bytes
    write(module, {"gomodlint.toml": text})
    said = run(module, "check", "--no-cache")
    assert said.status == 2
    assert "gomodlint.toml:" in said.err
    assert "  hint: " in said.err


def test_a_verdict_or_an_event_above_its_limit(run: Runner, tmp_path: Path) -> None:
    grown(tmp_path, "verdict.json", read_json.LIMIT)
    said = run(tmp_path, "merge", "verdict.json")
    assert said.status == 2
    assert "verdict.json: larger than 64 MiB: not a verdict" in said.err
    grown(tmp_path, "event.json", limits.EVENT.bytes)
    event = {
        "GITHUB_TOKEN": "t",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
    }
    write(tmp_path, {"small.json": "{}"})
    said = run(tmp_path, "review", "--changes", "small.json", "--repo", "o/n", **event)
    assert said.status == 2
    assert "cannot read the event: larger than 32 MiB: not read" in said.err


FOR_LIST: dict[str, tuple[Callable[[Path], object], str]] = {
    "test-file": (
        lambda top: write(top, {"a_test.go": b"package m\n" + b"\n" * limits.GO_TEST.bytes}),
        "a_test.go: larger than 8 MiB",
    ),
    "test-file-unusual": (
        lambda top: write(top, {"a_test.go": "package m\n\nvar é = 1\n" + "\n" * (2 << 20)}),
        "larger than 2 MiB, with",
    ),
    "embed": (
        lambda top: write(top, {"b.go": b'package m\nimport _ "embed"\nvar a int\n' + b"\n" * limits.GO_FILE.bytes}),
        "b.go: larger than 16 MiB",
    ),
    "patterns": (
        lambda top: write(
            top, {"b.go": 'package m\nimport _ "embed"\n//go:embed' + "".join(f" {n}*" for n in range(10_001)) + "\n"}
        ),
        "no matching files found",
    ),
    "brackets": (lambda top: write(top, {"a_test.go": "package m\n\nvar x = " + "(" * 200_000}), "nested too deeply"),
    "errors": (lambda top: write(top, {"a_test.go": "package m\n\nimport (" + "}" * 200_000}), "missing import path"),
}  # fmt: skip


@pytest.mark.parametrize("name", FOR_LIST)
def test_what_list_reads_of_a_go_file(run: Runner, module: Path, name: str) -> None:
    make, message = FOR_LIST[name]
    make(module)
    said = run(module, "list", "-e", "-test", "-json=ImportPath,Error,EmbedFiles", "./...")
    assert message in said.said, said
    assert said.seconds < 15 * SLOWER


def test_a_go_env_file_above_its_limit(run: Runner, module: Path) -> None:
    grown(module, "env", limits.GO_ENV.bytes)
    said = run(module, "list", "./...", GOENV=str(module / "env"))
    assert said.status == 2
    assert f"go: {module / 'env'}: larger than 1 MiB: not read" in said.err


def test_what_is_measured_is_what_is_read() -> None:
    """The largest inputs of bench/linear.py."""
    kinds = {name for name, value in vars(limits).items() if isinstance(value, limits.Most)}
    text = (Path(__file__).parents[2] / "bench" / "linear.py").read_text()
    assert {kind for kind in kinds if f"limits.{kind}.bytes" not in text} == {"ANY"}
