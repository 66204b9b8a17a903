"""TOML text to plain values: with tomli where it is installed (it is compiled), else with the standard library."""

from __future__ import annotations

from typing import Any

from gomodlint.errors import NoVerdict, Problem

try:
    import tomli
except ModuleNotFoundError:  # a checkout without installed packages
    import tomllib as tomli  # type: ignore[no-redef]

MAX_DEPTH = 64  # of brackets: no policy needs more, and every reader of it may recurse


def loads(data: bytes, file: str) -> tuple[dict[str, Any], str]:
    """The document and its text. Raises NoVerdict with the place of a syntax error."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise NoVerdict(Problem("not UTF-8", file, line, column, "save the file as UTF-8")) from error
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        from gomodlint.policy.toml_error import explained

        raise NoVerdict(explained(str(error), text, file)) from error
    except RecursionError as error:
        raise NoVerdict(_too_deep(file)) from error
    except ValueError as error:  # Python reads no integer of more than 4,300 digits
        raise NoVerdict(Problem(f"a value cannot be read: {error}", file, 1, 1, "write a shorter number")) from error
    if _is_too_deep(document):
        raise NoVerdict(_too_deep(file))
    return document, text


def text_of(literal: str) -> str:
    """What a TOML string literal stands for."""
    text: str = tomli.loads(f"it = {literal}")["it"]
    return text


def _too_deep(file: str) -> Problem:
    return Problem("lists or tables are nested too deeply for a policy", file, 1, 1, "a list holds texts or tables")


def _is_too_deep(document: dict[str, Any]) -> bool:
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, dict) else value)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True
