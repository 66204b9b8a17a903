"""Kinds of rules that no real rule changes: every type that the decoder knows is among their options."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, NamedTuple

from gomodlint.policy.option import Option
from gomodlint.policy.selector import Selector
from gomodlint.source.constraint import Expr


class Deny(NamedTuple):
    to: Annotated[Selector, Option("packages that must not be imported")]
    from_: Annotated[Selector | None, Option("importing packages", role="subject")] = None
    transitive: bool = False


class Acyclic(NamedTuple):
    from_: Annotated[Selector | None, Option("", role="subject")] = None
    level: Literal["package", "directory"] = "package"


class Layers(NamedTuple):
    order: Annotated[tuple[Selector, ...], Option("outermost first", role="subject")]
    closed: bool = False


class Step(NamedTuple):
    name: str
    at_most: int = 3


class Every(NamedTuple):
    whole: int
    share: float = 0.5
    until: datetime.date | None = None
    only_in: Expr | None = None
    names: tuple[str, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    levels: tuple[Literal[1, 2], ...] = ()
    step: Step | None = None
    steps: tuple[Step, ...] = ()


class Alias(NamedTuple):
    to: Annotated[Selector, Option("", role="capture")]
    alias: str


KINDS = {"deny": Deny, "acyclic": Acyclic, "layers": Layers, "every": Every, "alias": Alias}
