"""A Tree is where files are read from: the disk, git's index or a commit, all through one interface.

Paths are relative to the top of the repository, with `/`, and `""` is the top. Bytes that are not UTF-8 are kept as
surrogates (`os.fsdecode`). An absolute path (module cache, GOROOT, a `replace` out of the repository) is read from the
disk by every Tree.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from gomodlint.source.limits import ANY, Most

OUTSIDE: Final = "reached through a symlink out of the repository: not followed"


class TreeError(Exception):
    """A path of a Tree cannot be read: why (`reason`, in words, without the path), and what to do if that is known."""

    def __init__(self, path: str, reason: str, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
        self.hint = hint

    @property
    def is_absent(self) -> bool:
        """Whether there is nothing of this name; else it is there, and cannot be read."""
        return "no such file" in self.reason


class Entry(NamedTuple):
    """One name in a directory. A symlink to a file is `"file"`, with `link` set; one to a directory is `"link-dir"`.

    `identity` names the content (`git:` and a blob id) when that is known without reading it, else it is empty.
    """

    name: str
    kind: str  # "file", "dir", "link-dir", "dangling" (a symlink to nothing or out of the repository), "other"
    link: bool = False
    identity: str = ""


class Tree(Protocol):
    """Reads directories and files. Never follows a symlink out of the repository, never runs anything."""

    @property
    def top(self) -> str:
        """Absolute directory of the repository on disk (also of a commit's tree)."""

    def entries(self, directory: str) -> list[Entry]:
        """All names in a directory, in byte order of names. Raises TreeError."""

    def identity(self, path: str) -> str:
        """What names the content of a file (`git:` and a blob id), when that is known without reading; else ""."""

    def stamps(self, directory: str, names: Sequence[str]) -> list[str]:
        """For each file of a directory a word that changes when its content does; "?" when nothing would tell.

        It is the blob, or size, times and inode: the file is not read. It holds no `/` and no blank.
        """

    def has_stamps(self, directory: str, names: Sequence[str], stamps: Sequence[str]) -> bool:
        """Whether files still have stamps that `stamps` gave, none of them "?"."""

    def in_worker(self) -> "Tree":
        """The same Tree for a forked process, which must not share open pipes with its parent."""

    def read(self, path: str, limit: int = -1, *, most: Most = ANY) -> bytes:
        """The first `limit` bytes of a file; when negative all of it, if that is not above `most`. Raises TreeError."""
