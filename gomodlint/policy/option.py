"""What an options class says of itself: a NamedTuple whose fields are annotated with an `Option`.

Not a dataclass: to load `dataclasses` and to make a dozen of them takes a fifth of a small run.
"""

import typing
from typing import Any, Final, NamedTuple


class Mistake(NamedTuple):
    """What an options class finds wrong with itself (its method `mistakes` yields these). `path`: in its table."""

    path: tuple[str | int, ...]
    message: str
    hint: str = ""


class Option(NamedTuple):
    """What a field is for, in a few words, and the role of the selectors in it (see `rule_table.selectors_of`)."""

    doc: str
    role: str = "target"


class Field(NamedTuple):
    """A field of an options class: its name there and in TOML, its type, what it is for, its default or REQUIRED."""

    name: str
    key: str
    type: Any
    about: Option
    default: Any


REQUIRED: Final = object()
_KNOWN: dict[type[Any], tuple[Field, ...]] = {}


def key_of(field_name: str) -> str:
    """The TOML key of a field: `from_` is `from`, `max_cost` is `max-cost`."""
    return field_name.rstrip("_").replace("_", "-")


def fields_of(kind: type[Any]) -> tuple[Field, ...]:
    """The fields of an options class; their types are resolved once, which costs more than decoding a rule."""
    if kind not in _KNOWN:
        hints = typing.get_type_hints(kind, include_extras=True)
        _KNOWN[kind] = tuple(
            _field(name, hint, kind._field_defaults.get(name, REQUIRED)) for name, hint in hints.items()
        )
    return _KNOWN[kind]


def _field(name: str, hint: Any, default: Any) -> Field:
    if typing.get_origin(hint) is typing.Annotated:
        return Field(name, key_of(name), hint.__origin__, hint.__metadata__[0], default)
    return Field(name, key_of(name), hint, Option(""), default)


def is_options(kind: object) -> bool:
    """Whether a type is an options class, such as that of a table in a rule's table."""
    return isinstance(kind, type) and hasattr(kind, "_field_defaults")


def keys_of(kind: type[Any]) -> list[str]:
    """The TOML keys of an options class."""
    return [field.key for field in fields_of(kind)]
