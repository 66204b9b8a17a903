"""A repository's commits and index. Only plumbing that reads objects and the index is used.

The work tree is never given to git, because comparing it may run the filters that the repository's configuration names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from gomodlint.errors import NoVerdict, Problem
from gomodlint.git.own_files import refuse_special
from gomodlint.git.process import Blobs, finished
from gomodlint.programs import program

_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "protocol.allow=never",  # a partial clone must not fetch what it lacks
    "core.quotePath=false",
    "core.excludesFile=/dev/null",  # diff-index opens it, and it may be a FIFO
    "core.attributesFile=/dev/null",
    "diff.orderFile=/dev/null",
)
_DROPPED = ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_ASKPASS", "GIT_SSH", "GIT_SSH_COMMAND")
# Configuration from outside the files of it, and traces, which are written to any file that is named.
_INJECTED = ("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_CONFIG_PARAMETERS", "GIT_TRACE")
_ENTRY = re.compile(
    rb"(\d{6}) ([0-9a-f]++) (\d)\t([^\0]++)\0  ctime: [^\n]*+\n  mtime: (\d++):(\d++)\n  dev: \d++\tino: (\d++)\n"
    rb"[^\n]*+\n  size: (\d++)\tflags: [0-9a-f]++\n"
)


class GitFile(NamedTuple):
    """A file of a commit or of the index: its mode (100644, 100755, 120000 a symlink, 160000 a submodule) and blob."""

    mode: str
    oid: str


class Repository:
    """A git repository by the top of its work tree (absolute). `environ` is the process's environment."""

    def __init__(self, top: str, environ: Mapping[str, str]) -> None:
        self.top = top
        self._looked = False  # at git's own files
        dropped = {name for name in environ if name in _DROPPED or name.startswith(_INJECTED)}
        self._environ = {name: value for name, value in environ.items() if name not in dropped} | {
            "LC_ALL": "C",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
        }

    def commit(self, ref: str) -> str:
        """The commit id of a ref. Raises NoVerdict, with what to fetch, when there is none."""
        if not ref or ref.startswith("-") or "\0" in ref:
            raise NoVerdict(Problem(f"{ref!r} is not a git ref"))
        found = self._try("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
        if found is None:
            from gomodlint.git.lacking import hint_for

            hint = hint_for(ref, self.knows, self.branches, is_shallow=self.is_shallow())
            raise NoVerdict(Problem(f"git knows no commit {ref!r}", hint=hint))
        return found.decode().strip()

    def knows(self, ref: str) -> bool:
        """Whether a ref leads to a commit that is here."""
        return self._try("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") is not None

    def branches(self) -> list[str]:
        """The short names of branches, those of remotes too, and of tags."""
        found = self._try("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags")
        return (found or b"").decode("utf-8", "replace").split()

    def has_head(self) -> bool:
        """Whether there is a first commit."""
        return self.knows("HEAD")

    def is_shallow(self) -> bool:
        """Whether the history is cut off."""
        return self._try("rev-parse", "--is-shallow-repository") == b"true\n"

    def fetch_commit(self, oid: str) -> None:
        """Bring one commit here if it is missing, into a shallow clone without its history. Only the action asks.

        A full clone lacks what a forced push left behind. What cannot be fetched stays missing: who needs it says so.
        """
        if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", oid):
            return
        if self._try("cat-file", "-e", f"{oid}^{{tree}}") is None:
            transports = ("-c", "protocol.allow=user", "-c", "protocol.ext.allow=never")
            quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")
            depth = ("--depth=1",) if self.is_shallow() else ()  # it would cut off the history of a full clone
            self._try(*transports, "fetch", *quiet, *depth, "origin", oid)

    def merge_base(self, one: str, other: str) -> str:
        """The newest common ancestor of two commits. Raises NoVerdict when the history here does not tell."""
        found = self._try("merge-base", one, other)
        if found is not None:
            return found.decode().split()[0]
        if one in self.parents(other):
            return one
        hint = "the histories are unrelated"
        if self.is_shallow():
            hint = "this clone is shallow: use fetch-depth: 0 with actions/checkout, or git fetch --unshallow"
        raise NoVerdict(Problem(f"no merge base of {one[:12]} and {other[:12]}", hint=hint))

    def parents(self, commit: str) -> list[str]:
        """The parents that a commit object names, also where a shallow clone hides them."""
        text = self._run("cat-file", "-p", commit).partition(b"\n\n")[0]
        return [line.split()[1].decode() for line in text.split(b"\n") if line.startswith(b"parent ")]

    def commit_files(self, commit: str) -> dict[str, GitFile]:
        """Path to file, for every file of a commit."""
        listing = os.fsdecode(self._run("ls-tree", "-r", "-z", "--full-tree", commit))
        files = {}
        for record in listing.split("\0"):  # MODE blob OID<tab>PATH
            if record:
                head, _, path = record.partition("\t")
                files[path] = GitFile(head[:6], head.rpartition(" ")[2])
        return files

    def differences(self, base: str, head: str = "") -> dict[str, GitFile | None]:
        """Path to base's file (None: it has none), where a commit (without `head`: the index) has another."""
        command = ("diff-tree", "-r") if head else ("diff-index", "--cached")
        sides = (base, head) if head else (base,)
        words = self._run(*command, "--raw", "-z", "--no-renames", "--no-abbrev", *sides).split(b"\0")
        found: dict[str, GitFile | None] = {}
        for record, path in zip(words[::2], words[1::2], strict=False):  # :MODE MODE OID OID LETTER, PATH
            mode, _, oid, _, _ = record[1:].decode().split()
            found[os.fsdecode(path)] = None if mode == "000000" else GitFile(mode, oid)
        return found

    def index_files(self) -> dict[str, GitFile]:
        """Path to file, for every file of the index. Raises NoVerdict while a merge is unresolved."""
        files = {}
        for record in os.fsdecode(self._run("ls-files", "-s", "-z")).split("\0"):  # MODE OID STAGE<tab>PATH
            if record:
                head, _, path = record.partition("\t")
                _refuse_conflict(head[-1], path)
                files[path] = GitFile(head[:6], head[7:-2])
        return files

    def index_on_disk(self, *, matters: Callable[[str], bool]) -> tuple[dict[str, GitFile], list[str]]:
        """As `index_files`; and those files and symlinks of them that matter, and are on disk as the index has them.

        That is told by size, time and inode, as git does. What git itself could not tell without reading (the file is
        as young as the index) counts as changed.
        """
        data = self._run("ls-files", "-s", "-z", "--debug")
        limit = self._index_time()
        files: dict[str, GitFile] = {}
        same: list[str] = []
        at = 0
        prefix = self.top + os.sep
        for match in _ENTRY.finditer(data):
            if match.start() != at:
                break
            at = match.end()
            mode, oid, stage, name, seconds, nanoseconds, inode, size = match.groups()
            path = os.fsdecode(name)
            _refuse_conflict(stage.decode(), path)
            files[path] = GitFile(mode.decode(), oid.decode())
            if not matters(path) and mode != b"120000":
                continue
            try:
                stat = os.lstat(prefix + path)
            except OSError:
                continue
            mtime = int(seconds) * 10**9 + int(nanoseconds)
            known = (stat.st_mtime_ns, stat.st_ino & 0xFFFFFFFF, stat.st_size)
            if known == (mtime, int(inode), int(size)) and mtime < limit:
                same.append(path)
        if at != len(data):  # another git's format: what is not understood counts as changed
            return self.index_files(), []
        return files, same

    def _index_time(self) -> int:
        """When the index was written, in ns; 0 when there is none."""
        index = self._run("rev-parse", "--git-path", "index").decode().rstrip("\n")
        try:
            return os.stat(os.path.join(self.top, self._environ.get("GIT_INDEX_FILE", index))).st_mtime_ns
        except OSError:
            return 0

    def renames(self, base: str, head: str = "") -> dict[str, str]:
        """New path to old path, for files that a commit (without `head`: the index) renames against another.

        Where git cannot read what the files hold (a partial clone), only those that hold the same are known.
        """
        command = ("diff-tree", "-r") if head else ("diff-index", "--cached")
        options = ("-z", "-l1000", "--diff-filter=R", "--name-status", "--ignore-submodules=all")
        sides = (base, head) if head else (base,)
        found = self._try(*command, *options, "-M", *sides)
        if found is None:
            found = self._run(*command, *options, "-M100%", *sides)
        words = found.split(b"\0")
        return {os.fsdecode(words[i + 2]): os.fsdecode(words[i + 1]) for i in range(0, len(words) - 2, 3)}

    def blobs(self) -> Blobs:
        """A reader of blobs, to be closed."""
        return Blobs(self._command("cat-file", "--batch"), self._environ)

    def _command(self, *arguments: str) -> list[str]:
        if not self._looked:
            refuse_special(self.top, self._environ)
            self._looked = True
        settings = [word for setting in (*_SETTINGS, f"safe.directory={self.top}") for word in ("-c", setting)]
        git = program("git", self._environ)
        if not git:
            hint = "--base, --head, --staged and --tracked need it"
            raise NoVerdict(Problem("git is not installed", hint=hint))
        return [git, "--no-pager", "--literal-pathspecs", "-C", self.top, *settings, *arguments]

    def _run(self, *arguments: str) -> bytes:
        done = finished(self._command(*arguments), self._environ)
        if done.returncode != 0:
            words = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
            raise NoVerdict(Problem(f"git {arguments[0]} failed: {words}"))
        return done.stdout

    def _try(self, *arguments: str) -> bytes | None:
        done = finished(self._command(*arguments), self._environ)
        return done.stdout if done.returncode == 0 else None


def _refuse_conflict(stage: str, path: str) -> None:
    if stage != "0":
        raise NoVerdict(Problem("merge conflict in the index", path, hint="resolve it, then git add"))
