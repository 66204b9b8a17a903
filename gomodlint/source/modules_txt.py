"""vendor/modules.txt: which module each vendored package comes from (Go: cmd/go/internal/modload/vendor.go)."""

from __future__ import annotations

from typing import NamedTuple


class Vendored(NamedTuple):
    """A module of modules.txt: its version, what replaces it, and its annotations."""

    path: str
    version: str
    replaced_by: str
    explicit: bool
    go: str


class ModulesTxt(NamedTuple):
    """A parsed modules.txt. `packages` maps a package's import path to its module's path."""

    modules: dict[str, Vendored]
    packages: dict[str, str]
    workspace: bool


def parse(data: bytes) -> ModulesTxt:
    """Read a modules.txt; lines that Go ignores are ignored."""
    modules: dict[str, Vendored] = {}
    packages: dict[str, str] = {}
    current = ""
    text = data.decode("utf-8", "surrogateescape")
    workspace = text.startswith("## ") and "workspace" in text.partition("\n")[0][3:].split(";")
    for line in text.split("\n"):
        if line.startswith("# "):
            words = line.split()
            if len(words) < 3 and "=>" not in words:
                continue
            current = words[1]
            version = words[2] if len(words) > 2 and words[2] != "=>" else ""
            replaced_by = line.partition("=> ")[2].strip()
            if not version and current in modules:
                current = ""  # the lines at the end repeat every replacement, without the version
                continue
            modules[current] = Vendored(current, version, replaced_by, explicit=False, go="")
        elif line.startswith("## "):
            if current:
                notes = [note.strip() for note in line[3:].split(";")]
                go = next((note[3:] for note in notes if note.startswith("go ")), "")
                modules[current] = modules[current]._replace(explicit="explicit" in notes, go=go)
        elif line and not line.startswith("#"):
            words = line.split()
            if len(words) == 1 and current:
                packages[words[0]] = current
    return ModulesTxt(modules, packages, workspace)
