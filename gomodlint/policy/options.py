"""Decodes a rule kind's own options, driven by the fields of its options class."""

from __future__ import annotations

import dataclasses
import datetime
import types
import typing
from collections.abc import Callable, Collection
from typing import Any

from gomodlint.policy.pattern import Pattern
from gomodlint.policy.positions import Path
from gomodlint.policy.reader import Reader
from gomodlint.policy.selector import Selector
from gomodlint.source import constraint

MakeSelector = Callable[[tuple[Pattern, ...], Path], Selector]


def key_of(field_name: str) -> str:
    """The TOML key of a field: `from_` is `from`, `max_cost` is `max-cost`."""
    return field_name.rstrip("_").replace("_", "-")


def keys_of(kind: type[Any]) -> list[str]:
    """The TOML keys of an options class."""
    return [key_of(field.name) for field in dataclasses.fields(kind)]


class OptionsDecoder:
    """Decodes tables into options classes; mistakes go to the reader."""

    def __init__(self, reader: Reader, make_selector: MakeSelector) -> None:
        self._reader = reader
        self._make_selector = make_selector

    def decode(self, kind: type[Any], table: dict[str, Any], path: Path, also: Collection[str]) -> Any:
        """An instance of `kind` from a table, or None after a mistake. Keys in `also` are somebody else's."""
        before = len(self._reader.problems)
        hints = typing.get_type_hints(kind)
        values: dict[str, Any] = {}
        fields = {key_of(field.name): field for field in dataclasses.fields(kind)}
        for key, value in table.items():
            if key in fields:
                field = fields[key]
                values[field.name] = self._value(hints[field.name], value, (*path, key))
            elif key not in also:
                self._reader.unknown((*path, key), "unknown key", [*fields, *also])
        for key, field in fields.items():
            no_default = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            if no_default and field.name not in values:
                what = field.metadata.get("doc", "")
                self._reader.mistake(
                    path,
                    f"{key} is missing{': ' + what if what else ''}",
                    f'add {key} = ["..."]' if hints[field.name] is Selector else f"add {key} = ...",
                )
        return kind(**values) if len(self._reader.problems) == before else None

    def _value(self, hint: Any, value: Any, path: Path) -> Any:
        origin = typing.get_origin(hint)
        arguments = typing.get_args(hint)
        if origin in {typing.Union, types.UnionType}:
            return self._value(next(a for a in arguments if a is not type(None)), value, path)
        if hint is Selector:
            return self._make_selector(self._reader.patterns(value, path), path)
        if hint is constraint.Expr or hint == constraint.Expr:
            return self._reader.expression(value, path)
        if origin is typing.Literal:
            return self._reader.choice(value, arguments, path)
        if origin is tuple:
            return self._reader.many(value, path, lambda item, at: self._value(arguments[0], item, at))
        if dataclasses.is_dataclass(hint):
            table = self._reader.table(value, path)
            return self.decode(hint, table, path, ()) if isinstance(hint, type) else None
        if hint in {bool, int, float, str, datetime.date}:
            return self._reader.scalar(value, hint, path)
        raise TypeError(f"the policy decoder does not know {hint!r}")
