"""Machine code by package, from a program's symbols (`go tool nm`); tables and type data are no symbols."""

from __future__ import annotations

import re
import subprocess

from gomodlint.errors import NoVerdict, Problem
from gomodlint.measure.toolchain import Toolchain
from gomodlint.measure.trace import unescaped

_SYMBOL = re.compile(r"\s*[0-9a-f]+\s+(\d+)\s+[Tt]\s+(\S+)")


def text_sizes(tool: Toolchain, binary: str) -> dict[str, int]:
    """Bytes of code by import path, `main` for the program's own package. Raises NoVerdict if nm cannot read it."""
    done = subprocess.run(
        [tool.command, "tool", "nm", "-size", binary],
        env=tool.environ, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        raise NoVerdict(Problem(f"go tool nm: {done.stderr.strip()}", hint="leave out --size"))
    found: dict[str, int] = {}
    for line in done.stdout.splitlines():
        match = _SYMBOL.match(line)
        package = package_of(match[2]) if match is not None else ""
        if match is not None and package:
            found[package] = found.get(package, 0) + int(match[1])
    return found


def package_of(symbol: str) -> str:
    """The import path in a function's symbol; "" for what the compiler and linker make up."""
    if symbol.startswith(("go:", "type:", "_cgo", "x_cgo")):
        return ""
    name = symbol.partition("[")[0]
    slash = name.rfind("/")
    dot = name.find(".", slash + 1)
    return unescaped(name[:dot]) if dot > 0 else ""
