"""Makes strings of a repository harmless where they are shown.

A GitHub runner obeys `##[command]` anywhere in a line of a log, and `::command::` after leading blanks (actions/runner,
ActionCommand.cs), so that plain text, XML and JSON on standard output are ways in too.
"""

from __future__ import annotations

import re
from typing import Any

# Expressions are compiled when a string needs them (re keeps them): most runs show nothing but printable ASCII.
# Control characters, soft hyphens, bidirectional overrides and isolates, line separators, invisible marks and fillers,
# lone surrogates, and the tag characters that hide text from people but not from programs.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_NOT_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_LONE = "[\ud800-\udfff]"
_NO_BYTE = "[\ud800-\udc7f\udd00-\udfff]"


def inline(text: str) -> str:
    """A string on one line of a terminal or log: nothing in it acts, neither on a terminal nor on a CI runner."""
    if not (text.isascii() and text.isprintable()):
        text = re.sub(_UNSAFE, _visible, text)
    return text.replace("##[", "#\\x23[").replace("::", ":\\x3a")


def terminal_safe(text: str) -> str:
    """Several lines for a terminal; line breaks stay."""
    return "\n".join(inline(line) for line in text.split("\n"))


def xml(text: str) -> str:
    """A string as the value of an XML attribute or element: an XML reader gets it back, save what XML cannot hold."""
    text = re.sub(_NOT_XML, _visible, text)
    for character, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "apos")):
        text = text.replace(character, f"&{name};")
    return re.sub(_UNSAFE, lambda match: f"&#{ord(match[0])};", text).replace("##[", "&#35;#[")


def address(path: str) -> str:
    """A path as part of an address; bytes that are not UTF-8 stay, surrogates that stand for no byte are replaced."""
    from urllib.parse import quote

    return quote(re.sub(_NO_BYTE, "\ufffd", path), safe="/", errors="surrogateescape")


def json_text(document: Any) -> str:
    """A document as JSON that every strict reader takes, and in which a runner finds no command."""
    import json

    text = json.dumps(_paired(document), indent=2, ensure_ascii=True)
    return text.replace("\x7f", "\\u007f").replace("##[", "\\u0023#[") + "\n"


def _paired(value: Any) -> Any:
    """Without lone surrogates, which stand for bytes that are not UTF-8: JSON has no place for them."""
    if isinstance(value, str):
        return value if value.isascii() else re.sub(_LONE, _visible, value)
    if isinstance(value, dict):
        return {_paired(key): _paired(one) for key, one in value.items()}
    return [_paired(one) for one in value] if isinstance(value, list) else value


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
