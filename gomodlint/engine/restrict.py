"""Keeps the findings that the arguments ask for: files, directories and package patterns."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Sequence

from gomodlint.engine.place import Place
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Finding
from gomodlint.graph.package import Graph
from gomodlint.policy.pattern import expression


def restrict(findings: Sequence[Finding], arguments: Sequence[str], place: Place, graph: Graph) -> tuple[Finding, ...]:
    """Findings at (or caused in) a named file, or in a package that an argument matches; all without arguments.

    Raises NoVerdict for an argument that names nothing.
    """
    if not arguments:
        return tuple(findings)
    tests = [_test(argument, place, graph) for argument in arguments]
    return tuple(finding for finding in findings if any(test(finding) for test in tests))


def elsewhere(all_of_them: Sequence[Finding], shown: Sequence[Finding], arguments: Sequence[str]) -> list[Problem]:
    """A notice where the arguments leave out findings that would fail the run."""
    number = sum(finding.fails for finding in all_of_them) - sum(finding.fails for finding in shown)
    if not number:
        return []
    asked = arguments[0] if len(arguments) == 1 else f"these {len(arguments)} arguments"
    what = "a finding elsewhere is" if number == 1 else f"{number:,} findings elsewhere are"
    return [Problem(f"only what is about {asked} is reported: {what} left out", hint="gomodlint alone reports all")]


def _test(argument: str, place: Place, graph: Graph) -> Callable[[Finding], bool]:
    if not argument.strip():
        raise NoVerdict(Problem("an argument is empty: it names nothing", hint="is a variable of the script not set?"))
    text = argument.replace(os.sep, "/")
    local = text in {".", ".."} or text.startswith(("./", "../", "/")) or os.path.lexists(_on_disk(text, place))
    if local and not text.endswith("...") and os.path.isfile(_on_disk(text, place)):
        file = _in_repository(text, place)
        return lambda finding: finding.file == file or (finding.cause is not None and finding.cause.file == file)
    if local:
        path = _in_repository(text, place)
        pattern = re.compile(expression("./" + path if path != "..." else path))
        known = {p.path for p in graph.subjects() if pattern.fullmatch(p.directory)}
    else:
        pattern = re.compile(expression(text))
        known = {p.path for p in graph.subjects() if pattern.fullmatch(p.path)}
    if not known:
        raise NoVerdict(
            Problem(
                f"{argument}: no such file, and no package matches",
                hint=f"packages of {_listed(graph)} are looked at; patterns are written as for go list",
            )
        )
    modules = {p.module.path: p.module.directory for p in graph.subjects() if p.module is not None}

    def test(finding: Finding) -> bool:
        if finding.importer in known:
            return True
        # A finding at a go.mod is about its module: a pattern that matches the module's packages or root asks for it.
        if finding.kind not in {"module", "go-mod"} or finding.module not in modules:
            return False
        directory = modules[finding.module]
        return pattern.fullmatch(directory if local else finding.module) is not None

    return test


def _listed(graph: Graph) -> str:
    """The main modules, in a few words."""
    names = sorted({package.module.path for package in graph.subjects() if package.module is not None})
    return " and ".join(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} more modules"


def _on_disk(text: str, place: Place) -> str:
    return os.path.join(place.top, place.within, text)


def _in_repository(text: str, place: Place) -> str:
    """The path relative to the top of the repository."""
    if os.path.isabs(text):
        text = os.path.relpath(os.path.realpath(text), os.path.join(place.top, place.within)).replace(os.sep, "/")
    path = posixpath.normpath(posixpath.join(place.within, text))
    if path.startswith("../"):
        raise NoVerdict(Problem(f"{text} lies outside the repository", place.top))
    return "" if path == "." else path
