"""Whole Go files, real and damaged, read by gomodlint's parser and by go/parser: the same first error, or none.

GOMODLINT_FUZZ sets how many damaged files; GOMODLINT_FUZZ_SEED starts from elsewhere.
"""

from __future__ import annotations

import base64
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from drawn_words import TEST_BODIES, words

from gomodlint.listing.line_directives import places_in
from gomodlint.listing.syntax.declarations import Parser
from gomodlint.listing.syntax.exact_tokens import exact_tokens
from gomodlint.listing.syntax.quick_tokens import quick_tokens
from tests.syntax.rare_forms import forms

COUNT = int(os.environ.get("GOMODLINT_FUZZ", "3000"))
SEED = int(os.environ.get("GOMODLINT_FUZZ_SEED", "1"))
BATCH = 2000
FILE = "/d/f.go"
# Tokens that make trouble anywhere, and pieces of a file that already has some.
PIECES = (
    *words("( ) [ ] { } , ; : . ... = := == + - * & | ^ ~ ! <- ++ func type struct interface map chan const var if"),
    *words("else for range switch case default select go defer return break goto fallthrough import package x 1"),
    *words("1.5e 0x 08 1_ \"s\" `r` 'c' '' 'ab \"open `open // /* */ \x00 \ufeff é “ T[int] []int{1} x.(type)"),
    *("a:=range", "\n//line y.go:3\n", "/*line z:1:2*/"),
)
# Its place is where the last statement of a function literal without its `}` ends: that is not followed to the end.
UNFINISHED = "must be function call"
_TOKEN = re.compile(rb"\s+|\w+|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|//[^\n]*|.", re.DOTALL)


@pytest.fixture(scope="module")
def oracle(go: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("oracle")
    shutil.copy(Path(__file__).parent / "oracle" / "main.go", directory)
    (directory / "go.mod").write_text("module example.com/oracle\n\ngo 1.23\n")
    program = directory / ("oracle.exe" if os.name == "nt" else "oracle")
    subprocess.run([go, "build", "-o", program, "."], cwd=directory, check=True)
    return program


@pytest.fixture(scope="module")
def files(go: str) -> list[Path]:
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    return sorted(path for path in Path(root, "src").rglob("*.go") if path.stat().st_size < 60_000)


def ask(program: Path, texts: Sequence[bytes]) -> list[dict[str, Any]]:
    frames = b"".join(b"%d\n%s" % (len(data), data) for data in texts)
    output = subprocess.run([program], input=frames, capture_output=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def said(data: bytes) -> tuple[object, ...]:
    """The first error as Go prints it, or the functions."""
    quick = quick_tokens(data)
    if quick is not None:
        parser = Parser(data, quick, lambda offset: ("", 1, offset))
        parser.file()
        if not parser.errors:
            return tuple(function.name for function in parser.functions)
    parser = Parser(data, exact_tokens(data)[0], places_in(FILE, data))
    parser.file()
    if parser.errors:
        return min(parser.errors)[:2]
    return tuple(function.name for function in parser.functions)


def differences(program: Path, texts: Sequence[bytes]) -> Iterator[str]:
    for data, answer in zip(texts, ask(program, texts), strict=True):
        truth: tuple[object, ...] = tuple(answer["Functions"] or ())
        if answer["Message"]:
            file, message = (base64.b64decode(answer[key]).decode("utf-8", "replace") for key in ("File", "Message"))
            truth = ((file, answer["Line"], answer["Column"]), message)
        if said(data) != truth and not (UNFINISHED in str(truth) or UNFINISHED in str(said(data))):
            yield f"{truth} != {said(data)}: {data!r:.3000}"


def damaged(data: bytes, choice: random.Random) -> bytes:
    """A declaration or two of the file, with one to three tokens changed."""
    starts = [match.start() + 1 for match in re.finditer(rb"\n(?:func|type|var|const) ", data)] or [0]
    start = choice.randrange(len(starts))
    end = starts[min(start + choice.choice((1, 2, 4)), len(starts) - 1)]
    body = data[starts[start] : end if end > starts[start] else len(data)][:3000]
    tokens = _TOKEN.findall(b"package p\n" + body)
    for _ in range(choice.choice((1, 1, 2, 3))):
        at = choice.randrange(4, len(tokens)) if len(tokens) > 4 else 0
        kind = choice.randrange(4)
        if kind == 0:
            tokens.insert(at, f" {choice.choice(PIECES)} ".encode())
        elif kind == 1:
            del tokens[at]
        elif kind == 2:
            tokens[at] = choice.choice(PIECES).encode()
        else:
            tokens.insert(at, choice.choice(tokens))
    return b"".join(tokens)


def test_files_as_they_are(oracle: Path, files: list[Path]) -> None:
    choice = random.Random(SEED)
    texts = [path.read_bytes() for path in choice.sample(files, 150)]
    assert list(differences(oracle, texts)) == []
    assert sum(quick_tokens(data) is not None for data in texts) > 120  # the slow way is the exception


def test_chosen_files(oracle: Path) -> None:
    texts = [f"package p\n\n{body}\n".encode() for body in TEST_BODIES]
    texts += [text.replace(b" ; ", b"\n") for text in texts]
    assert list(differences(oracle, texts)) == []


def test_damaged_files(oracle: Path, files: list[Path]) -> None:
    choice = random.Random(SEED)
    originals = [path.read_bytes() for path in choice.sample(files, 200)]
    for start in range(0, COUNT, BATCH):
        texts = [damaged(choice.choice(originals), choice) for _ in range(min(BATCH, COUNT - start))]
        assert list(differences(oracle, texts))[:10] == []


def test_rare_forms(oracle: Path) -> None:
    """As they are, over several lines, and with each token left out, doubled, or in the place of the one before it."""
    texts = []
    for text in forms():
        texts += [text.encode(), text.replace(" ; ", "\n").encode()]
        tokens = _TOKEN.findall(text.encode())
        for at in range(3, len(tokens)):
            if tokens[at] != b" ":
                texts.append(b"".join([*tokens[:at], *tokens[at + 1 :]]))
                texts.append(b"".join([*tokens[:at], tokens[at], b" ", *tokens[at:]]))
                texts.append(b"".join([*tokens[: at - 1], tokens[at], tokens[at - 1], *tokens[at + 1 :]]))
    found = list(differences(oracle, texts))
    assert found[:10] == [], f"{len(found)} of {len(texts)}"


def test_function_calls(oracle: Path) -> None:
    texts = ["go f", "defer (f())", "go f + g()", "go func() {}", "defer f.", "go (f)", "defer x[1", "go -f()"]
    for data in (f"package p\n\nfunc f() {{\n\t{text}\n}}\n".encode() for text in texts):
        (answer,) = ask(oracle, [data])
        message = base64.b64decode(answer["Message"]).decode()
        assert said(data) == ((FILE, answer["Line"], answer["Column"]), message)


def test_the_comparison_sees_differences(oracle: Path) -> None:
    """A comparison that cannot fail proves nothing: answers for other files must not fit."""
    texts = [b"package p\n\nfunc f() {}\n", b"package p\n\nfunc {\n", b"package p\n\nvar x = 1\n"]
    answers = ask(oracle, texts)
    assert len({json.dumps(answer) for answer in answers}) == 3
