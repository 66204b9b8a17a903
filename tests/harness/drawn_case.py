"""A drawn module on the disk, and its listings compared."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import NamedTuple

from compared import Run, ask_go, ask_us, differences, packages
from drawn_module import Drawn
from module_cache import LONG_AGO, age, fill

from gomodlint.listing.package import FIELDS


class Compared(NamedTuple):
    """How many packages one listing had, and where it differs."""

    packages: int
    differences: list[str]
    rewritten: bool = False  # go changed what go.mod says: no comparison, for gomodlint writes nothing


def lay_out(drawn: Drawn, top: Path) -> Path:
    """Write the files, all older than two seconds; the directory to stand in. The module cache is beside `top`."""
    top.mkdir(parents=True)
    for name, text in drawn.files.items():
        below, cached, rest = name.partition("modcache/")
        path = top.parent / "modcache" / rest if cached and not below else top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for name, target in drawn.links.items():
        (top / name).symlink_to(target)
    if (top.parent / "modcache").is_dir():
        fill(top, top.parent / "modcache")
    age(top.parent)
    return top / drawn.directory


def _said(go_mod: bytes) -> set[str]:
    """What a go.mod says, however it is laid out."""
    words = (line.partition("//")[0].split() for line in go_mod.decode().splitlines())
    return {" ".join(line).removeprefix("require ") for line in words if line} - {")", "("}


def compare(go: str, directory: Path, text: str) -> Compared:
    """Ask both; `text` is a command line with variables in front."""
    words = shlex.split(text)
    top = directory
    while not (top.parent / "modcache").is_dir() and top.name != "top":
        top = top.parent
    environ = {"GOMODCACHE": str(top.parent / "modcache")}
    while words and "=" in words[0] and words[0][0] != "-":
        name, _, value = words.pop(0).partition("=")
        environ[name] = value
    run = Run(environ, [f"-json={','.join(FIELDS)}", *words])
    kept = {path: path.read_bytes() for name in ("go.mod", "go.sum") for path in top.rglob(name) if path.is_file()}
    theirs = ask_go(go, directory, run)
    rewritten = False
    for path, data in kept.items():  # with -mod=mod go writes them anew
        rewritten |= path.name == "go.mod" and _said(data) != _said(path.read_bytes())
        path.write_bytes(data)
        os.utime(path, (LONG_AGO, LONG_AGO))
    if rewritten:
        return Compared(0, [], rewritten=True)
    ours = ask_us(go, directory, run)
    for _ in range(10):  # which of two errors Go keeps changes from run to run: it makes test binaries at the same time
        if not differences(theirs, ours):
            break
        theirs = ask_go(go, directory, run)
    return Compared(len(packages(theirs.out)), differences(theirs, ours))
