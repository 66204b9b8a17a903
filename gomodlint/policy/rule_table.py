"""A `[rules.<id>]` table: the keys that every rule has, its exceptions, and the options of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gomodlint.errors import Problem
from gomodlint.policy.model import RuleException, RuleSettings
from gomodlint.policy.option import fields_of, is_options
from gomodlint.policy.options import OptionsDecoder
from gomodlint.policy.pattern import Pattern
from gomodlint.policy.positions import Path
from gomodlint.policy.reader import Reader
from gomodlint.policy.selector import Selector
from gomodlint.policy.sets_table import Sets
from gomodlint.policy.spelling import quoted

KEYS = (
    "kind", "severity", "why", "instead", "owner", "docs", "scope", "except", "when", "generated", "optional"
)  # fmt: skip
SEVERITIES = ("error", "warning", "off")
SCOPES = ("production", "test", "all")
EXCEPTION_KEYS = ("from", "to", "reason", "owner", "until")
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class RuleDecoder:
    """Decodes rules; mistakes go to the reader."""

    def __init__(self, reader: Reader, sets: Sets, kinds: Mapping[str, type[Any]]) -> None:
        self._reader = reader
        self._sets = sets
        self._kinds = kinds
        self._options = OptionsDecoder(reader, sets.selector)

    def decode(self, name: str, table: dict[str, Any], path: Path) -> RuleSettings | None:
        """The rule that a table describes, or None after a mistake."""
        reader = self._reader
        before = len(reader.problems)
        if not _ID.fullmatch(name):
            hint = f"write [rules.{re.sub(r'[^A-Za-z0-9_.-]+', '-', name).strip('-.') or 'my-rule'}]"
            reader.mistake(path, f"{quoted(name)} is not a name for a rule: comments in the source name it", hint)
        kind = self._kind(name, table, path)
        if kind is None:
            return None
        table = {key: value for key, value in table.items() if key != "extends"}  # explained elsewhere
        options = self._options.decode(self._kinds[kind], table, path, KEYS)
        if options is not None:
            self._check_captures(*_by_role(options))
        settings = self._settings(name, kind, table, path, options)
        return settings if len(reader.problems) == before else None

    def _kind(self, name: str, table: dict[str, Any], path: Path) -> str | None:
        reader = self._reader
        kind = table.get("kind")
        if isinstance(kind, str) and kind in self._kinds:
            return kind
        if isinstance(kind, str):
            hint = reader.near.hint(kind, self._kinds)
            reader.wrong_value((*path, "kind"), f"there is no rule of kind {quoted(kind)}", hint)
        elif "kind" in table:
            reader.expected((*path, "kind"), "a text in quotes", kind)
        elif "except" in table and len(table) == 1:
            reader.mistake(path, f"there is no rule {name} to except from", f"add [rules.{name}] with its kind")
        elif table and all(isinstance(value, dict) for value in table.values()):
            inner = next(iter(table))
            hint = f"a dot in a name needs quotes or another sign: [rules.{name}-{inner}]"
            reader.mistake(path, f"rule {name}: kind is missing", hint)
        else:
            slip = next((key for key in ("type", "rule", "name", "Kind") if isinstance(table.get(key), str)), None)
            hint = f"write kind instead of {slip}" if slip else f"one of {', '.join(sorted(self._kinds))}"
            reader.mistake(path, f"rule {name}: kind is missing", hint)
        return None

    def _settings(self, name: str, kind: str, table: dict[str, Any], path: Path, options: object) -> RuleSettings:
        reader = self._reader
        texts: dict[str, Any] = {
            key: reader.text(table.get(key, ""), (*path, key)) or "" for key in ("why", "instead", "owner", "docs")
        }
        when = reader.expression(table["when"], (*path, "when")) if "when" in table else None
        return RuleSettings(
            id=name,
            kind=kind,
            severity=reader.choice(table.get("severity", "error"), SEVERITIES, (*path, "severity")) or "error",
            scope=reader.choice(table.get("scope", "production"), SCOPES, (*path, "scope")) or "production",
            generated=bool(reader.scalar(table.get("generated", False), bool, (*path, "generated"))),
            optional=bool(reader.scalar(table.get("optional", False), bool, (*path, "optional"))),
            when=when,
            exceptions=self._exceptions(table.get("except", []), (*path, "except")),
            options=options,
            place=reader.place(path),
            when_place=reader.value_place((*path, "when")) if when else reader.place(path),
            **texts,
        )

    def _exceptions(self, value: Any, path: Path) -> tuple[RuleException, ...]:
        if isinstance(value, dict):
            self._reader.mistake(
                path, "except is a list of tables", f"write [[{'.'.join(map(str, path))}]], or except = [{{ ... }}]"
            )
            return ()
        found: tuple[RuleException, ...] = self._reader.many(value, path, self._exception)
        return found

    def _exception(self, value: Any, path: Path) -> RuleException | None:
        reader = self._reader
        if not isinstance(value, dict):
            hint = '{ to = [...], reason = "..." }, or a ! pattern in to'
            reader.table(value, path, hint)
            return None
        for key in value:
            if key not in EXCEPTION_KEYS:
                slip = {"why": "reason", "because": "reason", "expires": "until", "package": "to", "importer": "from"}
                hint = f"did you mean {quoted(slip[key])}?" if key in slip else reader.near.hint(key, EXCEPTION_KEYS)
                reader.mistake((*path, key), f"unknown key {quoted(key)}", hint)
        reason = reader.text(value.get("reason", ""), (*path, "reason")) or ""
        if not reason.strip() and isinstance(value.get("reason", ""), str):
            hint = "write reason instead of why" if "why" in value else 'add reason = "..."'
            reader.mistake(path, "an exception needs a reason", hint)
        if "from" not in value and "to" not in value:
            hint = 'add from = ["./..."]; severity = "off" switches the whole rule off'
            reader.mistake(path, "an exception needs from, to, or both", hint)
        before = len(reader.problems)
        from_, to = (
            self._sets.selector(reader.patterns(value[key], (*path, key))) if key in value else None
            for key in ("from", "to")
        )
        if len(reader.problems) == before:
            self._check_captures([from_] if from_ else [], [to] if to else [])
        until = _date(reader, value["until"], (*path, "until")) if "until" in value else None
        owner = reader.text(value.get("owner", ""), (*path, "owner")) or ""
        return RuleException(from_=from_, to=to, reason=reason, owner=owner, until=until, place=reader.place(path))

    def _similar(self, name: str, positive: list[Pattern]) -> str:
        hint = self._reader.near.hint(name, {capture for pattern in positive for capture in pattern.captures})
        return hint if hint.startswith("did") else ""

    def _check_captures(self, subjects: list[Selector], targets: list[Selector]) -> None:
        """A name in braces in a target is filled with what every pattern of `from` has captured."""
        positive = [p for selector in subjects for p in selector.patterns if not p.negated]
        for pattern in (p for selector in targets for p in selector.patterns):
            for name in dict.fromkeys(pattern.captures):
                lacking = [p for p in positive if name not in p.captures]
                if not lacking and positive:
                    continue
                if len(lacking) == len(positive):
                    message = f"{{{name}}} is not bound: from does not capture it"
                    hint = self._similar(name, positive) or f"write * for any element, or use {{{name}}} in from"
                else:
                    message = f"{{{name}}} is not bound: {quoted(lacking[0].text)} of from does not capture it"
                    hint = "make it a rule of its own"
                self._reader.problems.append(Problem(message, *pattern.place, hint))


def _date(reader: Reader, value: Any, path: Path) -> Any:
    import datetime

    return reader.scalar(value, datetime.date, path)


def _by_role(options: object) -> tuple[list[Selector], list[Selector]]:
    """The selectors that bind names in braces, and those that use them, among a rule's options."""
    subjects: list[Selector] = []
    targets: list[Selector] = []
    for role, selector in selectors_of(options):
        if role != "capture":
            (subjects if role == "subject" else targets).append(selector)
    return subjects, targets


def selectors_of(options: object) -> Iterator[tuple[str, Selector]]:
    """Every selector among a rule's options, nested ones too, with the role that its field's metadata gives.

    "subject": must select a package, its names in braces may be used by targets. "target" (the default): must be able
    to select one. "module": selects modules, not packages. "capture": a target whose names in braces
    mean something to the rule itself.
    """
    for field in fields_of(type(options)):
        yield from _selectors_in(getattr(options, field.name), field.about.role)


def _selectors_in(value: object, role: str) -> Iterator[tuple[str, Selector]]:
    if isinstance(value, Selector):
        yield role, value
    elif is_options(type(value)):
        yield from selectors_of(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _selectors_in(item, role)
