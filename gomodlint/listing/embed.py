"""From `//go:embed` patterns to files (Go: cmd/go/internal/load/pkg.go, resolveEmbed; path.Match)."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence

from gomodlint.listing.comments import MOST_PATTERNS
from gomodlint.listing.glob import Element, matches, parse

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])", re.IGNORECASE)
_NAME = re.compile(r"(?:[A-Za-z0-9 !#$%&()+,\-.=@\[\]^_{}~]|[^\W\d_])+")


class EmbedError(Exception):
    """A pattern that Go refuses."""

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(f"pattern {pattern}: {reason}")
        self.pattern = pattern


def resolve_embed(directory: str, patterns: Sequence[str]) -> list[str]:
    """The files, relative to the package's directory, that patterns match. Raises EmbedError for a bad one."""
    found: set[str] = set()
    listings: dict[str, list[str]] = {}
    for number, pattern in enumerate(dict.fromkeys(patterns)):
        if number >= MOST_PATTERNS:
            raise EmbedError(pattern, f"more than {MOST_PATTERNS} patterns: not looked at")
        glob = pattern.removeprefix("all:")
        elements = [parse(element) for element in glob.split("/")]
        if None in elements or not _is_valid(glob):
            raise EmbedError(pattern, "invalid pattern syntax")
        matched: set[str] = set()
        try:
            for name in _glob(directory, [element for element in elements if element is not None], listings):
                matched |= _files(directory, name, pattern, hidden=glob != pattern)
        except OSError as error:  # gone, or not ours to read
            raise EmbedError(pattern, (error.strerror or "cannot be read").lower()) from error
        if not matched:
            raise EmbedError(pattern, "no matching files found")
        found |= matched
    return sorted(found)


def _is_valid(glob: str) -> bool:
    """Go: fs.ValidPath."""
    return glob != "." and all(element not in {"", ".", ".."} for element in glob.split("/"))


def _glob(directory: str, elements: Sequence[Element], listings: dict[str, list[str]]) -> Iterator[str]:
    """Paths that a glob matches; each directory is listed once, into `listings`."""
    below = [""]
    for element in elements:
        further = []
        for prefix in below:
            if prefix not in listings:
                try:
                    listings[prefix] = sorted(os.listdir(f"{directory}/{prefix}"))
                except OSError:
                    listings[prefix] = []
            further += [f"{prefix}{name}/" for name in listings[prefix] if matches(element, name)]
        below = further
    for prefix in below:
        yield prefix.removesuffix("/")


def _files(directory: str, name: str, pattern: str, *, hidden: bool) -> set[str]:
    path = f"{directory}/{name}"
    mode = os.lstat(path).st_mode
    what = "directory" if stat.S_ISDIR(mode) else "file"
    elements = name.split("/")
    for number in range(len(elements), 0, -1):
        above = "/".join(elements[:number])
        if os.path.exists(f"{directory}/{above}/go.mod"):
            raise EmbedError(pattern, f"cannot embed {what} {name}: in different module")
        if number < len(elements) and not stat.S_ISDIR(os.lstat(f"{directory}/{above}").st_mode):
            raise EmbedError(pattern, f"cannot embed {what} {name}: in non-directory {above}")
        if _is_bad(elements[number - 1]):
            where = "invalid name" if number == len(elements) else "in invalid directory"
            raise EmbedError(pattern, f"cannot embed {what} {name}: {where} {elements[number - 1]}")
    if stat.S_ISREG(mode):
        return {name}
    if not stat.S_ISDIR(mode):
        raise EmbedError(pattern, f"cannot embed irregular file {name}")
    found = set(_walk(directory, name, pattern, hidden=hidden))
    if not found:
        raise EmbedError(pattern, f"cannot embed directory {name}: contains no embeddable files")
    return found


def _walk(directory: str, name: str, pattern: str, *, hidden: bool) -> Iterator[str]:
    for entry in sorted(os.scandir(f"{directory}/{name}"), key=lambda entry: entry.name):
        path = f"{name}/{entry.name}"
        dotted = entry.name[0] in "._"
        is_directory = entry.is_dir(follow_symlinks=False)
        if _is_bad(entry.name) or (dotted and not hidden):
            if is_directory or dotted:
                continue
            raise EmbedError(pattern, f"cannot embed file {path}: invalid name {entry.name}")
        if is_directory:
            if not os.path.exists(f"{directory}/{path}/go.mod"):
                yield from _walk(directory, path, pattern, hidden=hidden)
        elif entry.is_file(follow_symlinks=False):
            yield path


def _is_bad(name: str) -> bool:
    """Names that no module zip holds (Go: isBadEmbedName, module.CheckFilePath)."""
    if name in {"", ".bzr", ".hg", ".git", ".svn"} or name[-1] == "." or not _NAME.fullmatch(name):
        return True
    return _DEVICE.fullmatch(name.partition(".")[0]) is not None
