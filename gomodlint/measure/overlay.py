"""The files that are laid over a module for a measurement; its own directory is never written.

Source: Go initialises a package's variables and runs its inits in the order in which the go command hands files to the
compiler: those without cgo by name, then those with it (cmd/go/internal/work, exec.go, build).
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from gomodlint.measure.trace import FIRST, MARK

VARIABLE: Final = "GOMODLINT_COST"
PROBE: Final = "gomodlint_cost_probe"
# "!" is the first printable character that Go takes in a file name, "0" the first that such a name may begin with
FIRST_NAME: Final = "0!gomodlint_cost.go"

# The first variable of the program's own package: what was allocated until here is of others.
_FIRST = f"""
var _ = func() int {{
	if zzos.Getenv("{VARIABLE}") != "" {{
		var a zzruntime.MemStats
		zzruntime.ReadMemStats(&a)
		println("{FIRST}", a.TotalAlloc, a.Mallocs)
	}}
	return 0
}}()
"""
# The last init of the whole program.
_LAST = f"""
func init() {{
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
_IMPORTS = '\tzzos "os"\n\tzzruntime "runtime"\n'


def last_name(names: Collection[str]) -> str:
    """A file name that comes after all others."""
    last = max(names, default="")
    return "zz_gomodlint_cost.go" if last < "zz" else f"{last}_gomodlint_cost.go"


def over_main(
    scratch: Path, directory: str, names: Collection[str], *, cgo: bool = False, also: str = "", body: str = ""
) -> dict[str, Path]:
    """Files that make the program in `directory` print figures and exit before `main`, by where they are laid.

    `cgo`: it has files that import "C". `also` is a package that the program imports for its init alone, `body` another
    last init.
    """
    more = '\t"C"\n' if cgo else ""
    imports = f"\t_ {json.dumps(also)}\n" if also else ""
    imports += '\tzzpprof "runtime/pprof"\n' if body else ""
    first, last = scratch / "first.go", scratch / "last.go"
    first.write_text(f"package main\n\nimport (\n{_IMPORTS})\n{_FIRST}", encoding="utf-8")
    last.write_text(f"package main\n\nimport (\n{more}{_IMPORTS}{imports})\n{body or _LAST}", encoding="utf-8")
    return {os.path.join(directory, FIRST_NAME): first, os.path.join(directory, last_name(names)): last}


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


def over_module(scratch: Path, directory: str, packages: Sequence[str]) -> dict[str, Path]:
    """A program, in a directory that is not there, that imports packages for their inits alone."""
    file = scratch / "probe.go"
    imports = "".join(f"\t_ {json.dumps(path)}\n" for path in packages)
    text = f"package main\n\nimport (\n{_IMPORTS}{imports})\n{_FIRST}{_LAST}\nfunc main() {{}}\n"
    file.write_text(text, encoding="utf-8")
    return {os.path.join(directory, PROBE, "main.go"): file}


def write_overlay(scratch: Path, replace: Mapping[str, str | Path]) -> str:
    """The file for `go build -overlay`: its path."""
    file = scratch / "overlay.json"
    file.write_text(json.dumps({"Replace": {path: str(content) for path, content in replace.items()}}))
    return str(file)
