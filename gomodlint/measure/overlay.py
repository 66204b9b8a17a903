"""The files that are laid over a module for a measurement; its own directory is never written."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Sequence
from pathlib import Path

from gomodlint.measure.trace import MARK

VARIABLE = "GOMODLINT_COST"
_BODY = f"""
func init() {{ // the last file by name: runs after every other init of the program
	if zzos.Getenv("{VARIABLE}") == "" {{
		return
	}}
	var a, b zzruntime.MemStats
	zzruntime.ReadMemStats(&a)
	zzruntime.GC()
	zzruntime.GC()
	zzruntime.ReadMemStats(&b)
	println("{MARK}", a.TotalAlloc, a.Mallocs, b.HeapAlloc, b.HeapObjects, a.NumGC)
	zzos.Exit(0)
}}
"""
_IMPORTS = 'import (\n\tzzos "os"\n\tzzruntime "runtime"\n'
PROBE = "gomodlint_cost_probe"


def last_name(names: Collection[str]) -> str:
    """A file name that comes after all others: Go initialises a package's files in order of their names."""
    prefix = "zz"
    while any(name >= prefix for name in names):
        prefix += "z"
    return f"{prefix}_gomodlint_cost.go"


def over_main(scratch: Path, directory: str, names: Collection[str], *, also: str = "", body: str = "") -> Path:
    """An overlay that adds to the program in `directory` a file whose init prints figures and exits before `main`.

    `also` is a package that the file imports for its init alone, `body` another init.
    """
    file = scratch / "last.go"
    imports = f"\t_ {json.dumps(also)}\n" if also else ""
    imports += '\tzzpprof "runtime/pprof"\n' if body else ""
    file.write_text(f"package main\n\n{_IMPORTS}{imports})\n{body or _BODY}")
    return _overlay(scratch, {os.path.join(directory, last_name(names)): file})


def sees(module: str, path: str) -> bool:
    """Whether a program at the top of a module may import a package: `internal` is for what lies beside it.

    Source: Go's cmd/go/internal/load/pkg.go, disallowInternal.
    """
    parts = path.split("/")
    if "internal" not in parts:
        return True
    last = len(parts) - 1 - parts[::-1].index("internal")
    above = "/".join(parts[:last])
    return bool(above) and f"{module}/".startswith(f"{above}/")


def over_module(scratch: Path, directory: str, packages: Sequence[str]) -> Path:
    """An overlay with a program, in a directory that is not there, that imports packages for their inits alone."""
    file = scratch / "probe.go"
    imports = "".join(f"\t_ {json.dumps(path)}\n" for path in packages)
    file.write_text(f"package main\n\n{_IMPORTS}{imports})\n{_BODY}\nfunc main() {{}}\n")
    return _overlay(scratch, {os.path.join(directory, PROBE, "main.go"): file})


def _overlay(scratch: Path, replace: dict[str, Path]) -> Path:
    file = scratch / "overlay.json"
    file.write_text(json.dumps({"Replace": {path: str(content) for path, content in replace.items()}}))
    return file
