"""Import paths as Go writes, unquotes and accepts them."""

from __future__ import annotations

import re
from unicodedata import category

_ILLEGAL = frozenset("!\"#$%&'()*,:;<=>?[\\]^{|}`\ufffd")
_ESCAPE = re.compile(r"\\(?:([abfnrtv\\\"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")
_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, '"': 34}


def unquote(literal: str) -> str:
    """The value of a Go string literal, interpreted or raw; bytes that are not UTF-8 become U+FFFD."""
    if literal.startswith("`"):
        return literal[1:-1].replace("\r", "")
    body = literal[1:-1]
    if "\\" not in body:
        return body
    out = bytearray()
    last = 0
    for match in _ESCAPE.finditer(body):
        out += body[last : match.start()].encode()
        simple, octal, byte, short, long = match.groups()
        if simple:
            out.append(_SIMPLE[simple])
        elif octal or byte:
            out.append(int(octal, 8) & 255 if octal else int(byte, 16))
        else:
            code = int(short or long, 16)
            out += chr(code).encode("utf-8", "replace") if code <= 0x10FFFF else b"\xff"
        last = match.end()
    out += body[last:].encode()
    return out.decode("utf-8", "replace")


def is_valid_import(path: str) -> bool:
    """Whether go/build accepts the path in an import spec (Go: go/build/read.go, isValidImport)."""
    if not path:
        return False
    for character in path:
        if "!" < character <= "~":
            if character in _ILLEGAL:
                return False
        elif character in _ILLEGAL or category(character)[0] not in "LMNPS":
            return False
    return True


_ELEMENT = re.compile(r"[A-Za-z0-9\-._~+]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])", re.IGNORECASE)


# Nearly every path, at one go: no `~`, no element that is a device or ends in a dot.
_ORDINARY = re.compile(
    r"(?!-)(?:(?!(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:[./]|\Z))[\w\-+.]*[\w\-+](?:/(?!\Z)|\Z))+",
    re.IGNORECASE | re.ASCII,
)


def is_importable(path: str) -> bool:
    """Whether cmd/go accepts the path as an import (Go: golang.org/x/mod/module, CheckImportPath)."""
    if not path or path[0] in "-/" or path in {"all", "std", "cmd", "tool", "work"}:
        return False
    if _ORDINARY.fullmatch(path):
        return True
    for element in path.split("/"):
        if not _ELEMENT.fullmatch(element) or element[-1] == "." or not element.strip("."):
            return False
        stem = element.partition(".")[0]
        if _DEVICE.fullmatch(stem) or re.search(r"~\d+$", stem):
            return False
    return True
