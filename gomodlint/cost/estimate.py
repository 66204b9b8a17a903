"""A guess for packages that were never measured: what their source shows without a build.

Regular expressions that package-level variables compile are 53 to 68 % of all allocations before main in docker,
containerd, dockerd and loki, at 111 to 118 allocations and 14 to 17 KB each. A wrapper hides them: a guess is no gate.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

ALLOCS: Final = 113  # of one regular expression
BYTES: Final = 15_500

_TOKEN = re.compile(
    rb"""//[^\n]*|/\*.*?(?:\*/|\Z)|"[^"\\\n]*(?:\\.[^"\\\n]*)*(?:"|)|`[^`]*(?:`|)|'[^'\\\n]*(?:\\.[^'\\\n]*)*(?:'|)|(?P<open>[{])|(?P<close>[}])"""
    rb"""|(?P<func>\bfunc\b)|(?P<regexp>\bMustCompile(?:POSIX)?\()|(?P<proto>\bprotoimpl\.TypeBuilder\b|\bproto\.RegisterType\()""",
    re.DOTALL,
)


class Signs(NamedTuple):
    """Regular expressions that package-level variables compile, and whether protobuf messages are registered."""

    regexps: int
    protobuf: bool


def signs(text: bytes) -> Signs:
    """What one Go file shows."""
    if b"MustCompile" not in text and b"protoimpl.TypeBuilder" not in text and b"proto.RegisterType" not in text:
        return Signs(0, protobuf=False)
    depth = function = regexps = 0
    protobuf = False
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
            if depth < function:
                function = 0
        elif kind == "func" and not function:
            function = depth + 1  # its body, and all in it, runs when it is called
        elif kind == "regexp" and (not function or depth < function):
            regexps += 1
        elif kind == "proto":
            protobuf = True
    return Signs(regexps, protobuf)
