"""Kinds of rules that no real rule changes: every type that the decoder knows is among their options."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal

from gomodlint.policy.selector import Selector
from gomodlint.source.constraint import Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Deny:
    from_: Selector | None = field(default=None, metadata={"role": "subject", "doc": "importing packages"})
    to: Selector = field(metadata={"role": "target", "doc": "packages that must not be imported"})
    transitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Acyclic:
    from_: Selector | None = field(default=None, metadata={"role": "subject"})
    level: Literal["package", "directory"] = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    order: tuple[Selector, ...] = field(metadata={"role": "subject", "doc": "outermost first"})
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    name: str
    at_most: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    whole: int
    share: float = 0.5
    until: datetime.date | None = None
    only_in: Expr | None = None
    names: tuple[str, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    levels: tuple[Literal[1, 2], ...] = ()
    step: Step | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    to: Selector = field(metadata={"role": "capture"})
    alias: str


KINDS = {"deny": Deny, "acyclic": Acyclic, "layers": Layers, "every": Every, "alias": Alias}
