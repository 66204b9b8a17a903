"""go.sum: what was downloaded once has to be what lies in the module cache (Go: modfetch/fetch.go)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence

from gomodlint.listing.refusal import Refusal
from gomodlint.source import limits, modcache
from gomodlint.source.tree import Tree, TreeError

Sums = Mapping[tuple[str, str], str]  # module path and version (for its go.mod: with /go.mod behind) to hash
_MISMATCH = """
\tdownloaded: {found}
\tgo.sum:     {known}

SECURITY ERROR
This download does NOT match an earlier download recorded in go.sum.
The bits may have been replaced on the origin server, or an attacker may
have intercepted the download attempt.

For more information, see 'go help module-auth'."""


def read_sums(tree: Tree, files: Sequence[str]) -> Sums:
    """All hashes of some go.sum files; the first one of a module counts. Files that are not there have none."""
    found: dict[tuple[str, str], str] = {}
    for file in files:
        try:
            text = tree.read(file, most=limits.GO_SUM).decode("utf-8", "replace")
        except TreeError:
            continue
        for line in text.splitlines():
            words = line.split()
            if len(words) == 3:
                found.setdefault((words[0], words[1]), words[2])
    return found


def refuse_other_module(tree: Tree, sums: Sums, cache: str, path: str, version: str) -> None:
    """Raise Refusal for a module in the cache that is not the one of go.sum."""
    known = sums.get((path, version), "")
    if known.startswith("h1:"):
        try:
            found = tree.read(modcache.go_mod_file(cache, path, version).removesuffix(".mod") + ".ziphash").decode()
        except (TreeError, UnicodeDecodeError):
            return  # Go would make it again from the zip file
        _compare(path, version, found.strip(), known)


def refuse_other_go_mod(sums: Sums, path: str, version: str, data: bytes) -> None:
    """Raise Refusal for a go.mod of the cache that is not the one of go.sum (Go: x/mod/sumdb/dirhash, Hash1)."""
    known = sums.get((path, f"{version}/go.mod"), "")
    if known.startswith("h1:"):
        inner = f"{hashlib.sha256(data).hexdigest()}  go.mod\n".encode()
        found = "h1:" + base64.b64encode(hashlib.sha256(inner).digest()).decode()
        _compare(path, f"{version}/go.mod", found, known)


def _compare(path: str, version: str, found: str, known: str) -> None:
    if found.startswith("h1:") and found != known:
        raise Refusal(f"verifying {path}@{version}: checksum mismatch{_MISMATCH.format(found=found, known=known)}")
