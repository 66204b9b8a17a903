"""A small reader of the imports of a Go file. It takes files that compile; it shares nothing with the one it checks."""

from __future__ import annotations

import re
from typing import NamedTuple

TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]+|//[^\n]*|/\*.*?\*/)|(?P<end>\n|;)|(?P<word>[^\W\d]\w*)"""
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?P<other>.)""",
    re.DOTALL,
)


class Spec(NamedTuple):
    """An import: its line, "dot", "blank" or "named" (also without a name of its own), and the path."""

    line: int
    kind: str
    path: str


def read(text: str) -> list[Spec]:
    """The import specs of a file, in order."""
    found: list[Spec] = []
    line, inside, state, name = 1, False, "", ""
    for token in TOKEN.finditer(text.removeprefix("\ufeff")):
        at, kind, word = line, token.lastgroup, token[0]
        line += word.count("\n")
        if kind == "skip" or (kind == "end" and state != "package"):
            continue
        if kind == "end":
            state = ""
        elif state == "package":
            continue
        elif kind == "word" and word == "package" and not found and not state:
            state = "package"
        elif kind == "word" and word == "import" and not inside:
            state, name = "import", ""
        elif state == "import" and word == "(" and not inside:
            inside = True
        elif inside and word == ")":
            inside, state = False, ""
        elif state == "import" and (kind == "word" or word == "."):
            name = word
        elif state == "import" and kind == "string":
            path = word[1:-1].replace("\\\\", "\\")
            found.append(Spec(at, {".": "dot", "_": "blank"}.get(name, "named"), path))
            name, state = "", "import" if inside else ""
        else:
            break
    return found
