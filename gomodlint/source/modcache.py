"""Where Go keeps what it downloads: GOMODCACHE, with capitals escaped (Go: golang.org/x/mod/module, EscapePath)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

_CAPITAL = re.compile(r"[A-Z]")


def escape(text: str) -> str:
    """A module path or version as the module cache spells it: `!` and the small letter for each capital."""
    return _CAPITAL.sub(lambda match: "!" + match[0].lower(), text)


def directory(environ: Mapping[str, str]) -> str:
    """GOMODCACHE, else pkg/mod in the first entry of GOPATH, else in the home directory's go; "" when none is known."""
    cache = environ.get("GOMODCACHE", "")
    if cache:
        return cache
    gopath = environ.get("GOPATH", "").split(os.pathsep)[0]
    if not gopath:
        home = environ.get("HOME") or environ.get("USERPROFILE") or ""
        if not home:
            return ""
        gopath = os.path.join(home, "go")
    return os.path.join(gopath, "pkg", "mod").replace(os.sep, "/")


def module_directory(cache: str, path: str, version: str) -> str:
    """The extracted module's directory."""
    return f"{cache}/{escape(path)}@{escape(version)}"


def go_mod_file(cache: str, path: str, version: str) -> str:
    """The module's go.mod in the download cache."""
    return f"{cache}/cache/download/{escape(path)}/@v/{escape(version)}.mod"
