"""What Go says of file headers, and how what gomodlint says differs from it."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gomodlint.source import constraint, header, header_exact
from gomodlint.source.constraint import ConstraintError, Expr
from gomodlint.source.header_model import MULTIPLE_GO_BUILD, NUL, Header

Answer = dict[str, Any]
_PORTS = (("linux", "amd64", True), ("windows", "386", False), ("js", "wasm", True), ("darwin", "arm64", False))
_ALWAYS = {"gc", "go1.1", "go1.2", "go1.17"}


def build(go: str, directory: Path) -> Path:
    """Build the oracle: its own file and a copy of go/build/read.go, which no program can import."""
    shutil.copy(Path(__file__).parent / "header_oracle" / "main.go", directory)
    (directory / "go.mod").write_text("module example.com/header_oracle\n\ngo 1.23\n")
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    source = (Path(root) / "src/go/build/read.go").read_text()
    (directory / "read.go").write_text(re.sub(r"(?m)^package build$", "package main", source))
    program = directory / ("oracle.exe" if os.name == "nt" else "oracle")
    done = subprocess.run([go, "build", "-o", program, "."], cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return program


def ask(program: Path, files: Sequence[bytes]) -> list[Answer]:
    """Go's answers for whole files."""
    frames = b"".join(b"%d\n%s" % (len(data), data) for data in files)
    done = subprocess.run([program], input=frames, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(files)
    return answers


def ask_names(program: Path, names: Sequence[str], ports: Sequence[tuple[str, str]]) -> dict[str, list[bool]]:
    """For each file name whether go/build takes it on each port."""
    lines = "\n".join([" ".join(f"{system}/{architecture}" for system, architecture in ports), *names])
    done = subprocess.run([program, "names"], input=lines.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    rows = done.stdout.decode().split("\n")[:-1]
    return {name: [mark == "1" for mark in row] for name, row in zip(names, rows, strict=True)}


def differences(data: bytes, answer: Answer, cuts: Sequence[int]) -> Iterator[str]:
    """What gomodlint says differently of a file; `cuts` are lengths of its beginning to scan as well."""
    found = header.scan(data)
    assert found is not None
    exact = header_exact.scan(data, whole=True)
    if found != exact:
        yield f"fast {found} != exact {exact}"
    for cut in cuts:
        early = header.scan(data[:cut], whole=False)
        if early is not None and early != found:
            yield f"from {cut} bytes {early} != whole {found}"
    error = found.error
    if answer["Read"] or answer["Multiple"]:
        expected = answer["Read"] or MULTIPLE_GO_BUILD
        if error is None or error.message != expected or expected not in {NUL, MULTIPLE_GO_BUILD}:
            yield f"{error} != {expected}"
        if found.package or found.imports:
            yield f"a file that Go does not list has {found}"
        return
    if found.package != answer["Package"]:
        yield f"package {found.package} != {answer['Package']}"
    imports = [(spec["Path"], spec["Name"], spec["Line"], spec["Column"]) for spec in answer["Imports"] or ()]
    if list(found.imports) != imports:
        yield f"imports {found.imports} != {imports}"
    if found.generated and not error and not answer["Generated"]:
        yield "not generated"
    yield from _error_differences(data, found, answer)
    yield from _constraint_differences(found, answer)


def _error_differences(data: bytes, found: Header, answer: Answer) -> Iterator[str]:
    expected = None
    if answer["Error"]:
        message = base64.b64decode(answer["Error"]["Message"]).decode("utf-8", "replace")
        expected = (message, answer["Error"]["Line"], answer["Error"]["Column"])
    moved = re.search(rb"//line |/\*line ", data) is not None  # Go's places follow these, gomodlint's are physical
    if (expected is None) != (found.error is None) or (not moved and found.error != expected):
        yield f"error {found.error} != {expected}"


def _constraint_differences(found: Header, answer: Answer) -> Iterator[str]:
    expected = _squeezed("\n".join(answer["Constraint"] or ()))
    if _squeezed(found.constraint) != expected:
        yield f"constraint {found.constraint!r} != {expected!r}"
        return
    if not found.constraint:
        if answer["Match"] != [True] * 4:
            yield "Go sees a constraint"
        return
    try:
        expression = constraint.parse_header(found.constraint)
    except ConstraintError as error:
        text = found.constraint.removeprefix("//go:build").strip(constraint.GO_SPACE)
        place = len(text[: error.offset].encode())
        said = (str(error), place)
        syntax = answer["Syntax"]
        truth = (base64.b64decode(syntax["Message"]).decode("utf-8", "replace"), syntax["Column"]) if syntax else None
        if "\ufffd" in text:  # columns then differ by the width of what stands for the bad bytes
            said, truth = (said[0], 0), truth and (truth[0], 0)
        if said != truth:
            yield f"constraint error {said} != {truth}"
        return
    if answer["Syntax"]:
        yield f"Go refuses {found.constraint}: {answer['Syntax']}"
        return
    if answer["Tags"] is not None and constraint.tags(expression) != set(answer["Tags"]):
        yield f"tags {constraint.tags(expression)} != {answer['Tags']}"
    for index, truth in enumerate(answer["True"] or ()):
        again = constraint.parse(constraint.to_text(expression))
        if evaluate(expression, lambda tag, index=index: _holds(tag, index)) != truth:
            yield f"{expression} is not {truth} in truth {index}"
        if evaluate(again, lambda tag, index=index: _holds(tag, index)) != truth:
            yield f"{constraint.to_text(expression)} is not {truth} in truth {index}"
    matches = [evaluate(expression, lambda tag, port=port: _matches(tag, *port)) for port in _PORTS]
    if matches != answer["Match"]:
        yield f"{found.constraint} holds in {matches}, not {answer['Match']}"


def _squeezed(text: str) -> str:
    """Runs of bytes that are not UTF-8 as one character: Go and Python replace a different number of them."""
    return re.sub("\ufffd+", "\ufffd", text)


def evaluate(expression: Expr, holds: Callable[[str], bool]) -> bool:
    """Whether an expression is true; without recursion, for Go allows a thousand operands in a row."""
    values: list[bool] = []
    waiting: list[Expr | str] = [expression]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            last = values.pop()
            if item == "not":
                values.append(not last)
            else:
                before = values.pop()
                values.append((before and last) if item == "and" else (before or last))
        elif item[0] == "tag":
            values.append(holds(item[1]))
        else:
            operator, first, *others = item
            for operand in reversed(others):
                waiting += [operator, operand]
            waiting += [first] if operator != "not" else [operator, first]
    return values.pop()


def _holds(tag: str, index: int) -> bool:
    """The oracle's arbitrary truth."""
    return bool(sum(tag.encode()) >> index & 1)


def _matches(tag: str, system: str, architecture: str, cgo: bool) -> bool:
    """The oracle's build contexts."""
    unix = tag == "unix" and system in {"linux", "darwin"}
    return tag in _ALWAYS or tag in {system, architecture} or unix or (tag == "cgo" and cgo)
