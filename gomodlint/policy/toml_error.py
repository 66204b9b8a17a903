"""A TOML syntax error in words that help whoever wrote the line. Loaded only when there is one."""

from __future__ import annotations

import re

from gomodlint.errors import Problem

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_BARE_WORD = re.compile(r"^\s*([\w.\"'-]+)\s*=\s*([A-Za-z./$!*][^\s,#\]]*)")
_LONE_PATTERN = re.compile(r"[\[,]\s*+([A-Za-z./$!*][^\s,\[\]\"']*+)\s*+[,\]]")


def explained(message: str, text: str, file: str) -> Problem:
    """The problem that the TOML reader's message is about, with its place in bytes and a hint where the line tells."""
    match = _PLACE.search(message)
    lines = text.split("\n")
    if match is not None and match[1]:
        number, column = int(match[1]), int(match[2])
        line = lines[number - 1]
        before = line[: column - 1]
    else:
        number = max((n for n, line in enumerate(lines, 1) if line.strip()), default=1)
        line = before = lines[number - 1]
    words = message[: match.start()] if match else message
    if _is_twice(words):
        before = line[: len(line) - len(line.lstrip())]
        words = "this was already written above"
    hint = _hint(words, match[0] if match else "", line, text)
    return Problem(f"not TOML: {words[:1].lower()}{words[1:]}", file, number, len(before.encode()) + 1, hint)


def _is_twice(words: str) -> bool:
    return words.startswith(("Cannot declare", "Cannot overwrite", "Cannot mutate", "Duplicate"))


def _hint(words: str, place: str, line: str, text: str) -> str:
    if _is_twice(words) or words.startswith("this was"):
        if "except" in line and re.search(r"^[ \t]*+except[ \t]*+=", text, re.MULTILINE):
            return "write either except = [{...}] inside the rule or [[rules.<id>.except]] below it, not both"
        if line.lstrip().startswith("["):
            return "write each table once; [[...]] starts another element of a list"
        return "write each key once; several values are a list: [..., ...]"
    if "end of document" in place or words.startswith("Unclosed"):
        return "a closing bracket or quote is missing"
    if words.startswith("Illegal character '\\n'"):
        return "a closing quote is missing on this line"
    if "date" in words:
        return "a date is written 2027-03-31, and must exist"
    if any(quote in line for quote in "\u201c\u201d\u2018\u2019"):
        return 'these quotes are typographic: write plain ones, "..."'
    if re.match(r"\s*+[\w.-]++\s*+:", line):
        return 'this looks like YAML: TOML writes key = "value"'
    if re.match(r"\s*+[\w.-]++\s*+=\s*+(?:#\s*+)?$", line):
        return "a value must stand on the line of its key"
    word = _BARE_WORD.match(line)
    if word and word[2] not in {"true", "false", "inf", "nan"}:
        return f'a text stands in quotes: {word[1]} = "{word[2]}"'
    lone = _LONE_PATTERN.search(line)
    if lone:
        return f'a text stands in quotes: ["{lone[1]}"]'
    if "\\" in line:
        return "a backslash starts an escape: write / in paths"
    return ""
