"""Headers of real, chosen and damaged Go files, compared with Go's own reader.

GOMODLINT_FUZZ sets how many damaged files; GOMODLINT_FUZZ_SEED starts from elsewhere.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from gomodlint.source import filename, header
from tests.fuzz.shapes import IN, SHAPES, shaped
from tests.source import header_truth
from tests.source.header_cases import ACCEPTED, CONSTRAINTS, EXPRESSIONS, NAMES, REFUSED, REFUSED_BYTES
from tests.source.header_mutations import CORNERS, mutate, seeds

COUNT = int(os.environ.get("GOMODLINT_FUZZ", "3000"))
SEED = int(os.environ.get("GOMODLINT_FUZZ_SEED", "1"))
BATCH = 5000


@pytest.fixture(scope="module")
def oracle(go: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return header_truth.build(go, tmp_path_factory.mktemp("oracle"))


@pytest.fixture(scope="module")
def root(go: str) -> Path:
    return Path(subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip())


def reported(files: list[bytes], oracle: Path, choice: random.Random) -> list[str]:
    lines = []
    for data, answer in zip(files, header_truth.ask(oracle, files), strict=True):
        cuts = [choice.randint(0, len(data)) for _ in range(3)]
        lines += [f"{data!r}: {text}" for text in header_truth.differences(data, answer, cuts)]
    return lines


@pytest.mark.parametrize(
    ("files", "refused"),
    [
        ({name: text.encode() for name, text in ACCEPTED.items()}, False),
        ({name: text.encode() for name, text in REFUSED.items()} | REFUSED_BYTES, True),
    ],
    ids=["accepted", "refused"],
)
def test_chosen_files(files: dict[str, bytes], refused: bool, oracle: Path) -> None:
    for (name, data), answer in zip(files.items(), header_truth.ask(oracle, list(files.values())), strict=True):
        assert list(header_truth.differences(data, answer, range(len(data)))) == [], name
        found = header.scan(data)
        assert found is not None
        assert (found.error is not None) == refused, name


def test_constraints(oracle: Path) -> None:
    files = [text.encode() for text in CONSTRAINTS.values()]
    files += [f"//go:build {text}\n\npackage p\n".encode() for text in EXPRESSIONS]
    assert reported(files, oracle, random.Random(SEED)) == []


def test_random_expressions(oracle: Path) -> None:
    choice = random.Random(SEED)
    pieces = ["a", "b.c", "386", "é", "!", "!", "(", ")", "&&", "||", "&", " ", "\t", ",", "-"]
    texts = ["".join(choice.choices(pieces, k=choice.randint(1, 12))) for _ in range(2000)]
    well = ["a", "!b", "(c || d)", "!(e && f)"]
    for _ in range(500):
        operands = choice.choices(well, k=choice.randint(1, 6))
        texts.append("".join(text + choice.choice([" && ", " || "]) for text in operands) + "z")
    files = [f"//go:build {text}\n\npackage p\n".encode() for text in texts]
    files += [f"// +build {text}\n\npackage p\n".encode() for text in texts[:500]]
    assert reported(files, oracle, choice) == []


def test_files_as_they_are(oracle: Path, root: Path) -> None:
    choice = random.Random(SEED)
    assert reported(seeds(root, 1000, choice), oracle, choice) == []


def test_shapes_of_hostile_files(oracle: Path) -> None:
    """What is read by whole runs, and what is given up on early, is read as Go reads it."""
    choice = random.Random(SEED)
    short = [shaped(shape, 3_000) for shape in SHAPES["header"].values()]
    short.append(IN + b"}\n" + b"var\n" * 100 + b",\n}\n" * 20)  # eleven lines with errors: no name is left
    assert reported(short, oracle, choice) == []
    long = [shaped(shape, 60_000) for shape in SHAPES["header"].values()]
    for data, answer in zip(long, header_truth.ask(oracle, long), strict=True):
        found = header.scan(data)
        assert found is not None
        if not answer["Read"]:
            assert list(header_truth._error_differences(data, found, answer)) == [], data[:50]


def test_places_of_bad_line_directives(oracle: Path) -> None:
    """Where no good one has moved the places that Go says, they are compared, too."""
    files = [
        start + text.encode() + end
        for text in ("a:0", "a:0:5", "a:5:0", ":x", "a:b:c", "a.go:9999999999:1", "a:1:9999999999", "é:0:1")
        for start, end in ((b"//line ", b"\npackage m\n"), (b"/*line ", b"*/package m\n"), (b"\n\n//line ", b"\n"))
    ]
    for data, answer in zip(files, header_truth.ask(oracle, files), strict=True):
        found = header.scan(data)
        assert found is not None
        truth = answer["Error"] and (answer["Error"]["Line"], answer["Error"]["Column"])
        assert (found.error and (found.error.line, found.error.column)) == truth, data


def test_damaged_files(oracle: Path, root: Path) -> None:
    choice = random.Random(SEED)
    originals = seeds(root, 150, choice) + CORNERS * 3
    for start in range(0, COUNT, BATCH):
        files = [mutate(choice.choice(originals), originals, choice) for _ in range(min(BATCH, COUNT - start))]
        assert reported(files, oracle, choice)[:20] == []


def test_the_comparison_sees_differences(oracle: Path) -> None:
    """A comparison that cannot fail proves nothing: answers for other files must not fit."""
    answers = header_truth.ask(oracle, CORNERS)
    for data, answer in zip(CORNERS, answers[1:] + answers[:1], strict=True):
        assert list(header_truth.differences(data, answer, ()))


def test_known_systems_and_architectures(root: Path) -> None:
    text = (root / "src/internal/syslist/syslist.go").read_text()
    known = {
        name: frozenset(re.findall(r'"(\w+)":', body))
        for name, body in re.findall(r"var (\w+) = map\[string\]bool\{(.*?)\n\}", text, re.DOTALL)
    }
    assert known == {"KnownOS": filename.KNOWN_OS, "UnixOS": filename.UNIX_OS, "KnownArch": filename.KNOWN_ARCH}


def test_file_names(oracle: Path) -> None:
    ports = [(system, "amd64") for system in sorted(filename.KNOWN_OS)]
    ports += [(system, other) for other in sorted(filename.KNOWN_ARCH) for system in ("linux", "js")]
    choice = random.Random(SEED)
    elements = ["", "x", "test", "linux", "windows", "android", "js", "amd64", "wasm", "386", "unix", "a.b"]
    names = NAMES + ["_".join(choice.choices(elements, k=choice.randint(1, 5))) + ".go" for _ in range(300)]
    for name, truth in header_truth.ask_names(oracle, names, ports).items():
        expression = filename.constraint(name)
        counts = [
            expression is None
            or header_truth.evaluate(expression, lambda tag, port=port: tag in {*port, ALSO.get(port[0])})
            for port in ports
        ]
        assert [filename.is_go(name) and count for count in counts] == truth, name


ALSO = {"android": "linux", "ios": "darwin", "illumos": "solaris"}  # go/build/build.go, matchTag


def test_every_night_200_000_files_are_damaged() -> None:
    workflow = yaml.safe_load(Path(__file__).parents[2].joinpath(".github/workflows/night.yml").read_text())
    assert workflow[True]["schedule"]  # YAML reads the key `on` as a truth value
    steps = workflow["jobs"]["headers"]["steps"]
    (step,) = [step for step in steps if "tests/source/test_header_against_go.py" in step.get("run", "")]
    assert int(step["env"]["GOMODLINT_FUZZ"]) >= 200_000
    assert "run_number" in step["env"]["GOMODLINT_FUZZ_SEED"]
