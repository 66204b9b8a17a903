"""What it means that a directory lists other names than before."""

from __future__ import annotations

_MODULES = (".mod", ".work", ".toml", "/modules.txt")


def other_files(before: str, now: str) -> bool | None:
    """Whether two listings (see watch.listing) have other Go files; None when they differ in more than files of no use.

    Of no use are files that no run looks into: documents, data, what an editor leaves, and what Go does not see.
    """
    differ = _names(before) ^ _names(now)
    if not all(_is_file(name, kind) for name, kind in differ):
        return None
    return any(name.endswith(".go") and name[0] not in "_." for name, _ in differ)


def _names(listing: str) -> set[tuple[str, str]]:
    words = listing.split("/")
    return set(zip(words[::2], words[1::2], strict=False))


def _is_file(name: str, kind: str) -> bool:
    """Whether it is a Go file or one of no use."""
    if kind == "dir":
        return name[0] in "_."  # as an editor's: Go does not go in
    return kind == "file" and "gomodlint" not in name and not f"/{name}".endswith(_MODULES)
