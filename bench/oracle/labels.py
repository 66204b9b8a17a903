"""Evaluates a condition as gomodlint prints it, in one build."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\s*(&&|\|\||!|\(|\)|[\w.]+)")


def holds(text: str, true: set[str]) -> bool:
    """Whether a constraint holds where the words in `true` are true. Empty: everywhere."""
    if text in {"", "never"}:
        return not text
    tokens = TOKEN.findall(text)
    value, rest = _either(tokens, true)
    assert not rest, text
    return value


def _either(tokens: list[str], true: set[str]) -> tuple[bool, list[str]]:
    value, tokens = _both(tokens, true)
    while tokens[:1] == ["||"]:
        other, tokens = _both(tokens[1:], true)
        value = value or other
    return value, tokens


def _both(tokens: list[str], true: set[str]) -> tuple[bool, list[str]]:
    value, tokens = _one(tokens, true)
    while tokens[:1] == ["&&"]:
        other, tokens = _one(tokens[1:], true)
        value = value and other
    return value, tokens


def _one(tokens: list[str], true: set[str]) -> tuple[bool, list[str]]:
    if tokens[0] == "!":
        value, rest = _one(tokens[1:], true)
        return not value, rest
    if tokens[0] == "(":
        value, rest = _either(tokens[1:], true)
        return value, rest[1:]
    return tokens[0] in true, tokens[1:]
