"""All kinds of rules. A rule's module is imported when a policy uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from gomodlint.rules.rule import AnyRule

KINDS = (
    "acyclic",
    "alias",
    "allow-only",
    "blank-import",
    "budget",
    "covered",
    "deny",
    "dot-import",
    "duplicate-import",
    "go-mod",
    "independent",
    "layers",
    "module",
    "must-import",
    "new-cost",
    "order",
    "protect",
    "test-only",
)


def rule(kind: str) -> AnyRule:
    """The rule of a kind. Raises KeyError for a kind that does not exist."""
    if kind not in KINDS:
        raise KeyError(kind)
    found: AnyRule = import_module(f"gomodlint.rules.{kind.replace('-', '_')}").RULE
    return found


class Kinds(Mapping[str, type[Any]]):
    """Kind to options class, as the policy decoder wants it; loads a rule's module at its first use."""

    def __getitem__(self, kind: str) -> type[Any]:
        options: type[Any] = rule(kind).options
        return options

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)
