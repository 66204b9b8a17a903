"""A module cache as `go mod download` leaves it, made from the modules' files alone."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from pathlib import Path

LONG_AGO = 1_700_000_000


def fill(directory: Path, cache: Path) -> None:
    """What Go's module cache has beside the files of each module: its go.mod, and a hash that go.sum has too.

    Go never reads the zip file of a module whose directory is there. The hash of a go.mod is checked: see
    golang.org/x/mod/sumdb/dirhash.
    """
    sums = []
    for root in sorted(path for path in cache.rglob("*@v*") if path.is_dir()):
        escaped, _, version = root.relative_to(cache).as_posix().rpartition("@")
        path = re.sub("!([a-z])", lambda match: match[1].upper(), escaped)
        download = cache / "cache" / "download" / escaped / "@v"
        download.mkdir(parents=True, exist_ok=True)
        file = root / "go.mod"
        data = file.read_bytes() if file.exists() else f"module {path}\n".encode()
        inner = f"{hashlib.sha256(data).hexdigest()}  go.mod\n".encode()
        whole = hashlib.sha256(root.name.encode()).digest()
        sums.append(f"{path} {version} h1:{base64.b64encode(whole).decode()}")
        sums.append(f"{path} {version}/go.mod h1:{base64.b64encode(hashlib.sha256(inner).digest()).decode()}")
        (download / f"{version}.mod").write_bytes(data)
        (download / f"{version}.info").write_text(json.dumps({"Version": version, "Time": "2020-01-01T00:00:00Z"}))
        (download / f"{version}.ziphash").write_text(f"h1:{base64.b64encode(whole).decode()}")
    for mod in [path for path in directory.rglob("go.mod") if path.parent.name != "local"]:
        (mod.parent / "go.sum").write_text("\n".join(sums) + "\n")


def age(directory: Path) -> None:
    """Make everything older than two seconds: go reads directories with young files in another way."""
    for path in sorted(directory.rglob("*"), reverse=True):
        os.utime(path, (LONG_AGO, LONG_AGO), follow_symlinks=False)
