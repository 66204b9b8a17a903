"""Literals of a Go header: strings, characters and numbers with the errors in them (Go: go/scanner).

A header has no use for characters and numbers; they are read because Go's message for a bad header depends on them.
Each function is called with the literal's first character, or its opening quote, as the current one.
"""

from __future__ import annotations

import re

from gomodlint.source.header_characters import MOST_ERRORS, Characters, named

_ORDINARY = re.compile(rb'[^"\\\n]*+')
_REST = re.compile(rb'(?>(?:[^"\\\n]++|\\["\\]?)*)')
_HEX = "0123456789abcdefABCDEF"
_BASES = {"x": 16, "o": 8, "b": 2}
_NAMES = {"x": "hexadecimal literal", "o": "octal literal", "0": "octal literal", "b": "binary literal"}
_DECIMAL = "decimal literal"
_ESCAPES = {"x": (2, 16, 255), "u": (4, 16, 0x10FFFF), "U": (8, 16, 0x10FFFF)}


def read_string(characters: Characters) -> None:
    """Read an interpreted string."""
    start = characters.offset
    characters.advance()
    while True:
        character = characters.current
        if character in {"\n", ""}:
            characters.error(start, "string literal not terminated")
            return
        if character not in {'"', "\\"}:
            ordinary = _ORDINARY.match(characters.data, characters.next_offset)
            characters.jump(ordinary.end() if ordinary else characters.next_offset)
            continue
        characters.advance()
        if character == '"':
            return
        if not _read_escape(characters, '"') and characters.errors > MOST_ERRORS:
            rest = _REST.match(characters.data, characters.offset)  # its errors are on this line, and none is the first
            if rest is not None and rest.end() > characters.offset:
                characters.jump(rest.end())


def read_raw_string(characters: Characters) -> None:
    """Read a raw string."""
    start = characters.offset
    end = characters.data.find(b"`", start + 1)
    if end < 0:
        characters.jump(len(characters.data))
        characters.error(start, "raw string literal not terminated")
        return
    characters.jump(end)
    characters.advance()


def read_character(characters: Characters) -> None:
    """Read a character (a rune literal)."""
    start = characters.offset
    characters.advance()
    valid, count = True, 0
    while True:
        character = characters.current
        if character in {"\n", ""}:
            if valid:
                characters.error(start, "rune literal not terminated")
            return
        characters.advance()
        if character == "'":
            break
        count += 1
        if character == "\\" and not _read_escape(characters, "'"):
            valid = False
    if valid and count != 1:
        characters.error(start, "illegal rune literal")


def _read_escape(characters: Characters, quote: str) -> bool:
    """Read what follows a backslash; whether it is an escape sequence."""
    start, kind = characters.offset, characters.current
    if kind and kind in "abfnrtv\\" + quote:
        characters.advance()
        return True
    if kind and kind in "01234567":
        count, base, limit = 3, 8, 255
    elif kind in _ESCAPES:
        characters.advance()
        count, base, limit = _ESCAPES[kind]
    else:
        characters.error(start, "unknown escape sequence" if kind else "escape sequence not terminated")
        return False
    value = 0
    for _ in range(count):
        digit = characters.current
        if not digit or digit not in _HEX or int(digit, 16) >= base:
            message = (
                f"illegal character {named(digit)} in escape sequence" if digit else "escape sequence not terminated"
            )
            characters.error(characters.offset, message)
            return False
        value = value * base + int(digit, 16)
        characters.advance()
    if value > limit or 0xD800 <= value < 0xE000:
        characters.error(start, "escape sequence is invalid Unicode code point")
        return False
    return True


def read_number(characters: Characters) -> None:
    """Read an integer, floating-point or imaginary number."""
    start = characters.offset
    base, prefix = 10, ""
    digits = ""
    integer = characters.current != "."
    if characters.current == "0":
        characters.advance()
        prefix = characters.current.lower() if characters.current and characters.current in "xXoObB" else "0"
        base = _BASES.get(prefix, 8)
        if prefix == "0":
            digits = "0"
        else:
            characters.advance()
    name = _NAMES.get(prefix, _DECIMAL)
    invalid = -1
    if integer:
        read, invalid = _read_digits(characters, base)
        digits += read
    fraction = characters.current == "."
    if fraction:
        if prefix in {"o", "b"}:
            characters.error(characters.offset, f"invalid radix point in {name}")
        characters.advance()
        read, bad = _read_digits(characters, base)
        digits += read
        invalid = bad if invalid < 0 else invalid
    if not digits.strip("_"):
        characters.error(characters.offset, f"{name} has no digits")
    exponent = _read_exponent(characters, prefix)
    if fraction and prefix == "x" and not exponent:
        characters.error(characters.offset, "hexadecimal mantissa requires a 'p' exponent")
    imaginary = characters.current == "i"
    if imaginary:
        characters.advance()
    literal = characters.data[start : characters.offset].decode()
    if integer and not (fraction or exponent or imaginary) and invalid >= 0:
        characters.error(invalid, f"invalid digit '{literal[invalid - start]}' in {name}")
    separator = _bad_separator(literal)
    if separator >= 0:
        characters.error(start + separator, "'_' must separate successive digits")


def _read_digits(characters: Characters, base: int) -> tuple[str, int]:
    """Read digits and `_`; the offset of the first digit too large for the base, or -1. Below 11 any digit is read."""
    allowed = _HEX if base == 16 else "0123456789"
    start, invalid = characters.offset, -1
    while characters.current and (characters.current in allowed or characters.current == "_"):
        if base < 10 and characters.current != "_" and int(characters.current) >= base and invalid < 0:
            invalid = characters.offset
        characters.advance()
    return characters.data[start : characters.offset].decode(), invalid


def _read_exponent(characters: Characters, prefix: str) -> bool:
    mark = characters.current
    if not mark or mark not in "eEpP":
        return False
    if mark in "eE" and prefix not in {"", "0"}:
        characters.error(characters.offset, f"'{mark}' exponent requires decimal mantissa")
    elif mark in "pP" and prefix != "x":
        characters.error(characters.offset, f"'{mark}' exponent requires hexadecimal mantissa")
    characters.advance()
    if characters.current and characters.current in "+-":
        characters.advance()
    digits, _ = _read_digits(characters, 10)
    if not digits.strip("_"):
        characters.error(characters.offset, "exponent has no digits")
    return True


def _bad_separator(literal: str) -> int:
    """Where a `_` does not stand between digits, or -1 (a base prefix counts as a digit)."""
    if "_" not in literal:
        return -1
    before, start = ".", 0  # "0" stands for any digit, "." for anything else
    allowed = _HEX if literal[:2] in {"0x", "0X"} else "0123456789"
    if literal[:2].lower() in {"0x", "0o", "0b"}:
        before, start = "0", 2
    for index in range(start, len(literal)):
        character = literal[index]
        if character == "_":
            if before != "0":
                return index
            before = "_"
        elif character in allowed:
            before = "0"
        else:
            if before == "_":
                return index - 1
            before = "."
    return len(literal) - 1 if before == "_" else -1
