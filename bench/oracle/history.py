"""Commits to look at, and what git says that they change."""

from __future__ import annotations

import hashlib
import re
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

MATTERS = re.compile(r"\.go$|(^|/)go\.(mod|sum|work)$|(^|/)modules\.txt$")
HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")


class Pair(NamedTuple):
    """A commit and the one before it. `why` says what was looked for: a rename, a constraint, go.mod, Go, planted."""

    base: str
    head: str
    why: str


def git(directory: Path, *arguments: str, text: str | None = None) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=directory,
        input=text,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=True,
    )
    return done.stdout


def choose(directory: Path, number: int) -> list[Pair]:
    """First-parent commits that touch Go: older ones with renames, constraints and go.mod, and then the newest."""
    log = ("log", "--first-parent", "-m", "--format=%H", "-n")
    own = ("*.go", ":!vendor")
    wanted = {
        "a rename": git(directory, *log, "600", "--diff-filter=R", "-M", "--", *own),
        "a constraint": git(directory, *log, "600", "-G^//go:build", "--", *own),
        "go.mod": git(directory, *log, "300", "--", "go.mod"),
        "Go files": git(directory, *log, "300", "--", *own),
    }
    share = {"a rename": number // 5, "a constraint": number // 5, "go.mod": number // 5, "Go files": number}
    chosen: dict[str, str] = {}
    for why, text in wanted.items():
        for commit in [c for c in text.split() if c not in chosen][: share[why]]:
            if len(chosen) < number:
                chosen[commit] = why
    order = {commit: at for at, commit in enumerate(git(directory, "rev-list", "--first-parent", "HEAD").split())}
    found = sorted(chosen, key=lambda commit: order[commit])
    return [Pair(git(directory, "rev-parse", f"{commit}^1").strip(), commit, chosen[commit]) for commit in found]


@lru_cache(maxsize=8)
def tree(directory: Path, commit: str) -> dict[str, str]:
    """Path to blob, for the files that Go reads."""
    found = {}
    for record in git(directory, "ls-tree", "-r", "-z", commit).split("\0"):
        head, _, path = record.partition("\t")
        if MATTERS.search(path) and head.startswith("100"):
            found[path] = head.split()[2]
    return found


def key(files: dict[str, str]) -> str:
    """Names what Go reads of a commit."""
    return hashlib.sha256(repr(sorted(files.items())).encode("utf-8", "surrogateescape")).hexdigest()[:20]


class Blobs:
    """Reads files of any commit."""

    def __init__(self, directory: Path) -> None:
        command = ["git", "cat-file", "--batch"]
        self._process = subprocess.Popen(command, cwd=directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def read(self, blob: str) -> str:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        requests.write(blob.encode() + b"\n")
        requests.flush()
        size = int(answers.readline().split()[2])
        data = answers.read(size + 1)[:-1]
        return data.decode("utf-8", "surrogateescape")

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


class Diff(NamedTuple):
    """What `git diff -M` says: new name to old name of renamed files, and the changed lines of each file of head."""

    renames: dict[str, str]
    lines: dict[str, list[range]]
    changed: frozenset[str]


def diff(directory: Path, base: str, head: str) -> Diff:
    words = git(directory, "diff", "-z", "-M", "--name-status", base, head).split("\0")
    renames, changed = {}, set()
    at = 0
    while at < len(words) - 1:
        if words[at][0] in "RC":
            if words[at][0] == "R":
                renames[words[at + 2]] = words[at + 1]
            changed |= {words[at + 1], words[at + 2]}
            at += 3
        else:
            changed.add(words[at + 1])
            at += 2
    lines: dict[str, list[range]] = {}
    options = ("-U0", "-M", "--no-ext-diff", "--no-textconv", "--no-prefix")
    name = ""
    for line in git(directory, "-c", "core.quotePath=false", "diff", *options, base, head, "--", *PATHS).split("\n"):
        if line.startswith("+++ "):
            name = line[4:].rstrip("\t")
        elif match := HUNK.match(line):
            start, count = int(match[1]), int(match[2] or 1)
            # Where lines only went, the place of the change is the line before or after.
            lines.setdefault(name, []).append(range(start, start + count) if count else range(start, start + 2))
    return Diff(renames, lines, frozenset(changed))


PATHS = ("*.go", "*go.mod", "*modules.txt", "*go.work")
