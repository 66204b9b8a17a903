"""File globs of the policy: `*`, `?`, and `**` across directories; and which imports a rule is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from gomodlint.policy.options import Mistake


def matching(globs: Sequence[str], directory: str = "") -> Callable[[str], bool]:
    """A predicate on file paths: matched by one of some globs (`**` crosses directories).

    Globs start at `directory`, the policy's.
    """
    if not globs:
        return lambda _path: False
    pattern = re.compile("|".join(f"(?:{_glob(glob)})" for glob in globs))
    if not directory:
        return lambda path: pattern.fullmatch(path) is not None
    start = f"{directory}/"
    return lambda path: path.startswith(start) and pattern.fullmatch(path, len(start)) is not None


def _glob(glob: str) -> str:
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    special = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(special.get(part, re.escape(part)) for part in parts)


def chosen(globs: Sequence[str], directory: str) -> Callable[[str], bool]:
    """A predicate on file paths: matched by a glob, and by none with `!`; every file when there are no globs."""
    if not globs:
        return lambda _path: True
    positive = matching([glob for glob in globs if not glob.startswith("!")] or ["**"], directory)
    negative = matching([glob[1:] for glob in globs if glob.startswith("!")], directory)
    return lambda path: positive(path) and not negative(path)


def mistakes_of_ways(transitive: bool, through: object, not_through: object, files: Sequence[str]) -> Iterator[Mistake]:
    """What a rule that may be direct or transitive cannot mean."""
    for key, value in (("through", through), ("not-through", not_through)):
        if value is not None and not transitive:
            yield Mistake((key,), f"{key} speaks of chains: this rule is about direct imports", "add transitive = true")
    if files and transitive:
        yield Mistake(
            ("files",), "files speaks of import lines: this rule is about chains", "remove transitive, or files"
        )
    for number, glob in enumerate(files):
        if glob.removeprefix("!").startswith(("/", "./", "../")) or not glob.removeprefix("!"):
            yield Mistake(("files", number), f"{glob!r}: globs start beside the policy", 'write "x/**/*.go"')
