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
from gomodlint.cost import estimate, record
from gomodlint.errors import NoVerdict
from gomodlint.github import diff, marker
from gomodlint.github.event import read_event, read_pull_request
from gomodlint.graph.package import GoFile, Graph, Package
from gomodlint.listing import comments, flags, glob, line_directives
from gomodlint.listing.environment import _settings
from gomodlint.listing.sums import read_sums
from gomodlint.listing.test_files import TestFiles
from gomodlint.lock.drift import drift
from gomodlint.measure import profile, trace
from gomodlint.policy.decode import decode
from gomodlint.report import read_json
from gomodlint.report.formats import FORMATS, render
from gomodlint.rules.registry import Kinds
from gomodlint.source import constraint, gomod, gowork, header, lock_file, modules_txt
from gomodlint.source.constraint import ConstraintError
from gomodlint.source.disk import DiskTree
from gomodlint.source.kept_headers import KeptHeaders
from gomodlint.source.overlay import OverlayTree
from gomodlint.triage import baseline, ignores
from gomodlint.triage.merge import merged

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
    return [ignores._mistake(ignore, {"r"}, is_used=False) for ignore in ignores.collect(graph)]


def _event(data: bytes) -> object:
    repository: Any = SimpleNamespace(commit=lambda ref: ref, parents=lambda _: [])
    handle, path = tempfile.mkstemp()
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        found: list[object] = []
        for name in ("pull_request", "push", "merge_group", "workflow_run"):
            environ = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": path}
            found += [read_event(environ, repository), read_pull_request(environ)]
        return found
    finally:
        os.unlink(path)


def _cache(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "whole.gmlcache").write_bytes(data)
        with contextlib.suppress(Damaged):
            Store(directory, "1").read("whole")
        lines = data.decode("utf-8", "replace").split("\n")
        kept = KeptHeaders(lines, lambda: [line.rpartition("\t")[2] for line in lines])
        (Path(directory) / "a").mkdir()
        (Path(directory) / "a" / "a.go").write_text("package a\n")
        tree = DiskTree(directory)
        kept.take(tree, "a", tree.entries("a"), tests=True)
        return kept.changes(tree, 9)


def _lock(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as directory:
        tree = OverlayTree(DiskTree(directory), {lock_file.NAME: data, "go.sum": data})
        lock_file.sums(tree, iter(["go.sum"]))
        found = lock_file.read(tree, "")
    assert found is not None
    for path in found._at:
        found.package(path)
        list(found.lines_of(path))
    lines = found.text.split("\n")
    assert not list(drift(lines, lines))
    return list(drift((), lines)), list(drift(lines, ()))


def _verdict(data: bytes) -> object:
    found = read_json.read(data, "verdict.json")
    both = merged([found, found])
    texts = [render(name, both, color=False).encode("utf-8", "surrogateescape") for name in FORMATS]
    assert read_json.read(render("json", found, color=False).encode(), "again.json").kind == found.kind
    return texts


def _costs(data: bytes) -> object:
    sections = record.read(data, "costs.json")
    for section in sections:
        str(section.build)
        for package in section.packages.values():
            str(package.worst)
    return record.read(record.write(sections).encode(), "again.json")


def _go_file(data: bytes) -> object:
    """What is read beyond the header: cgo, embed, signs of cost."""
    found = cast("header.Header", _header(data))
    places = [(line, column) for path, _, line, column in found.imports if path == "C"]
    for text in comments.cgo_lines(data, places):
        words = comments.split_quoted(text)
        [comments.is_safe_cgo(word) for word in words or ()]
    for pattern in comments.embed_patterns(data):
        for element in pattern.text.split("/"):
            parsed = glob.parse(element)
            assert parsed is None or not glob.matches(parsed, "a.go") or glob.matches(parsed, "a.go")
    place = line_directives.places_in("a/a.go", data)
    assert all(place(offset) for offset in range(0, len(data) + 1, 1 + len(data) // 9))
    return estimate.signs(data)


def _sums(data: bytes) -> object:
    tree = OverlayTree(cast("Any", None), {"go.sum": data})
    return lock_file.sums(tree, iter(["go.sum"])), read_sums(tree, ["go.sum"])


def _test_file(data: bytes) -> object:
    tree = OverlayTree(cast("Any", None), {"/a/a_test.go": data})
    return TestFiles(tree).trouble("/a", ["a_test.go"])


def _environment(data: bytes) -> object:
    text = data.decode("utf-8", "replace")
    with contextlib.suppress(flags.UsageError):
        flags.parse(text.split("\0"), {"GOFLAGS": text})
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "env").write_bytes(data)
        return _settings("", {"GOENV": f"{directory}/env"})


READERS: dict[str, Reader] = {
    "header": _header,
    "constraint": _constraint,
    "go.mod": lambda data: (gomod.parse(data, "go.mod", strict=False), gomod.parse(data, "go.mod", strict=True)),
    "go.work": lambda data: gowork.parse(data, "go.work"),
    "go.sum": _sums,
    "modules.txt": modules_txt.parse,
    "policy": lambda data: decode(data, "gomodlint.toml", kinds=Kinds()),
    "baseline": lambda data: baseline.decode(data, "baseline.txt"),
    "ignores": _ignores,
    "event": _event,
    "cache": _cache,
    "lock": _lock,
    "verdict": _verdict,
    "costs": _costs,
    "go-file": _go_file,
    "test-file": _test_file,
    "go-env": _environment,
    "glob": lambda data: glob.parse(data.decode("utf-8", "replace")),
    "patch": lambda data: diff.commentable(data.decode("utf-8", "replace")),
    "comment": lambda data: marker.marked(data.decode("utf-8", "replace")),
    "trace": lambda data: trace.parse(data.decode("utf-8", "replace")),
    "profile": lambda data: list(profile.parse(data.decode("utf-8", "replace"))),
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
