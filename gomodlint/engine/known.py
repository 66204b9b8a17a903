"""The baseline's part of a run: which file counts, and whose additions only excuse."""

from collections.abc import Sequence
from typing import NamedTuple

from gomodlint.engine.trees import Sources
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Baseline, Finding
from gomodlint.graph.package import Graph
from gomodlint.policy.find import BASELINE
from gomodlint.policy.model import Policy
from gomodlint.source import limits
from gomodlint.source.tree import Tree, TreeError


class Known(NamedTuple):
    """Findings with their states, the baseline as it should be, and notices."""

    findings: tuple[Finding, ...]
    baseline: Baseline
    notices: tuple[Problem, ...] = ()


def apply_baseline(
    findings: Sequence[Finding], policy: Policy, sources: Sources, graph: Graph, *, decided: bool, stale: bool
) -> Known:
    """Mark what `gomodlint-baseline.txt` beside the policy covers; entries that cover nothing are findings if `stale`.

    With a base, base's file decides and head's additions excuse; head's must be valid too. `decided` is False when
    something was not read. Raises NoVerdict for a file that cannot be read.
    """
    file = f"{policy.directory}/{BASELINE}" if policy.directory else BASELINE
    mine = _read(sources.head, file)
    notices: list[Problem] = []
    base = None if sources.base is None else _read_base(sources.base, file, notices)
    if mine is None and base is None:
        return Known(tuple(findings), Baseline(file, exists=False), tuple(notices))

    from gomodlint.triage.baseline import decode
    from gomodlint.triage.known import cover, excuse, stale_entries

    entries = () if mine is None else decode(mine, file)
    deciding = entries
    if sources.base is not None:
        try:
            deciding = () if base is None else decode(base, file)
        except NoVerdict as error:
            deciding = ()
            notices.append(_unreadable(file, error.problems[0].message))
    files = _files(graph)
    covered = cover(findings, deciding, policy, files, decided=decided)
    found = covered.findings
    if sources.base is not None:
        added = {entry.identity for entry in entries} - {entry.identity for entry in deciding}
        found = excuse(found, added, policy)
    elif stale:
        found = (*found, *stale_entries(covered.stale, file))
    gone = tuple(entry.identity for entry in covered.stale)
    return Known(found, Baseline(file, exists=True, kept=covered.kept, stale=gone), tuple(notices))


def _read(tree: Tree, file: str) -> bytes | None:
    """The file's bytes; None when there is none. Never through a symlink out of the repository."""
    directory, _, name = file.rpartition("/")
    try:
        entry = next((entry for entry in tree.entries(directory) if entry.name == name), None)
        if entry is None:
            return None
        if entry.kind != "file":
            hint = "remove it; gomodlint baseline --update --allow-growth writes one"
            raise NoVerdict(Problem("the baseline is not a regular file of the repository", file, hint=hint))
        return tree.read(file, most=limits.BASELINE)
    except TreeError as error:
        if "no such file" in error.reason and error.path != file:
            return None  # the directory is not in this Tree
        raise NoVerdict(Problem(f"cannot read the baseline: {error.reason}", file, hint=error.hint)) from error


def _read_base(tree: Tree, file: str, notices: list[Problem]) -> bytes | None:
    """Base's file. It may be broken: then nothing is known by it, and this change may mend it."""
    try:
        return _read(tree, file)
    except NoVerdict as error:
        notices.append(_unreadable(file, error.problems[0].message))
        return None


def _unreadable(file: str, reason: str) -> Problem:
    return Problem(f"base's baseline is not used: {reason}", file)


def _files(graph: Graph) -> set[str]:
    return {
        f"{package.directory}/{file.name}" if package.directory else file.name
        for package in graph.packages
        if package.origin == "own"
        for file in package.files
    }
