"""Ranges of versions: comparisons joined by `,` (both) and `||` (either), as in `>= v1.2, < v2 || v2.3.1`."""

from __future__ import annotations

import re
from typing import Any

from gomodlint.policy.positions import Path
from gomodlint.policy.reader import Reader, dotted
from gomodlint.policy.spelling import quoted
from gomodlint.source import semver

_COMPARISON = re.compile(r"(<=|>=|<|>|!=|==?|)\s*(v?)([0-9][^\s,|]*)")
_GO = re.compile(r"[1-9]\d*(?:\.\d+){0,2}(?:rc\d+|beta\d+)?")

Comparison = tuple[str, str]  # operator, version


class _Range:
    """Alternatives, each a list of comparisons that all hold. `text` is as written."""

    __slots__ = ("alternatives", "text")

    def __init__(self, text: str, alternatives: tuple[tuple[Comparison, ...], ...]) -> None:
        self.text = text
        self.alternatives = alternatives

    @staticmethod
    def schema() -> dict[str, Any]:
        """What a JSON Schema can say of it."""
        return {"type": "string", "pattern": "[0-9]"}


class VersionRange(_Range):
    """Versions of modules, in Go's order of semantic versions (a pre-release comes before its release)."""

    __slots__ = ()

    @classmethod
    def from_policy(cls, value: Any, path: Path, reader: Reader, _make_selector: object) -> VersionRange | None:
        """The range in a policy's text; mistakes go to the reader."""
        found = _parse(value, path, reader, "v", lambda version: semver.key(version)[0] >= 0)
        return None if found is None else cls(*found)

    def __contains__(self, version: str) -> bool:
        """Whether a version such as "v1.2.3" is in the range."""
        return any(
            all(_holds(sign, semver.key(version), semver.key(other)) for sign, other in one)
            for one in self.alternatives
        )


class GoRange(_Range):
    """Versions of Go, as on a `go` line: 1.24, 1.24.3, 1.25rc1. A bare 1.24 is 1.24.0."""

    __slots__ = ()

    @classmethod
    def from_policy(cls, value: Any, path: Path, reader: Reader, _make_selector: object) -> GoRange | None:
        """The range in a policy's text; mistakes go to the reader."""
        found = _parse(value, path, reader, "", lambda version: _GO.fullmatch(version) is not None)
        return None if found is None else cls(*found)

    def __contains__(self, version: str) -> bool:
        """Whether a version such as "1.24.3" is in the range."""
        return any(
            all(_holds(sign, semver.go_key(version), semver.go_key(other)) for sign, other in one)
            for one in self.alternatives
        )


def _parse(
    value: Any, path: Path, reader: Reader, prefix: str, is_version: Any
) -> tuple[str, tuple[tuple[Comparison, ...], ...]] | None:
    text = reader.text(value, path)
    if text is None:
        return None
    example = f">= {prefix}1.21, < {prefix}2" if prefix else ">= 1.24, < 1.27"
    alternatives = []
    for alternative in text.split("||"):
        comparisons = []
        for part in alternative.split(","):
            match = _COMPARISON.fullmatch(part.strip())
            version = f"{prefix}{match[3]}" if match else ""
            if match is None or not is_version(version):
                what = quoted(part.strip()) if part.strip() else "an empty part"
                hint = f"write comparisons: {quoted(example)}; || for either"
                if part.strip().startswith(("^", "~")):
                    hint = f"^ and ~ are not Go's: {hint}"
                reader.wrong_value(path, f"{dotted(path)}: {what} is no range of versions", hint)
                return None
            comparisons.append((match[1].replace("==", "="), version))
        alternatives.append(tuple(comparisons))
    return text, tuple(alternatives)


def _holds(sign: str, one: Any, other: Any) -> bool:
    if sign in {"", "="}:
        return bool(one == other)
    if sign == "!=":
        return bool(one != other)
    if sign.startswith("<"):
        return bool(one < other or (sign == "<=" and one == other))
    return bool(one > other or (sign == ">=" and one == other))
