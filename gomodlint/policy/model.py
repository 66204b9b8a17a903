"""The typed policy: what the TOML file says, decoded. Everything that came from a line knows that line."""

import datetime
from collections.abc import Mapping
from typing import Literal, NamedTuple

from gomodlint.finding import Severity
from gomodlint.policy.pattern import Place
from gomodlint.policy.selector import Selectable, Selector
from gomodlint.source.constraint import Expr


class BuildSettings(NamedTuple):
    """The `[build]` table: which configurations count, which std, what a missing package means."""

    ports: tuple[str, ...] = ("first-class",)
    tags: tuple[str, ...] = ()
    cgo: Literal["both", "on", "off"] = "both"
    where: Expr | None = None
    go: str = ""
    std: Literal["table", "goroot"] = "table"
    unresolved: Literal["error", "warn"] = "error"
    modules: tuple[str, ...] = ()
    modfile: str = ""
    exclude: tuple[str, ...] = ()
    places: Mapping[str, Place] = {}


class RuleException(NamedTuple):
    """An `except` entry: findings of the rule it sets aside, with a reason, and until when (inclusive, UTC)."""

    from_: Selector | None
    to: Selector | None
    reason: str
    place: Place
    owner: str = ""
    until: datetime.date | None = None

    def covers(self, importer: Selectable, imported: Selectable) -> bool:
        """Whether it is about this import or chain; captures of `from` are filled in `to`."""
        to = self.to
        if self.from_ is not None:
            if not self.from_.matches(importer):
                return False
            if to is not None and self.from_.captures:
                to = to.bound(self.from_.bindings(importer) or {})
        return to is None or to.matches(imported)


class RuleSettings(NamedTuple):
    """One `[rules.<id>]` table. `options` is the rule kind's own frozen options class.

    A rule of a policy further down is about what is `below` a directory; `without` are directories whose own policies
    have a rule in its place.
    """

    id: str
    kind: str
    severity: Severity | Literal["off"]
    why: str
    instead: str
    owner: str
    docs: str
    scope: Literal["production", "test", "all"]
    generated: bool
    optional: bool
    when: Expr | None
    exceptions: tuple[RuleException, ...]
    options: object
    place: Place
    below: str = ""
    without: tuple[str, ...] = ()
    when_place: Place = Place("", 0, 0)


class Policy(NamedTuple):
    """A whole policy. `directory` is where `./` selectors of the file itself start (a Tree path).

    `replaceable` are rules that policies further down may replace, `nested` the files of those that were added.
    `sets` and `rules` hold those of extended files too, each with selectors that start in their own file's directory.
    """

    file: str
    directory: str
    build: BuildSettings
    sets: Mapping[str, Selector]
    optional_sets: frozenset[str]
    rules: tuple[RuleSettings, ...]
    excuses: Literal["report", "fail"] = "report"
    replaceable: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()
