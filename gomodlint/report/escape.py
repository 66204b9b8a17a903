"""Makes strings of a repository harmless where they are shown."""

from __future__ import annotations

import re

# Control characters, bidirectional overrides and isolates, line separators, lone surrogates, invisible marks.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
_LINE_BREAK = re.compile("[\t\n]")


def inline(text: str) -> str:
    """A string on one line of a terminal or log: nothing in it acts, neither on a terminal nor on a CI runner.

    A GitHub runner obeys `##[command]` anywhere in a line, and `::command::` after leading blanks.
    """
    text = _UNSAFE.sub(_visible, text)
    text = _LINE_BREAK.sub(_visible, text)
    return text.replace("##[", "#\\x23[").replace("::", ":\\x3a")


def terminal_safe(text: str) -> str:
    """Several lines for a terminal; line breaks stay."""
    return "\n".join(inline(line) for line in text.split("\n"))


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
