"""TOML text to plain values: with tomli where it is installed (it is compiled), else with the standard library."""

from __future__ import annotations

import re
from typing import Any

from gomodlint.errors import NoVerdict, Problem

try:
    import tomli
except ModuleNotFoundError:  # a checkout without installed packages
    import tomllib as tomli  # type: ignore[no-redef]

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


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
        return tomli.loads(text), text
    except tomli.TOMLDecodeError as error:
        message = str(error)
        match = _PLACE.search(message)
        line, column = (int(match[1]), int(match[2])) if match and match[1] else (text.count("\n") + 1, 1)
        message = message[: match.start()] if match else message
        raise NoVerdict(Problem(f"not TOML: {_lower(message)}", file, line, column, _hint(message))) from error
    except RecursionError as error:
        raise NoVerdict(Problem("not a policy: nested too deeply", file, 1, 1)) from error


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _hint(message: str) -> str:
    if "Cannot declare" in message or "Cannot overwrite" in message or "twice" in message:
        return "each table and key may be written once; [[...]] starts another element of a list"
    return ""
