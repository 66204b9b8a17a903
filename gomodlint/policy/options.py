"""Decodes a rule kind's own options, driven by the fields of its options class."""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Callable, Collection
from typing import Any

from gomodlint.policy.option import REQUIRED, fields_of, is_options
from gomodlint.policy.pattern import Pattern
from gomodlint.policy.positions import Path
from gomodlint.policy.reader import Reader, dotted
from gomodlint.policy.selector import Selector
from gomodlint.policy.spelling import quoted
from gomodlint.source import constraint

MakeSelector = Callable[[tuple[Pattern, ...]], Selector]


SLIPS = {  # what other tools call a key, and words that come to mind
    "importer": "from", "importers": "from", "source": "from", "who": "from", "files": "from", "packages": "from",
    "target": "to", "targets": "to", "imports": "to", "pkg": "to", "pkgs": "to", "pkg-path": "to", "deny": "to",
    "desc": "why", "description": "why", "reason": "why", "message": "why", "comment": "why", "because": "why",
    "recommendations": "instead", "suggestion": "instead", "use": "instead", "replacement": "instead",
    "exceptions": "except", "ignore": "except", "allow": "except", "exclude": "except", "excludes": "except",
    "tags": "when", "build-tags": "when", "if": "when", "condition": "when", "where": "when",
    "level": "severity", "type": "kind", "rule": "kind", "name": "kind",
    "deep": "transitive", "indirect": "transitive", "recursive": "transitive",
    "tests": "scope", "test": "scope", "include-tests": "scope", "url": "docs", "doc": "docs", "link": "docs",
    "team": "owner", "owners": "owner", "allow-empty": "optional", "enabled": "severity", "disabled": "severity",
}  # fmt: skip


class OptionsDecoder:
    """Decodes tables into options classes; mistakes go to the reader."""

    def __init__(self, reader: Reader, make_selector: MakeSelector) -> None:
        self._reader = reader
        self._make_selector = make_selector

    def decode(self, kind: type[Any], table: dict[str, Any], path: Path, also: Collection[str]) -> Any:
        """An instance of `kind` from a table, or None after a mistake. Keys in `also` are somebody else's."""
        before = len(self._reader.problems)
        values: dict[str, Any] = {}
        fields = {field.key: field for field in fields_of(kind)}
        for key, value in table.items():
            if key in fields:
                field = fields[key]
                values[field.name] = self._value(field.type, value, (*path, key))
            elif key not in also:
                self._unknown((*path, key), [*fields, *also])
        for key, field in fields.items():
            if field.default is REQUIRED and field.name not in values:
                what = field.about.doc
                message = f"{dotted(path)}: {key} is missing{f' ({what})' if what else ''}"
                self._reader.mistake(path, message, f"add {key} = {_sample(field.type, field.about.role)}")
        return self._accepted(kind(**values), path) if len(self._reader.problems) == before else None

    def _accepted(self, options: Any, path: Path) -> Any:
        """The options, unless they say themselves what is wrong with them (`mistakes`, see Mistake)."""
        before = len(self._reader.problems)
        for mistake in getattr(options, "mistakes", tuple)():
            self._reader.mistake((*path, *mistake.path), mistake.message, mistake.hint)
        return options if len(self._reader.problems) == before else None

    def _unknown(self, path: Path, valid: list[str]) -> None:
        key = str(path[-1])
        slip = SLIPS.get(key.lower().replace("_", "-"))
        hint = self._reader.near.hint(key, valid)
        if slip in valid and not hint.startswith("did"):
            hint = f"did you mean {quoted(slip)}?"
        self._reader.mistake(path, f"unknown key {quoted(key)}", hint)

    def _value(self, hint: Any, value: Any, path: Path) -> Any:
        origin = typing.get_origin(hint)
        arguments = typing.get_args(hint)
        if origin in {typing.Union, types.UnionType}:
            return self._value(next(a for a in arguments if a is not type(None)), value, path)
        if hasattr(hint, "from_policy"):
            return hint.from_policy(value, path, self._reader, self._make_selector)
        if hint is Selector:
            return self._make_selector(self._reader.patterns(value, path))
        if hint == constraint.Expr:
            return self._reader.expression(value, path)
        if origin is typing.Literal:
            return self._reader.choice(value, arguments, path)
        if origin is tuple:
            return self._reader.many(value, path, lambda item, at: self._value(arguments[0], item, at))
        if is_options(hint):
            before = len(self._reader.problems)
            table = self._reader.table(value, path)
            return self.decode(hint, table, path, ()) if len(self._reader.problems) == before else None
        if hint in {bool, int, float, str, datetime.date}:
            return self._reader.scalar(value, hint, path)
        raise TypeError(f"the policy decoder does not know {hint!r}")


def _sample(hint: Any, role: str) -> str:
    """What a value of the type may look like."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        return _sample(arguments[0], role)
    if hint is Selector:
        return '["./..."]' if role == "subject" else '["example.com/package/..."]'
    if origin is typing.Literal:
        return quoted(arguments[0]) if isinstance(arguments[0], str) else str(arguments[0]).lower()
    if hint != constraint.Expr and origin is tuple:
        return f"[{_sample(arguments[0], role)}]"
    samples = {bool: "true", int: "1", float: "1.0", str: '"..."', datetime.date: "2027-03-31"}
    return samples.get(hint, "{...}" if is_options(hint) else '"..."')
