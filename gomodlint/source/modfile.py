"""The line language of go.mod and go.work, with Go's words for errors (Go: golang.org/x/mod/modfile/read.go)."""

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source.import_path import unquote

_MARKS = "()[]{},"
_USUAL = re.compile(r"(?:[!-'*+.0-Z\\^-z|~-]|/(?![/*]))+")  # most words, as a whole
_CHARACTERS = r"[ \t\r!#-.0-_a-~]*+"  # neither `/`, quotes, nor what Go refuses in words or is not ASCII
_USUAL_ROW = re.compile(rf"({_CHARACTERS}(?>(?:/(?![/*]){_CHARACTERS})*))(?://(.*))?", re.DOTALL)  # nearly all rows
_WORD = re.compile(r"[()\[\]{},]|[^ \t\r()\[\]{},]++")  # of a usual row
_QUOTED = (  # what strconv.Unquote takes
    r'"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-3][0-7]{2}|x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}'
    r'|U(?:0000(?![dD][89a-fA-F])|000[1-9a-fA-F]|0010)[0-9a-fA-F]{4}))*"'
)
_STARS = "mod files must use // comments (not /* */ comments)"


class Line(NamedTuple):
    """One line: its words, quotes and all, its comment, and where it stands (the column in characters).

    The line that opens a block has the words before the parenthesis; those inside have them in front, as one word.
    """

    words: tuple[str, ...]
    comment: str
    line: int
    column: int
    block: Literal["", "opens", "inside"] = ""


class _Token(NamedTuple):
    text: str
    column: int
    end: int  # the column behind it
    mark: bool


def lines(data: bytes, file: str) -> list[Line]:
    """All lines of a file that have words. Raises NoVerdict with the place for text that Go cannot read."""
    found: list[Line] = []
    block: Line | None = None
    verb = ""  # of the block
    rows = data.decode("utf-8", "surrogateescape").split("\n")
    for number, row in enumerate(rows, 1):
        if not row:
            continue
        usual = _USUAL_ROW.fullmatch(row)
        if usual is not None:
            words, comment = tuple(_WORD.findall(usual[1])), (usual[2] or "").strip()
            if not words:
                continue
            column, marks = len(row) - len(row.lstrip(" \t\r")) + 1, words
        else:
            tokens, comment = _tokens(row, file, number, last=number == len(rows))
            if not tokens:
                continue
            words = tuple(token.text for token in tokens)
            column = tokens[0].column
            marks = tuple(token.text if token.mark else "" for token in tokens)
        if block is not None and marks[0] == ")":
            if len(words) > 1:
                second, _ = _tokens(row, file, number, last=number == len(rows))
                raise _problem("syntax error (expected newline after closing paren)", file, number, second[1].end)
            block = None
        elif block is not None:
            found.append(Line((verb, *words), comment, number, column, "inside"))
        elif marks[-1] == "(" and len(words) > 1:
            block, verb = Line(words[:-1], comment, number, column, "opens"), " ".join(words[:-1])
            found.append(block)
        elif marks[-1] == ")" and len(words) > 2 and marks[-2] == "(":
            found.append(Line(words[:-2], comment, number, column, "opens"))
        else:
            found.append(Line(words, comment, number, column))
    if block is not None:
        words_ = f"syntax error (unterminated block started at {file}:{block.line}:{block.column})"
        raise _problem(words_, file, len(rows), len(rows[-1]) + 1)
    return found


def text_of(word: str) -> tuple[str, str]:
    """A word without its quotes, and what is wrong with them, or "" (Go: modfile/rule.go, parseString)."""
    if word[:1] == '"':
        return (unquote(word), "") if re.fullmatch(_QUOTED, word) else (word, "invalid syntax")
    if "'" in word or '"' in word or "`" in word:
        return word, "unquoted string cannot contain quote"
    return word, ""


def unknown_block(line: Line, verbs: Collection[str]) -> str:
    """What is wrong with a line that opens a block, when only these verbs have blocks; or ""."""
    words = " ".join(line.words)
    return "" if words in verbs else f"unknown block type: {words}"


def _tokens(row: str, file: str, number: int, *, last: bool) -> tuple[list[_Token], str]:
    """The tokens of a row, quotes and all, and its comment without slashes."""
    tokens: list[_Token] = []
    at = 0
    while at < len(row):
        start, character = at, row[at]
        if character in " \t\r":
            at += 1
            continue
        if row.startswith("//", at):
            return tokens, row[at + 2 :].strip()
        if row.startswith("/*", at):
            raise _problem(_STARS, file, number, at + 1)
        if character in _MARKS:
            at += 1
            tokens.append(_Token(character, start + 1, at + 1, mark=True))
            continue
        if character in '"`':
            at = _behind_string(row, at, file, number, last=last)
        else:
            if not _is_of_word(character):
                code = ord(character)
                name = f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
                raise _problem(f"unexpected input character '{name}'", file, number, at + 1)
            match = _USUAL.match(row, at)
            at = match.end() if match is not None else at
            while at < len(row) and _is_of_word(row[at]) and not row.startswith("//", at):
                if row.startswith("/*", at):
                    raise _problem(_STARS, file, number, at + 1)
                at += 1
        tokens.append(_Token(row[start:at], start + 1, at + 1, mark=False))
    return tokens, ""


def _is_of_word(character: str) -> bool:
    """Whether a word may have the character; what is no UTF-8 may stand in words."""
    return character not in _MARKS + " " and (character.isprintable() or "\udc80" <= character <= "\udcff")


def _behind_string(row: str, start: int, file: str, number: int, *, last: bool) -> int:
    """Where a quoted string that starts in a row has ended."""
    quote, at = row[start], start + 1
    while at < len(row):
        at += 1
        if row[at - 1] == quote:
            return at
        if row[at - 1] == "\\" and quote == '"':
            at += 1
    if last:
        raise _problem("unexpected EOF in string", file, number, start + 1)
    raise _problem("unexpected newline in string", file, number, len(row) + 1)


def _problem(message: str, file: str, line: int, column: int) -> NoVerdict:
    return NoVerdict(Problem(message, file, line, column, "go mod edit -fmt shows what Go makes of the file"))
