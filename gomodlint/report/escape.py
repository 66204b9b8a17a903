"""Makes strings of a repository harmless where they are shown.

A GitHub runner obeys `##[command]` anywhere in a line of a log, and `::command::` after leading blanks (actions/runner,
ActionCommand.cs), so that plain text, XML and JSON on standard output are ways in too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    """A document as JSON that every strict reader takes, and in which a runner finds no command.

    An iterator stands for a list, as the document or as a value of it, and is spelled a value at a time: hundreds of
    thousands of findings at once would take ten times the room of their text.
    """
    return "".join(_pieces(document))


def _pieces(document: Any) -> Iterator[str]:
    if isinstance(document, Iterator):
        yield from _rows(document, "")
    elif isinstance(document, dict) and any(isinstance(value, Iterator) for value in document.values()):
        before = "{\n"
        for key, value in document.items():
            yield f"{before}  {_spelled(key)}: "
            yield from _rows(value, "  ") if isinstance(value, Iterator) else [_spelled(value, "  ")]
            before = ",\n"
        yield "\n}"
    else:
        yield _spelled(document)
    yield "\n"


def _rows(values: Iterator[Any], indent: str) -> Iterator[str]:
    before = "[\n"
    for value in values:
        yield f"{before}{indent}  {_spelled(value, indent + '  ')}"
        before = ",\n"
    yield "[]" if before == "[\n" else f"\n{indent}]"


def _spelled(value: Any, indent: str = "") -> str:
    """As json.dumps does it with an indent of 2: that leaves garbage behind for each value, which is not collected."""
    if isinstance(value, str):
        return _quoted(value)
    inner = f"{indent}  "
    if value and isinstance(value, dict):
        fields = [f"{inner}{_quoted(str(key))}: {_spelled(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(fields) + f"\n{indent}}}"
    if value and isinstance(value, list):
        return "[\n" + ",\n".join([inner + _spelled(one, inner) for one in value]) + f"\n{indent}]"
    import json

    return json.dumps(value)


def _quoted(text: str) -> str:
    """Without lone surrogates, which stand for bytes that are not UTF-8: JSON has no place for them."""
    from json.encoder import encode_basestring_ascii

    text = encode_basestring_ascii(text if text.isascii() else re.sub(_LONE, _visible, text))
    return text.replace("\x7f", "\\u007f").replace("##[", "\\u0023#[")


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
