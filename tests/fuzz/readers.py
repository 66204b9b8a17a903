"""Every reader of text that others write, by name: it answers, or raises one of its own errors."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from gomodlint.cache.store import Damaged, Store
from gomodlint.errors import NoVerdict
from gomodlint.github.event import read_event
from gomodlint.graph.package import GoFile, Graph, Package
from gomodlint.policy.decode import decode
from gomodlint.rules.registry import Kinds
from gomodlint.source import constraint, gomod, gowork, header, modules_txt
from gomodlint.source.constraint import ConstraintError
from gomodlint.source.disk import DiskTree
from gomodlint.source.kept_headers import KeptHeaders
from gomodlint.triage import baseline, ignores

CORPUS = Path(__file__).parent / "corpus"
Reader = Callable[[bytes], object]


def _header(data: bytes) -> object:
    found = header.scan(data)
    assert found is not None
    assert header.scan(data, whole=False) in {None, found}, "what is sure without the rest stays"
    return found


def _constraint(data: bytes) -> object:
    expression = constraint.parse_header(data.decode("utf-8", "replace"))
    assert constraint.tags(constraint.parse(constraint.to_text(expression))) == constraint.tags(expression)
    return expression


def _ignores(data: bytes) -> object:
    graph = Graph()
    package = Package(0, 0, "m", "", "own", None)
    package.files = (GoFile("a.go", "production", cast("header.Header", _header(data)), 1),)
    graph.packages.append(package)
    return [ignores._mistake(ignore, {"r"}) for ignore in ignores.collect(graph)]


def _event(data: bytes) -> object:
    repository: Any = SimpleNamespace(commit=lambda ref: ref, parents=lambda _: [])
    handle, path = tempfile.mkstemp()
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        return [
            read_event({"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": path}, repository)
            for name in ("pull_request", "push", "merge_group")
        ]
    finally:
        os.unlink(path)


def _cache(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "whole.gmlcache").write_bytes(data)
        with contextlib.suppress(Damaged):
            Store(directory, "1").read("whole")
        kept = KeptHeaders(data.decode("utf-8", "replace").split("\n"))
        (Path(directory) / "a").mkdir()
        (Path(directory) / "a" / "a.go").write_text("package a\n")
        tree = DiskTree(directory)
        kept.take(tree, "a", tree.entries("a"), tests=True)
        return kept.changes(tree, 9)


READERS: dict[str, Reader] = {
    "header": _header,
    "constraint": _constraint,
    "go.mod": lambda data: (gomod.parse(data, "go.mod", strict=False), gomod.parse(data, "go.mod", strict=True)),
    "go.work": lambda data: gowork.parse(data, "go.work"),
    "modules.txt": modules_txt.parse,
    "policy": lambda data: decode(data, "gomodlint.toml", kinds=Kinds()),
    "baseline": lambda data: baseline.decode(data, "baseline.txt"),
    "ignores": _ignores,
    "event": _event,
    "cache": _cache,
}
ERRORS = (NoVerdict, ConstraintError)


def seeds(name: str) -> list[bytes]:
    """What the fuzzer starts from: examples, and what has broken a reader before."""
    folder = CORPUS / ("header" if name == "ignores" else name)
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def says(reader: Reader, data: bytes) -> object:
    """What a reader answers, or the problems it raises; any other error is passed on."""
    try:
        return reader(data)
    except ERRORS as error:
        return str(error)
