"""Which policy governs a run."""

from typing import NamedTuple

from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.nested import is_nested
from gomodlint.source.limits import POLICY
from gomodlint.source.tree import Entry, Tree, TreeError

NAMES = ("gomodlint.toml", ".gomodlint.toml")
BUILT_IN = "gomodlint:recommended"
NO_POLICY_ABOVE = "nested = true adds to a policy further up: there is none"
WRITE_IT = "write that one, or remove nested = true"
BASELINE = "gomodlint-baseline.txt"  # known findings, beside the policy


class Found(NamedTuple):
    """A policy's text and the file it stands in (a Tree path, or the name of a built-in preset)."""

    file: str
    text: bytes


def find(tree: Tree, within: str) -> Found | None:
    """The policy in a directory of the tree or the nearest one above it; None when there is none.

    One that says `nested = true` adds to the one above it, which is then looked for.

    Raises NoVerdict when two stand side by side or the one found cannot be read.
    """
    directory = within
    nested = ""
    while True:
        entries = _entries(tree, directory)
        present = [name for name in NAMES if name in entries]
        files = [f"{directory}/{name}" if directory else name for name in present]
        if len(files) > 1:
            raise NoVerdict(Problem(f"there is also {files[1]}: which one counts?", files[0], hint="remove one"))
        if files:
            entry = entries[present[0]]
            if entry.kind != "file":
                raise NoVerdict(_not_a_file(files[0], entry))
            found = read(tree, files[0])
            if not is_nested(found.text):
                return found
            nested = nested or files[0]
        if not directory and nested:
            raise NoVerdict(Problem(NO_POLICY_ABOVE, nested, 1, 1, WRITE_IT))
        if not directory:
            return None
        directory = directory.rpartition("/")[0]


def read(tree: Tree, file: str) -> Found:
    """A policy file by its path. Raises NoVerdict when it cannot be read."""
    try:
        return Found(file, tree.read(file, most=POLICY))
    except TreeError as error:
        hint = "gomodlint init writes a starter policy" if "no such file" in error.reason else error.hint
        raise NoVerdict(Problem(f"cannot read the policy: {error.reason}", file, hint=hint)) from error


def read_inside(tree: Tree, file: str) -> Found:
    """As `read`, for a path that a policy names: no symlink on the way to it may lead out of the repository.

    Beside a policy that the user has named by an absolute path, any path is read.
    """
    if is_elsewhere(file):
        return read(tree, file)
    directory, _, name = file.rpartition("/")
    above = ""
    for element in directory.split("/") if directory else ():
        entry = _entries(tree, above).get(element)
        above = f"{above}/{element}" if above else element
        if entry is None:
            raise NoVerdict(Problem(f"no such directory: {above}", file))
        if entry.kind != "dir":
            raise NoVerdict(Problem(f"{above} is not a directory of the repository", file))
    entry = _entries(tree, directory).get(name)
    if entry is None:
        raise NoVerdict(Problem("no such file", file))
    if entry.kind != "file":
        raise NoVerdict(_not_a_file(file, entry))
    return read(tree, file)


def is_elsewhere(file: str) -> bool:
    """Whether a policy lies outside the repository: named by an absolute path."""
    return file.startswith("/") or file[1:3] == ":/"


def _entries(tree: Tree, directory: str) -> dict[str, Entry]:
    try:
        return {entry.name: entry for entry in tree.entries(directory)}
    except TreeError:
        return {}  # whoever reads the sources there reports it


def _not_a_file(file: str, entry: Entry) -> Problem:
    if entry.kind == "dangling":
        return Problem("the policy is a symlink to nothing, or out of the repository", file, hint="put the file here")
    return Problem("the policy is not a regular file", file, hint="remove it, or write a policy in its place")
