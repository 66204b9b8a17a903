"""The characters of a Go header one by one, and the errors met on the way (Go: go/scanner, Scanner.next)."""

from __future__ import annotations

import re
from unicodedata import category

from gomodlint.source.header_model import is_plain

BYTE_ORDER_MARK = "\ufeff"
MOST_ERRORS = 10  # with more, go/parser gives up
_MESSAGES = {"\0": "illegal character NUL", BYTE_ORDER_MARK: "illegal byte order mark"}
_BAD = re.compile("[\0\ufeff\udc80-\udcff]")


class Characters:
    """The current character, where it stands, and where the next one does.

    `current` is "" at the end. A bad character is reported when it becomes the current one, so a reader that looks one
    character ahead of its token has met that character's error: go/parser's choice of errors depends on it.
    """

    __slots__ = ("current", "data", "errors", "first_error", "last_error", "log", "next_offset", "offset")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.current = " "
        self.offset = 0
        self.next_offset = 0
        self.first_error: tuple[int, str] | None = None  # by offset, then by message, as Go sorts
        self.last_error = -1  # the offset of the error met last
        self.errors = 0
        self.log: list[tuple[int, str]] = []  # all of them, in the order met

    def error(self, offset: int, message: str) -> None:
        """Count an error, and keep it if it is the first one."""
        self.errors += 1
        self.last_error = offset
        self.log.append((offset, message))
        if self.first_error is None or (offset, message) < self.first_error:
            self.first_error = (offset, message)

    def advance(self) -> None:
        """Make the next character the current one."""
        data, at = self.data, self.next_offset
        if at >= len(data):
            self.offset = len(data)
            self.current = ""
            return
        self.offset = at
        byte = data[at]
        width = 1
        if byte >= 0x80:
            self.current, width = _decoded(data, at)
            if width == 1:
                self._bad_encoding(at)
            elif self.current == BYTE_ORDER_MARK and at > 0:
                self.error(at, "illegal byte order mark")
        else:
            self.current = chr(byte)
            if byte == 0:
                self.error(at, "illegal character NUL")
        self.next_offset += width

    def jump(self, offset: int) -> None:
        """Make the character at `offset` the current one; what is left out before it is checked."""
        skipped = self.data[self.next_offset : offset]
        if not is_plain(skipped):
            self._bad_characters(skipped)
        self.next_offset = offset
        self.advance()

    def pass_over(self, offset: int) -> None:
        """As `jump`, where what is left out is known to have no bad character."""
        self.next_offset = offset
        self.advance()

    def following(self) -> str:
        """The byte after the current character, as a character; NUL at the end."""
        return chr(self.data[self.next_offset]) if self.next_offset < len(self.data) else "\0"

    def _bad_characters(self, skipped: bytes) -> None:
        """Count the errors in what follows the current character; the first and the last of them are kept.

        Each byte that is not UTF-8 becomes one character of its own, as in Go.
        """
        text = skipped.decode("utf-8", "surrogateescape")
        first, last = _BAD.search(text), _BAD.search(text[::-1])
        if first is None or last is None:
            return
        self._bad_character(text, first.start())
        if first.start() < len(text) - last.end():
            self.errors += len(_BAD.findall(text)) - 2
            self._bad_character(text, len(text) - last.end())

    def _bad_character(self, text: str, index: int) -> None:
        before = len(text[:index].encode("utf-8", "surrogateescape"))
        self.error(self.next_offset + before, _MESSAGES.get(text[index], "illegal UTF-8 encoding"))

    def _bad_encoding(self, at: int) -> None:
        if at == 0 and self.data.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.error(at, "illegal UTF-8 encoding (got UTF-16)")
            self.next_offset = len(self.data)  # as Go: nothing behind it is read
        else:
            self.error(at, "illegal UTF-8 encoding")


def is_letter(character: str) -> bool:
    """Whether it may start an identifier."""
    if character < "\x80":
        return character.isalpha() or character == "_"
    return category(character)[0] == "L"


def is_digit(character: str) -> bool:
    """Whether it is a decimal digit of any script."""
    return "0" <= character <= "9" if character < "\x80" else category(character) == "Nd"


def named(character: str) -> str:
    """A character as Go's messages name it (fmt's %#U): U+0040 '@', or U+000C if it cannot be shown."""
    shown = character == " " or category(character)[0] in "LMNPS"
    return f"U+{ord(character):04X}" + (f" '{character}'" if shown else "")


def _decoded(data: bytes, at: int) -> tuple[str, int]:
    """The character that starts at a byte outside ASCII, and its width; U+FFFD and 1 if the bytes are not UTF-8."""
    first = data[at]
    width = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    try:
        return data[at : at + width].decode(), width
    except UnicodeDecodeError:
        return "\ufffd", 1
